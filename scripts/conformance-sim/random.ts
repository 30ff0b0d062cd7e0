/** Random experiments, good and bad; the tests make a part of the same checks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { prepareExperiment } from '../../src/sim/prepare.ts';
import { badExperiment } from '../../test/helpers/bad-experiments.ts';
import { checkConservation } from '../../test/helpers/conservation.ts';
import { randomExperiment } from '../../test/helpers/random-experiments.ts';
import { complaintOf } from '../../test/helpers/refusals.ts';
import { outcomeOf, type Outcome } from './outcome.ts';

/** Books, memory, digests, a stop on the way: whatever the experiment. */
export async function* conservation(first: number, count: number): AsyncGenerator<Outcome> {
  for (let seed = first; seed < first + count; seed++)
    yield outcomeOf(`random experiment ${seed}`, async () => {
      const one = randomExperiment(seed);
      const { complaints } = await checkConservation(one, 1 + (seed % (one.frames.length - 1)));
      return complaints.length === 0 ? undefined : complaints.join('; ');
    });
}

/** One thing wrong in each: refused before anything starts, in one line with the path. */
export async function* refusals(first: number, count: number): AsyncGenerator<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-bad-'));
  const file = join(folder, 'experiment.yaml');
  const configuration = '<configuration><input><net-file value="test.net.xml"/></input></configuration>';
  writeFileSync(join(folder, 'test.net.xml'), '<net/>');
  writeFileSync(join(folder, 'test.sumocfg'), configuration);
  try {
    for (let seed = first; seed < first + count; seed++) {
      const { content, what } = badExperiment(seed);
      writeFileSync(file, stringify(content, { aliasDuplicateObjects: false }));
      yield outcomeOf(`bad experiment ${seed}: ${what}`, () =>
        complaintOf(prepareExperiment(file, { cacheDir: folder })),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
