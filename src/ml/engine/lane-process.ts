/**
 * A lane on a child process, for a backend that cannot share a process (`backend/tfjs-node.ts`).
 *
 * Vectors travel by value in both directions, about a megabyte per gradient of 100,000 coordinates.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { reasonOf } from './errors.ts';
import { entryPoint, startLane, type LaneEvents, type StartedLane } from './lane.ts';
import type { LaneResponse, LaneSetup } from './protocol.ts';

/**
 * Starts a computing process and loads its backend; what it prints is dropped, but for an error that it dies of.
 *
 * @throws {EngineError} `E_BACKEND` if the backend does not load; `E_ENGINE_CRASHED` if the process ends before that.
 */
export function startProcessLane(setup: LaneSetup, events: LaneEvents): Promise<StartedLane> {
  const { module, argv } = entryPoint('lane-process-main');
  const child = fork(fileURLToPath(module), [...argv], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  const complaint = lastLineOf(child.stderr);
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
          onEnd([signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`, ...complaint()].join(': '));
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
        child.ref(); // the program must not end before it has seen the process go
        child.kill('SIGKILL');
        await gone;
      },
    },
    setup.backend,
    events,
  );
}

const TAIL_CHARACTERS = 4096;

/** Reads what the process complains about, so that it never blocks; gives the last line that names an error. */
function lastLineOf(stream: Readable | null): () => readonly string[] {
  let tail = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL_CHARACTERS);
  });
  if (stream instanceof Socket) stream.unref(); // only pending tasks keep the program alive
  return () => (/^\w*Error\b.*$/m.exec(tail) ?? []).slice(0, 1);
}
