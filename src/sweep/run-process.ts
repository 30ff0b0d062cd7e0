/** One run in a process of its own: a crash in it harms no other run, and its memory is free when it ends. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ownModule } from '../own-files.ts';
import type { RunFailure, RunMessage, RunRequest, StopRequest } from './messages.ts';
import { partFolder, removePart } from './store.ts';

/** A run under way. */
export interface RunningRun {
  /** Resolves when the process has ended: undefined for a run that is done, else why it is not. */
  readonly ended: Promise<RunFailure | undefined>;
  /** Ends the process and its SUMO; `ended` follows. */
  stop(): void;
}

/** How long a process may take to end after it was told to, or after its last word. */
const GRACE_MS = 5000;
const TAIL_CHARACTERS = 4096;

/** @param onProgress - told the share of the run that is done, [0, 1]. */
export function startRun(request: RunRequest, onProgress: (share: number) => void): RunningRun {
  const child = fork(fileURLToPath(ownModule('sweep/run-main')), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL_CHARACTERS);
  });
  let outcome: 'done' | RunFailure | undefined;
  child.on('message', (message: RunMessage) => {
    if (message.type === 'progress') onProgress(message.share);
    else {
      outcome = message.type === 'done' ? 'done' : { message: message.message, kind: message.kind };
      killAfterGrace(child);
    }
  });
  const ended = new Promise<RunFailure | undefined>((resolve) => {
    const settle = (failure: RunFailure): void => {
      if (child.pid !== undefined) removePart(partFolder(request.folder, request.id, child.pid));
      resolve(outcome === 'done' ? undefined : (outcome ?? failure));
    };
    child.once('error', (error) => {
      settle({ message: `its process could not be started: ${error.message}`, kind: 'internal' });
    });
    child.once('close', (code, signal) => {
      settle({ message: describeEnd(code, signal, tail), kind: 'internal' });
    });
  });
  // A process that is gone before it has read this reports its end by itself.
  child.send(request, () => undefined);
  return {
    ended,
    stop() {
      const request: StopRequest = { type: 'stop' };
      if (child.connected) child.send(request, () => undefined);
      killAfterGrace(child);
    },
  };
}

function killAfterGrace(child: ChildProcess): void {
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('exit', () => {
    clearTimeout(timer);
  });
}

/** One line about a process that ended without a word. */
function describeEnd(code: number | null, signal: string | null, tail: string): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const complaint = /^\w*Error\b.*$/m.exec(tail)?.[0];
  return `its process ended with ${how}${complaint === undefined ? '' : `: ${complaint}`}`;
}
