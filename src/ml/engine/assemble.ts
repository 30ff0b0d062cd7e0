/** Puts an engine together from lanes of a chosen backend: checks arguments, owns the slots, joins evaluations. */
import type { Split } from '../dataset.ts';
import { forwardFlops } from '../flops.ts';
import { batchesOfWork, type LocalWork } from '../local/spec.ts';
import { parameterLayout } from '../parameters.ts';
import { alterBatch, batchSize } from './batch.ts';
import { EngineError } from './errors.ts';
import type { LaneEvents, StartedLane } from './lane.ts';
import { createPool, type Pool, type SuccessfulAnswer } from './pool.ts';
import type { LaneSetup, ReadSlot, Task } from './protocol.ts';
import { createSlots, type Slot, type Slots } from './slots.ts';
import type { Evaluation, GradientEngineOptions, TrainingEngine, WorkRequest, WorkResult } from './types.ts';

/** Examples per evaluation task: fixed, so that sums do not depend on the number of threads. */
const EVALUATION_CHUNK = 500;

const GRADIENT: LocalWork = { kind: 'gradient' };

/** A backend that was chosen, and how its lanes start. */
export interface BackendChoice {
  readonly setup: LaneSetup;
  readonly reason: string;
  readonly start: (setup: LaneSetup, events: LaneEvents) => Promise<StartedLane>;
}

/**
 * Starts the lanes and returns the engine over them.
 *
 * @throws {EngineError} `E_BACKEND` if the backend does not load; `E_ENGINE_CRASHED` if a lane ends while it starts.
 */
export async function assembleEngine(options: GradientEngineOptions, choice: BackendChoice): Promise<TrainingEngine> {
  const { dataset, threads } = options;
  const layout = parameterLayout(options.model, dataset);
  const slots: Slots = createSlots(layout.dimension, (slot) => {
    pool.announce(slot);
  });
  let detail = '';
  const pool: Pool = await createPool(
    () => slots,
    createFlops(options),
    async (events) => {
      const started = await startAll(choice, threads, events);
      detail = started[0]!.detail;
      return started.map(({ lane }) => lane);
    },
  );

  /** Runs a task; the vectors count as read until it is done. */
  const read = async (
    vectors: readonly Slot[],
    prepare: (id: number, lane: number) => Task,
  ): Promise<SuccessfulAnswer> => {
    for (const slot of vectors) slots.startReading(slot);
    try {
      return await pool.run(prepare);
    } finally {
      for (const slot of vectors) slots.endReading(slot);
    }
  };

  const work = async (request: WorkRequest): Promise<WorkResult> => {
    requireWork(request, dataset.train.count);
    const { work: kind } = request;
    const parameters = slots.find(request.parameters);
    const previous = request.momentum === undefined ? undefined : slots.find(request.momentum);
    // Copies, because the caller may reuse its arrays, and posting a view would copy the whole buffer under it.
    const copies = request.batches.map((examples) => examples.slice());
    const { dataAttack } = request;
    const batches =
      dataAttack === undefined ? copies : copies.map((examples) => alterBatch(dataset, examples, dataAttack));
    const taken: Slot[] = [];
    const take = (lane: number): Slot => {
      const slot = slots.take(lane);
      taken.push(slot);
      return slot;
    };
    try {
      const answer = await read(previous === undefined ? [parameters] : [parameters, previous], (id, lane) => {
        const update = take(lane).id;
        const task = { kind: 'work', id, work: kind, parameters: asRead(parameters), batches, update } as const;
        if (kind.kind !== 'worker-momentum') return task;
        const next = take(lane).id;
        return { ...task, momentum: previous === undefined ? { next } : { previous: previous.id, next } };
      });
      if (answer.kind !== 'work') throw unexpectedAnswer(answer);
      const [update, next] = taken;
      if (answer.update !== undefined) update!.values.set(answer.update);
      if (answer.momentum !== undefined) next!.values.set(answer.momentum);
      const { loss } = answer;
      return { update: update!.values, loss, ...(next === undefined ? {} : { momentum: next.values }) };
    } catch (error) {
      for (const slot of taken) slots.giveBack(slot);
      throw error;
    }
  };

  const evaluate = async (parameters: Slot, split: Split, count: number): Promise<Evaluation> => {
    const starts = Array.from({ length: Math.ceil(count / EVALUATION_CHUNK) }, (_, index) => index * EVALUATION_CHUNK);
    const parts = await Promise.all(
      starts.map((start) => {
        const range = { start, end: Math.min(start + EVALUATION_CHUNK, count) };
        return read([parameters], (id) => ({ kind: 'evaluation', id, parameters: asRead(parameters), split, range }));
      }),
    );
    const confusion = new Uint32Array(dataset.classes * dataset.classes);
    let lossSum = 0;
    for (const part of parts) {
      if (part.kind !== 'evaluation') throw unexpectedAnswer(part);
      for (const [index, entry] of part.confusion.entries()) confusion[index]! += entry;
      lossSum += part.lossSum;
    }
    return { confusion, lossSum, count };
  };

  return {
    report: { name: choice.setup.backend, detail, threads, reason: choice.reason },
    layout,
    allocateParameters: () => {
      pool.requireOpen();
      return slots.take().values.fill(0);
    },
    gradient: async (parameters, examples) => {
      pool.requireOpen();
      const { update, loss } = await work({ work: GRADIENT, parameters, batches: [examples] });
      return { gradient: update, loss };
    },
    work: async (request) => {
      pool.requireOpen();
      return work(request);
    },
    release: (vector) => {
      slots.giveBack(slots.find(vector));
    },
    evaluate: async (parameters, split, wanted) => {
      pool.requireOpen();
      const size = dataset[split]?.count;
      if (size === undefined) throw argumentError(`split: the data set has no ${split} examples; make them first`);
      const count = wanted ?? size;
      if (!Number.isInteger(count) || count < 1 || count > size) {
        throw argumentError(`count of ${split} examples: expected an integer in [1, ${size}], got ${count}`);
      }
      return evaluate(slots.find(parameters), split, count);
    },
    close: () => pool.close(),
  };
}

/** A slot as a task names it. */
function asRead({ id, version }: Slot): ReadSlot {
  return { id, version };
}

/** The FLOPs of a task: a backward pass takes twice those of the forward pass. */
function createFlops({ model, dataset }: GradientEngineOptions): (task: Task) => number {
  const forward = forwardFlops(model, dataset);
  return (task) => {
    if (task.kind === 'evaluation') return forward * (task.range.end - task.range.start);
    return 3 * forward * task.batches.reduce((sum, batch) => sum + batchSize(batch), 0);
  };
}

/** Starts lanes side by side; if one fails the others are closed. */
async function startAll(
  { setup, start }: BackendChoice,
  threads: number,
  events: LaneEvents,
): Promise<readonly StartedLane[]> {
  const results = await Promise.allSettled(Array.from({ length: threads }, () => start(setup, events)));
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure === undefined) return started;
  await Promise.all(started.map(({ lane }) => lane.close()));
  throw failure.reason;
}

function requireWork({ work, batches, momentum }: WorkRequest, count: number): void {
  const expected = batchesOfWork(work);
  if (batches.length !== expected) {
    throw argumentError(`batches: expected ${expected} for ${work.kind}, got ${batches.length}`);
  }
  if (momentum !== undefined && work.kind !== 'worker-momentum') {
    throw argumentError(`momentum: expected none for ${work.kind}, got a vector`);
  }
  for (const [index, examples] of batches.entries()) {
    requireExamples(examples, count, batches.length === 1 ? 'examples' : `batches[${index}]`);
  }
}

function requireExamples(examples: Uint32Array, count: number, name: string): void {
  if (examples.length === 0) throw argumentError(`${name}: expected at least one index, got none`);
  for (let position = 0; position < examples.length; position++) {
    const index = examples[position]!;
    if (index >= count) throw argumentError(`${name}[${position}]: expected an index below ${count}, got ${index}`);
  }
}

function unexpectedAnswer({ kind }: SuccessfulAnswer): EngineError {
  return new EngineError('E_ENGINE_TASK', `gradient engine: a thread answered with another kind of result (${kind})`);
}

function argumentError(message: string): EngineError {
  return new EngineError('E_ENGINE_ARGUMENT', `gradient engine: ${message}`);
}
