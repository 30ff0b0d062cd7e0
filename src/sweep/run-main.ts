/**
 * Entry point of the process of one run; started by `run-process.ts`, which sends the run as the only message.
 *
 * It ends when it is told to, and with the program that started it: when the channel to it closes, however that came
 * about, nobody waits for the result.
 */
import { isEdgeMLSimError } from '../errors.ts';
import { prepareExperiment, runExperiment, type Experiment, type Progress } from '../sim/index.ts';
import type { RunFailure, RunMessage, RunRequest, StopRequest } from './messages.ts';
import { finishRun, partFolder, removePart } from './store.ts';

const PROGRESS_MS = 250;

// A Ctrl-C on the terminal reaches this process too; when to end is the sweep's business.
process.on('SIGINT', () => undefined);
process.on('disconnect', endNow);
process.on('message', (request: RunRequest | StopRequest) => {
  if (request.type === 'stop') endNow();
  else void serve(request);
});
if (!process.connected) endNow();

/** The default action of the signal, after what guards SUMO has killed it. */
function endNow(): void {
  process.kill(process.pid, 'SIGTERM');
}

async function serve(request: RunRequest): Promise<void> {
  const part = partFolder(request.folder, request.id, process.pid);
  try {
    await run(request, part);
    leaveWith({ type: 'done' });
  } catch (error) {
    removePart(part);
    leaveWith({ type: 'failed', ...describeFailure(error) });
  }
}

async function run({ file, prepare, run: options, folder, id, key }: RunRequest, part: string): Promise<void> {
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

function send(message: RunMessage): void {
  if (process.connected) process.send!(message);
}

/** The last word; then nothing keeps the process. */
function leaveWith(message: RunMessage): void {
  process.off('disconnect', endNow);
  if (process.connected)
    process.send!(message, () => {
      if (process.connected) process.disconnect();
    });
}
