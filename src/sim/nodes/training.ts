/**
 * What a worker does with its batches: gradient or local steps, then compression; and what it remembers in between.
 *
 * Everything is a promise: the simulation goes on while threads compute. A worker's memory (momentum, residual) goes
 * from one piece of its work to the next in the order in which they were started.
 */
import {
  batchesOfWork,
  type Compression,
  type DataAttack,
  type LocalWork,
  type TrainingEngine,
} from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import type { ThetaVersion } from '../theta.ts';
import type { WorkerMessage } from './messages.ts';
import type { Worker } from './worker.ts';

/** What a worker keeps between two pieces of work. */
export interface WorkerMemory {
  /** Of `worker-momentum`; the engine's own. */
  readonly momentum?: Float32Array;
  /** The compression's state. */
  readonly compression?: unknown;
}

/** One piece of work. */
export interface Assignment {
  readonly version: ThetaVersion;
  /** Indices into the training set, one vector a batch. */
  readonly batches: readonly Uint32Array[];
  /** Number of the work in the run, for the draws of compression and data attack. */
  readonly serial: number;
  /** What the edge server has made of `version`, where it goes on by itself; must stay as long as the version. */
  readonly parameters?: Promise<Float32Array>;
  /** What the worker does to its batches before it computes, when it is faulty in that way. */
  readonly dataAttack?: DataAttack;
}

/** How all workers of a run train. */
export interface Training {
  /** Batches that one piece of work consumes. */
  readonly batchesPerWork: number;
  /** Bytes of a message when they do not depend on its values; else undefined. */
  readonly messageBytes: number | undefined;
  /** Starts a piece of work; theta's version must stay until the promise has settled. */
  start(worker: Worker, assignment: Assignment): Promise<WorkerMessage>;
  /** Gives back what a worker that has left or crashed remembered; it begins anew. */
  forget(worker: Worker): void;
  /** What a worker remembers, once it has arrived: plain data for a checkpoint, which later work does not change. */
  save(worker: Worker): Promise<WorkerMemory | undefined>;
  /** Puts what `save` gave into a worker that remembers nothing yet. */
  restore(worker: Worker, memory: WorkerMemory): void;
}

export interface TrainingOptions {
  readonly engine: TrainingEngine;
  readonly work: LocalWork;
  /** Undefined: vectors travel as they are, 4 bytes a coordinate. */
  readonly compression: Compression | undefined;
  readonly random: Random;
}

/** Training as the experiment describes it. */
export function createTraining({ engine, work, compression, random }: TrainingOptions): Training {
  const plainBytes = Float32Array.BYTES_PER_ELEMENT * engine.layout.dimension;
  const remembers = compression !== undefined || work.kind === 'worker-momentum';

  const plainMessage = (vector: Float32Array): WorkerMessage => ({
    vector,
    bytes: plainBytes,
    release: () => {
      engine.release(vector);
    },
  });

  const workFrom = async (
    { version, parameters, batches, serial, dataAttack }: Assignment,
    worker: Worker,
    before: WorkerMemory,
  ): Promise<{ readonly message: WorkerMessage; readonly memory: WorkerMemory }> => {
    const { update, loss, momentum } = await engine.work({
      work,
      parameters: await (parameters ?? version.values),
      batches,
      ...(before.momentum && { momentum: before.momentum }),
      ...(dataAttack && {
        dataAttack: { attack: dataAttack, random: random.stream('data-attack', worker.vehicleId, serial) },
      }),
    });
    if (before.momentum !== undefined) engine.release(before.momentum);
    const kept = momentum === undefined ? {} : { momentum };
    if (compression === undefined) return { message: plainMessage(update), memory: kept };
    const state = before.compression ?? compression.init(engine.layout.dimension);
    const sent = compression.apply(update, state, {
      random: random.stream('compression', worker.vehicleId, serial),
      loss,
    });
    engine.release(update);
    const message = { vector: sent.vector, bytes: sent.bytes, release: () => undefined };
    return { message, memory: { ...kept, compression: sent.state } };
  };

  const startRemembering = (worker: Worker, assignment: Assignment): Promise<WorkerMessage> => {
    const before = worker.memory ?? Promise.resolve({});
    const done = before.then((memory) => workFrom(assignment, worker, memory));
    worker.memory = done.then(({ memory }) => memory);
    // The failure is seen by whoever waits for the message.
    worker.memory.catch(() => undefined);
    return done.then(({ message }) => message);
  };

  return {
    batchesPerWork: batchesOfWork(work),
    messageBytes: compression === undefined ? plainBytes : undefined,
    async start(worker, assignment) {
      if (remembers) return startRemembering(worker, assignment);
      if (work.kind === 'gradient' && assignment.dataAttack === undefined) {
        const parameters = await (assignment.parameters ?? assignment.version.values);
        const { gradient } = await engine.gradient(parameters, assignment.batches[0]!);
        return plainMessage(gradient);
      }
      return (await workFrom(assignment, worker, {})).message;
    },
    forget(worker) {
      worker.memory?.then(
        ({ momentum }) => {
          if (momentum !== undefined) engine.release(momentum);
        },
        () => undefined,
      );
      delete worker.memory;
    },
    async save(worker) {
      const memory = await worker.memory;
      if (memory?.momentum === undefined) return memory;
      return { ...memory, momentum: memory.momentum.slice() };
    },
    restore(worker, memory) {
      const { momentum } = memory;
      const slot = momentum && engine.allocateParameters();
      slot?.set(momentum!);
      worker.memory = Promise.resolve(slot === undefined ? memory : { ...memory, momentum: slot });
    },
  };
}
