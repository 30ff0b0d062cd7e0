/** Puts an engine together from lanes of a chosen backend: checks arguments, owns the slots, joins evaluations. */
import { parameterLayout } from '../parameters.ts';
import { EngineError } from './errors.ts';
import type { LaneEvents, StartedLane } from './lane.ts';
import { createPool, type Pool, type SuccessfulAnswer } from './pool.ts';
import type { LaneSetup, Task } from './protocol.ts';
import { createSlots, type Slot, type Slots } from './slots.ts';
import type { Evaluation, GradientEngine, GradientEngineOptions, GradientResult } from './types.ts';

/** Examples per evaluation task: fixed, so that sums do not depend on the number of threads. */
const EVALUATION_CHUNK = 500;

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
export async function assembleEngine(options: GradientEngineOptions, choice: BackendChoice): Promise<GradientEngine> {
  const { dataset, threads } = options;
  const layout = parameterLayout(options.model, dataset);
  const slots: Slots = createSlots(layout.dimension, (slot) => {
    pool.announce(slot);
  });
  let detail = '';
  const pool: Pool = await createPool(
    () => slots,
    async (events) => {
      const started = await startAll(choice, threads, events);
      detail = started[0]!.detail;
      return started.map(({ lane }) => lane);
    },
  );

  /** Runs a task; the parameters count as read until it is done. */
  const read = async (parameters: Slot, prepare: (id: number) => Task): Promise<SuccessfulAnswer> => {
    parameters.readers++;
    try {
      return await pool.run(prepare);
    } finally {
      parameters.readers--;
    }
  };

  const gradient = async (parameters: Slot, examples: Uint32Array): Promise<GradientResult> => {
    let output: Slot | undefined;
    try {
      const answer = await read(parameters, (id) => {
        output = slots.take();
        return { kind: 'gradient', id, parameters: parameters.id, output: output.id, examples };
      });
      if (answer.kind !== 'gradient') throw unexpectedAnswer(answer);
      const { values } = slots.all[answer.output]!;
      if (answer.gradient !== undefined) values.set(answer.gradient);
      return { gradient: values, loss: answer.loss };
    } catch (error) {
      if (output !== undefined) slots.giveBack(output);
      throw error;
    }
  };

  const evaluate = async (parameters: Slot, split: 'train' | 'test', count: number): Promise<Evaluation> => {
    const starts = Array.from({ length: Math.ceil(count / EVALUATION_CHUNK) }, (_, index) => index * EVALUATION_CHUNK);
    const parts = await Promise.all(
      starts.map((start) => {
        const range = { start, end: Math.min(start + EVALUATION_CHUNK, count) };
        return read(parameters, (id) => ({ kind: 'evaluation', id, parameters: parameters.id, split, range }));
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
      requireExamples(examples, dataset.train.count);
      // A copy, because the caller may reuse its array, and posting a view would copy the whole buffer under it.
      return gradient(slots.find(parameters), examples.slice());
    },
    release: (vector) => {
      slots.giveBack(slots.find(vector));
    },
    evaluate: async (parameters, split, count = dataset[split].count) => {
      pool.requireOpen();
      const size = dataset[split].count;
      if (!Number.isInteger(count) || count < 1 || count > size) {
        throw argumentError(`count of ${split} examples: expected an integer in [1, ${size}], got ${count}`);
      }
      return evaluate(slots.find(parameters), split, count);
    },
    close: () => pool.close(),
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

function requireExamples(examples: Uint32Array, count: number): void {
  if (examples.length === 0) throw argumentError('examples: expected at least one index, got none');
  for (let position = 0; position < examples.length; position++) {
    const index = examples[position]!;
    if (index >= count) throw argumentError(`examples[${position}]: expected an index below ${count}, got ${index}`);
  }
}

function unexpectedAnswer({ kind }: SuccessfulAnswer): EngineError {
  return new EngineError('E_ENGINE_TASK', `gradient engine: a thread answered with another kind of result (${kind})`);
}

function argumentError(message: string): EngineError {
  return new EngineError('E_ENGINE_ARGUMENT', `gradient engine: ${message}`);
}
