/** A lane on a worker thread: tasks and answers are short messages, vectors and data lie in shared memory. */
import { Worker } from 'node:worker_threads';
import { reasonOf } from './errors.ts';
import { entryPoint, startLane, type LaneEvents, type StartedLane } from './lane.ts';
import type { LaneResponse, LaneSetup } from './protocol.ts';

/**
 * Starts a computing thread and loads its backend.
 *
 * @throws {EngineError} `E_BACKEND` if the backend does not load; `E_ENGINE_CRASHED` if the thread ends before that.
 */
export function startThreadLane(setup: LaneSetup, events: LaneEvents): Promise<StartedLane> {
  const { module, argv } = entryPoint('lane-thread-main');
  // No options of this process: some (`--input-type`, `--inspect-brk`) would stop the thread before it begins.
  const worker = new Worker(module, { workerData: setup, name: 'edgemlsim-gradients', argv: [...argv], execArgv: [] });
  return startLane(
    {
      sharesMemory: true,
      listen: ({ onResponse, onEnd }) => {
        worker.on('message', (response: LaneResponse) => {
          onResponse(response);
        });
        worker.on('error', (error) => {
          onEnd(reasonOf(error));
        });
        worker.on('exit', (code) => {
          onEnd(`exit code ${code}`);
        });
      },
      send: (request) => {
        worker.postMessage(request);
      },
      keepAlive: (alive) => {
        if (alive) worker.ref();
        else worker.unref();
      },
      close: async () => {
        await worker.terminate();
      },
    },
    setup.backend,
    events,
  );
}
