/** The digest of a run in which everything happens: the same on more threads and from its recorded traffic, not with other faults. */
import { join } from 'node:path';
import { BUSY_TOWN, busyTown } from '../helpers/busy-town.ts';
import { runHere, type RunHere } from '../helpers/in-process.ts';
import { traceOf } from '../helpers/runs.ts';
import { sumoTest } from '../helpers/sumo.ts';

sumoTest('digest - threads and a replay change nothing, another fault or seed does', async (t) => {
  const { file, folder } = busyTown(t, { stop: { ...BUSY_TOWN.stop, simulatedSeconds: 70 } });
  const trace = join(folder, 'town.trace');
  const run = async (name: string, options: Omit<RunHere, 'out'>) => {
    const out = join(folder, name);
    await runHere(file, { out, events: true, ...options });
    return traceOf(out);
  };
  const first = await run('first', { record: { file: trace, coverage: 1 } });
  t.true(first.rounds.split('\n').length > 3, 'something happens');
  t.deepEqual(await run('four', { threads: 4 }), first);
  t.deepEqual(await run('replayed', { trace }), first);
  t.not((await run('fault', { overrides: ['faults[2].probability=0.5'] })).digest, first.digest);
  t.not((await run('seed', { overrides: ['seed=2'] })).digest, first.digest);
});
