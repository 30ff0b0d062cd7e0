/**
 * Entry point of the process of one run; started by `run-process.ts`, which sends the run as the first message.
 *
 * It ends when it is told to, and with the program that started it: when the channel to it closes, however that came
 * about, nobody waits for the result. The simulator is loaded only after it has begun to listen for that.
 */
import type { RunMessage, RunRequest, StopRequest } from './messages.ts';

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
  const { makeRun } = await import('./one-run.ts');
  leaveWith(await makeRun(request, send));
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
