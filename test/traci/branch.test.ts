/** Arguments of a branch, and states that are none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { branch, branchArguments } from '../../src/traci/branch.ts';
import { UsageError } from '../../src/errors.ts';

const EXACT = ['--save-state.rng', '--save-state.precision', '17'];

test('branch - begins with the state, without what belongs to the origin alone', (t) => {
  const added = ['--load-state', '/s.xml', '--begin', '30.00'];
  t.deepEqual(branchArguments(['-c', 'a.sumocfg'], '/s.xml', '30.00'), ['-c', 'a.sumocfg', ...added, ...EXACT]);
  t.deepEqual(
    branchArguments(
      ['--begin=5', '-b', '7', '--load-state', '/old.xml', '--remote-port', '1', ...EXACT, '--seed', '3'],
      '/s.xml',
      '30.00',
    ),
    [...EXACT, '--seed', '3', ...added],
  );
});

test('branch - files that are no state, or no exact one, are refused before anything is started', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-state-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const cases: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['net.xml', '<net/>', /expected a state saved by SUMO/],
    ['long.xml', `<net>${' '.repeat(3_000_000)}<snapshot time="3"><rngState/>`, /expected a state saved by SUMO/],
    ['plain.xml', '<snapshot version="1" time="30.00" type="micro">\n <delay/>', /without its random numbers/],
    ['plain.xml.gz', gzipSync('<snapshot time="30.00">\n <delay/>'), /without its random numbers/],
    ['broken.xml.gz', Buffer.from('hello'), /cannot be read/],
  ];
  const launch = { binary: join(folder, 'no-sumo'), cwd: folder, arguments: [] };
  for (const [name, content, message] of cases) {
    writeFileSync(join(folder, name), content);
    await t.throwsAsync(branch(launch, name), { instanceOf: UsageError, code: 'E_SUMO_STATE', message }, name);
  }
  await t.throwsAsync(branch(launch, 'nowhere.xml'), { code: 'E_SUMO_STATE', message: /cannot be read/ });
  await t.throwsAsync(branch(launch, 'nowhere.xml.gz'), { code: 'E_SUMO_STATE', message: /cannot be read/ });
});
