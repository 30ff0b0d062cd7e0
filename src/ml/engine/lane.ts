/**
 * A lane: one worker thread or child process that computes tasks in the order in which it gets them.
 *
 * The pool (`pool.ts`) sees only this interface.
 */
import { IS_SOURCE, ownModule } from '../../own-files.ts';
import { EngineError } from './errors.ts';
import type { LaneRequest, LaneResponse, TaskAnswer } from './protocol.ts';

/** What a lane reports to the pool. */
export interface LaneEvents {
  readonly onAnswers: (answers: readonly TaskAnswer[]) => void;
  /** The lane ended on its own; nothing more comes from it. */
  readonly onCrash: (error: EngineError) => void;
}

/** One thread or process, seen from the engine. */
export interface Lane {
  /** Whether slots are shared memory; otherwise their values must be sent before each use. */
  readonly sharesMemory: boolean;
  send(request: LaneRequest): void;
  /** Whether the program stays alive for this lane's sake. */
  keepAlive(alive: boolean): void;
  /** Ends it, at work or not; resolves when it is gone. */
  close(): Promise<void>;
}

/** A lane whose backend has loaded. */
export interface StartedLane {
  readonly lane: Lane;
  readonly detail: string;
}

/** A thread's or process's own means, for `startLane` to build on. */
export interface LaneDriver extends Lane {
  /** Called once, before anything can arrive. */
  listen(listeners: { onResponse: (response: LaneResponse) => void; onEnd: (reason: string) => void }): void;
}

/**
 * Waits until the driver's backend is ready, then passes answers on to `events`.
 *
 * @throws {EngineError} `E_BACKEND` if the backend does not load; `E_ENGINE_CRASHED` if the lane ends before that.
 */
export function startLane(driver: LaneDriver, name: string, events: LaneEvents): Promise<StartedLane> {
  return new Promise((resolve, reject) => {
    let state: 'starting' | 'running' | 'ended' = 'starting';
    const fail = (error: EngineError): void => {
      const before = state;
      state = 'ended';
      if (before === 'starting') reject(error);
      else if (before === 'running') events.onCrash(error);
    };
    const lane: Lane = {
      sharesMemory: driver.sharesMemory,
      send: (request) => {
        driver.send(request);
      },
      keepAlive: (alive) => {
        driver.keepAlive(alive);
      },
      close: () => {
        state = 'ended';
        return driver.close();
      },
    };
    driver.listen({
      onResponse: (response) => {
        if (response.kind === 'ready') {
          state = 'running';
          resolve({ lane, detail: response.detail });
        } else if (response.kind === 'unusable') {
          fail(new EngineError('E_BACKEND', `backend ${name}: ${response.reason}`));
          void driver.close();
        } else if (state === 'running') {
          events.onAnswers(response.answers);
        }
      },
      onEnd: (reason) => {
        fail(new EngineError('E_ENGINE_CRASHED', `backend ${name}: a computing thread ended by itself (${reason})`));
      },
    });
  });
}

/** The module to start for an entry point of this folder, and its arguments: built directly, source by a helper. */
export function entryPoint(name: string): { readonly module: URL; readonly argv: readonly string[] } {
  const entry = ownModule(`ml/engine/${name}`);
  return IS_SOURCE
    ? { module: new URL('run-from-source.mjs', entry), argv: [entry.href] }
    : { module: entry, argv: [] };
}
