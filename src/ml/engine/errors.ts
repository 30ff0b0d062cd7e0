/** Failures of the gradient engine, each with a stable code. */
import { EdgeMLSimError } from '../../errors.ts';

export type EngineErrorCode =
  /** No backend, or not the one asked for, works on this machine. */
  | 'E_BACKEND'
  /** A call's arguments do not fit the engine: vector, batch. */
  | 'E_ENGINE_ARGUMENT'
  /** No number of threads that an engine can have. */
  | 'E_ENGINE_THREADS'
  /** A computing thread or process ended on its own; the engine is unusable. */
  | 'E_ENGINE_CRASHED'
  /** One task failed; the engine goes on. */
  | 'E_ENGINE_TASK'
  /** The engine was closed before the task was done. */
  | 'E_ENGINE_CLOSED';

/** Raised by `createGradientEngine` and by every promise of a gradient engine. */
export class EngineError extends EdgeMLSimError {
  constructor(code: EngineErrorCode, message: string, cause?: unknown) {
    const kind = code === 'E_BACKEND' || code === 'E_ENGINE_THREADS' ? 'usage' : 'internal';
    super(message, { code, kind, ...(cause === undefined ? {} : { cause }) });
  }
}

/** The text of whatever was thrown, on one line. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0]!;
}
