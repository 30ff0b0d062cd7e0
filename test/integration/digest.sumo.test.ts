/** The digest of a run in which everything happens: the same on more threads and from its recorded traffic, not with other faults. */
import { join } from 'node:path';
import { BUSY_TOWN, busyTown } from '../helpers/busy-town.ts';
import { runCli } from '../helpers/cli.ts';
import { traceOf } from '../helpers/runs.ts';
import { sumoTest } from '../helpers/sumo.ts';

sumoTest('digest - threads and a replay change nothing, another fault or seed does', async (t) => {
  const { file, folder } = busyTown(t, { stop: { ...BUSY_TOWN.stop, simulatedSeconds: 70 } });
  const trace = join(folder, 'town.trace');
  const run = async (name: string, ...args: readonly string[]) => {
    const [command = 'run', ...rest] = args;
    const out = join(folder, name);
    const files = command === 'replay' ? [trace, file] : [file];
    const ended = await runCli([command, ...files, '--out', out, '--events', '--no-report', ...rest]);
    t.is(ended.code, 0, ended.stderr);
    return traceOf(out);
  };
  const first = await run('first', 'run', '--threads', '1', '--record', trace);
  t.true(first.rounds.split('\n').length > 3, 'something happens');
  t.deepEqual(await run('four', 'run', '--threads', '4'), first);
  t.deepEqual(await run('replayed', 'replay', '--threads', '1'), first);
  t.not((await run('fault', 'run', '--set', 'faults[2].probability=0.5')).digest, first.digest);
  t.not((await run('seed', 'run', '--set', 'seed=2')).digest, first.digest);
});
