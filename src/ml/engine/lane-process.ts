/**
 * A lane on a child process, for a backend that cannot share a process (`backend/tfjs-node.ts`).
 *
 * Vectors travel by value in both directions, about a megabyte per gradient of 100,000 coordinates.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reasonOf } from './errors.ts';
import { entryPoint, startLane, type LaneEvents, type StartedLane } from './lane.ts';
import type { LaneResponse, LaneSetup } from './protocol.ts';

/**
 * Starts a computing process and loads its backend; its standard output is dropped, its standard error is ours.
 *
 * @throws {EngineError} `E_BACKEND` if the backend does not load; `E_ENGINE_CRASHED` if the process ends before that.
 */
export function startProcessLane(setup: LaneSetup, events: LaneEvents): Promise<StartedLane> {
  const child = fork(fileURLToPath(entryPoint('lane-process-main')), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(setup);
  return startLane(
    {
      sharesMemory: false,
      listen: ({ onResponse, onEnd }) => {
        child.on('message', (response) => {
          onResponse(response as LaneResponse);
        });
        child.on('error', (error) => {
          onEnd(reasonOf(error));
        });
        child.on('exit', (code, signal) => {
          onEnd(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`);
        });
      },
      send: (request) => {
        child.send(request);
      },
      keepAlive: (alive) => {
        if (alive) {
          child.ref();
          child.channel?.ref();
        } else {
          child.unref();
          child.channel?.unref();
        }
      },
      close: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      },
    },
    setup.backend,
    events,
  );
}
