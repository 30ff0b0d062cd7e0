/**
 * What the engine and its threads (or processes) tell each other.
 *
 * Vectors travel as slot numbers between threads, which share memory, and as values between processes, which do not.
 */
import type { Split } from '../dataset.ts';
import type { LocalWork } from '../local/spec.ts';
import type { Batch } from './batch.ts';
import type { PackedDataset } from './packed-dataset.ts';
import type { BackendName } from './types.ts';
import type { ComputerSetup, ExampleRange } from './computer.ts';

/** Handed to a thread or process when it starts. */
export interface LaneSetup extends ComputerSetup {
  readonly backend: BackendName;
  /** Path of the OpenBLAS library to use; `undefined` for none. */
  readonly openblasLibrary: string | undefined;
  /** For `openblas`: the data set's examples once more, packed, where that pays. */
  readonly packed?: PackedDataset | undefined;
}

/** One piece of work; vectors are slot numbers. */
export type Task = WorkTask | EvaluationTask;

/** A slot to read, and a number that it had before only with the same values. */
export interface ReadSlot {
  readonly id: number;
  readonly version: number;
}

export interface WorkTask {
  readonly kind: 'work';
  readonly id: number;
  readonly work: LocalWork;
  readonly parameters: ReadSlot;
  /** As many as the work takes. */
  readonly batches: readonly Batch[];
  /** Where the result goes. */
  readonly update: number;
  readonly momentum?: { readonly previous?: number; readonly next: number };
}

export interface EvaluationTask {
  readonly kind: 'evaluation';
  readonly id: number;
  readonly parameters: ReadSlot;
  readonly split: Split;
  readonly range: ExampleRange;
}

/** Engine to lane. A slot's values come as shared memory once (threads) or before each use (processes). */
export type LaneRequest =
  | { readonly kind: 'tasks'; readonly tasks: readonly Task[] }
  | { readonly kind: 'slot'; readonly id: number; readonly values: Float32Array };

/** Lane to engine: first `ready` or `unusable`, then the answers to each `tasks`, in their order, when all are done. */
export type LaneResponse =
  | { readonly kind: 'ready'; readonly detail: string }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'answers'; readonly answers: readonly TaskAnswer[] };

export type TaskAnswer = WorkAnswer | EvaluationAnswer | FailureAnswer;

export interface WorkAnswer {
  readonly kind: 'work';
  readonly id: number;
  readonly loss: number;
  /** Values of shape [d] from a process; absent from a thread, which wrote them into the task's slots. */
  readonly update?: Float32Array;
  readonly momentum?: Float32Array;
}

export interface EvaluationAnswer {
  readonly kind: 'evaluation';
  readonly id: number;
  readonly confusion: Uint32Array;
  readonly lossSum: number;
}

export interface FailureAnswer {
  readonly kind: 'failure';
  readonly id: number;
  readonly reason: string;
}
