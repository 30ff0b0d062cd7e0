/**
 * A disk that is full before the second checkpoint: the run goes on and says so, the checkpoint that was there stays, and a
 * resumed run starts from it. Needs the right to mount a small file system.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runCli } from '../../test/helpers/cli.ts';
import { checkpointsOf, traceOf } from '../../test/helpers/runs.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { openTown, requireSuccess } from './town.ts';

/** Checkpoints, with a momentum for each worker, are large beside everything else that a run writes. */
const CHANGES = {
  model: { hidden: [500] },
  learning: {
    batchSize: 20,
    learningRate: 0.01,
    local: { kind: 'worker-momentum' },
    edgeServer: { gradients: 4 },
    cloud: { aggregates: 2 },
  },
};
const MEGABYTE = 1_000_000;

/** Bytes of all files in a folder. */
function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

/** @returns No outcome where mounting is not allowed. */
export async function* fullDisk(): AsyncGenerator<Outcome> {
  const town = await openTown(CHANGES);
  const mount = join(town.folder, 'small-disk');
  mkdirSync(mount);
  const straight = join(town.folder, 'straight');
  const largest = Math.max(...checkpointsOf(straight).map(bytesIn));
  const rest = bytesIn(straight) - bytesIn(join(straight, 'checkpoints'));
  // Room for one checkpoint and all other results, but not for two.
  const size = Math.round(rest + 1.2 * largest + MEGABYTE);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mount]);
  try {
    if (mounted.status !== 0) return;
    yield await outcomeOf(
      `full disk: ${(size / MEGABYTE).toFixed(1)} MB for checkpoints of ${(largest / MEGABYTE).toFixed(1)} MB`,
      async () => {
        const out = join(mount, 'out');
        const run = [...town.run(out), '--keep', '1'];
        const ended = await runCli(run);
        requireSuccess(ended);
        if (!/could not be written, earlier ones remain/.test(ended.stderr)) return `no notice: ${ended.stderr}`;
        if (!isDeepStrictEqual(traceOf(out), town.expected)) return 'the run ends otherwise';
        if (checkpointsOf(out).length === 0) return 'no checkpoint stays';
        requireSuccess(await runCli([...run, '--resume']));
        return isDeepStrictEqual(traceOf(out), town.expected) ? undefined : 'resumed, the run ends otherwise';
      },
    );
  } finally {
    if (mounted.status === 0) spawnSync('umount', [mount]);
    town.close();
  }
}
