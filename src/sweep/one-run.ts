/** One run from its request to its folder; what it tells goes through `send`. Used by `run-main.ts`. */
import { isEdgeMLSimError } from '../errors.ts';
import { advised, prepareExperiment, runExperiment, type Experiment, type Progress } from '../sim/index.ts';
import type { RunFailure, RunMessage, RunRequest } from './messages.ts';
import { finishRun, partFolder, removePart } from './store.ts';

const PROGRESS_MS = 250;

/** @returns The last word about the run. */
export async function makeRun(request: RunRequest, send: (message: RunMessage) => void): Promise<RunMessage> {
  const part = partFolder(request.folder, request.id, process.pid);
  try {
    await advised(request.then, () => run(request, part, send));
    return { type: 'done' };
  } catch (error) {
    removePart(part);
    return { type: 'failed', ...describeFailure(error) };
  }
}

async function run(
  { file, prepare, run: options, folder, id, key }: RunRequest,
  part: string,
  send: (message: RunMessage) => void,
): Promise<void> {
  const prepared = await prepareExperiment(file, prepare);
  let reportedAt = -Infinity;
  await runExperiment(prepared, {
    ...options,
    out: part,
    listeners: {
      onStep: (progress) => {
        if (performance.now() - reportedAt < PROGRESS_MS) return;
        reportedAt = performance.now();
        send({ type: 'progress', share: shareDone(progress, prepared.experiment) });
      },
    },
  });
  finishRun(part, { runs: folder, id, key, wallSeconds: performance.now() / 1000 });
}

/** How near the run is to the nearest of its ends. */
function shareDone({ epochs, round, simulatedMs }: Progress, { stop }: Experiment): number {
  const shares = [epochs / stop.epochs];
  if (stop.rounds !== undefined) shares.push(round / stop.rounds);
  if (stop.simulatedSeconds !== undefined) shares.push(simulatedMs / 1000 / stop.simulatedSeconds);
  return Math.min(1, Math.max(...shares));
}

function describeFailure(error: unknown): RunFailure {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replaceAll(/\s*\n\s*/g, ' ');
  return isEdgeMLSimError(error)
    ? { message: line, kind: error.kind }
    : { message: `unexpected failure: ${line}`, kind: 'internal' };
}
