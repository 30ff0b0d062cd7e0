/** What a sweep and the process of one of its runs tell each other. Plain records; JSON carries them. */
import type { ErrorKind } from '../errors.ts';
import type { PrepareOptions, RunOptions } from '../sim/index.ts';

/** To the process, first of all: the one run it is for. */
export interface RunRequest {
  readonly type: 'run';
  /** Path of the experiment file. */
  readonly file: string;
  readonly prepare: Omit<PrepareOptions, 'onNotice'>;
  readonly run: Required<Pick<RunOptions, 'threads' | 'backend'>> & Pick<RunOptions, 'sumo' | 'branch'>;
  /** Folder of all runs; the process makes one of its own in it. */
  readonly folder: string;
  /** Name of the run's folder once it is complete. */
  readonly id: string;
  readonly key: string;
  /** What to do once there is room again, where the disk refuses what the run writes. */
  readonly then: string;
}

/** To the process, at any time after that: nobody waits for the run any more. */
export interface StopRequest {
  readonly type: 'stop';
}

/** From the process. */
export type RunMessage =
  | {
      readonly type: 'progress';
      /** Of the run, [0, 1]. */
      readonly share: number;
    }
  | { readonly type: 'done' }
  | ({ readonly type: 'failed' } & RunFailure);

/** Why a run failed. */
export interface RunFailure {
  /** One line. */
  readonly message: string;
  readonly kind: ErrorKind;
}
