/** Whatever is wrong with an experiment is said before anything starts: in one line, with the path, exit code 2. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { stringify } from 'yaml';
import { prepareExperiment } from '../../src/sim/prepare.ts';
import { badExperiment, CONTRADICTIONS, contradicting } from '../helpers/bad-experiments.ts';
import { randomExperiment } from '../helpers/random-experiments.ts';
import { complaintOf } from '../helpers/refusals.ts';

const EXPERIMENTS = 200;

const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-bad-'));
test.after.always(() => {
  rmSync(folder, { recursive: true });
});
writeFileSync(join(folder, 'test.net.xml'), '<net/>');
writeFileSync(
  join(folder, 'test.sumocfg'),
  '<configuration><input><net-file value="test.net.xml"/></input></configuration>',
);

const prepare = async (content: unknown): Promise<unknown> => {
  const file = join(folder, 'experiment.yaml');
  writeFileSync(file, stringify(content, { aliasDuplicateObjects: false }));
  return prepareExperiment(file, { cacheDir: folder });
};

test.serial('bad experiments - what they are made from is good', async (t) => {
  for (let seed = 1; seed <= 10; seed++)
    await t.notThrowsAsync(prepare(randomExperiment(seed).content), `seed ${seed}`);
});

for (const { what, ...changes } of CONTRADICTIONS)
  test.serial(`bad experiments - ${what}`, async (t) => {
    t.is(await complaintOf(prepare(contradicting(randomExperiment(1).content, changes))), undefined);
  });

test.serial(
  'bad experiments - a value of another type, out of its range, or under a key that nobody knows',
  async (t) => {
    for (let seed = 1; seed <= EXPERIMENTS; seed++) {
      const { content, what } = badExperiment(seed);
      t.is(await complaintOf(prepare(content)), undefined, `seed ${seed}: ${what}`);
    }
  },
);
