/**
 * The far side of a lane: answers tasks in the order in which they come. `lane-thread-main.ts` and
 * `lane-process-main.ts` connect it to their kind of messages.
 */
import { createPerformer, type LocalJob } from '../local/perform.ts';
import { parameterLayout } from '../parameters.ts';
import type { Batch } from './batch.ts';
import type { Computer, EvaluationSums } from './computer.ts';
import { createComputer } from './create-computer.ts';
import { reasonOf } from './errors.ts';
import type { LaneRequest, LaneResponse, LaneSetup, Task, TaskAnswer } from './protocol.ts';

/** How answers leave, and whether the engine sees what is written into a slot. */
export interface LaneConnection {
  readonly reply: (response: LaneResponse) => void;
  readonly sharesMemory: boolean;
}

/**
 * Loads the backend, replies `ready` or `unusable`, and returns what handles requests from then on.
 *
 * @returns A handler, or `undefined` if the backend does not load.
 */
export async function serveLane(
  setup: LaneSetup,
  connection: LaneConnection,
): Promise<((request: LaneRequest) => void) | undefined> {
  let computer: Computer;
  try {
    const created = await createComputer(setup);
    computer = created.computer;
    connection.reply({ kind: 'ready', detail: created.detail });
  } catch (error) {
    connection.reply({ kind: 'unusable', reason: reasonOf(error) });
    return undefined;
  }
  const slots = new Map<number, Float32Array>();
  const { dimension } = parameterLayout(setup.model, setup.dataset);
  const perform = createPerformer<Batch>(
    (parameters, batch, gradient) => computer.gradient(parameters, batch, gradient),
    dimension,
  );
  const state: LaneState = { setup, computer, perform, slots, sharesMemory: connection.sharesMemory, dimension };
  return (request) => {
    if (request.kind === 'slot') {
      slots.set(request.id, request.values);
      return;
    }
    connection.reply({ kind: 'answers', answers: request.tasks.map((task) => answer(task, state)) });
  };
}

interface LaneState {
  readonly setup: LaneSetup;
  readonly computer: Computer;
  readonly perform: (job: LocalJob<Batch>) => number;
  readonly slots: Map<number, Float32Array>;
  readonly sharesMemory: boolean;
  readonly dimension: number;
}

/** A task that throws fails alone: the next one starts from nothing that it left behind. */
function answer(task: Task, state: LaneState): TaskAnswer {
  try {
    const { id, version } = task.parameters;
    state.computer.hold(state.slots.get(id)!, version);
    return task.kind === 'work' ? work(task, state) : evaluation(task, state);
  } catch (error) {
    return { kind: 'failure', id: task.id, reason: reasonOf(error) };
  }
}

function work(task: Task & { kind: 'work' }, { perform, slots, sharesMemory, dimension }: LaneState): TaskAnswer {
  // Without shared memory the engine's slots are elsewhere: results are made here and travel by value.
  const target = (slot: number): Float32Array => (sharesMemory ? slots.get(slot)! : new Float32Array(dimension));
  const update = target(task.update);
  const next = task.momentum === undefined ? undefined : target(task.momentum.next);
  const previous = task.momentum?.previous === undefined ? undefined : slots.get(task.momentum.previous)!;
  const momentum = next === undefined ? {} : { momentum: previous === undefined ? { next } : { previous, next } };
  const { batches } = task;
  const loss = perform({ work: task.work, batches, parameters: slots.get(task.parameters.id)!, update, ...momentum });
  if (sharesMemory) return { kind: 'work', id: task.id, loss };
  return { kind: 'work', id: task.id, loss, update, ...(next === undefined ? {} : { momentum: next }) };
}

function evaluation(task: Task & { kind: 'evaluation' }, { setup, computer, slots }: LaneState): TaskAnswer {
  const { classes } = setup.dataset;
  const sums: EvaluationSums = { confusion: new Uint32Array(classes * classes), lossSum: 0 };
  computer.evaluate(slots.get(task.parameters.id)!, setup.dataset[task.split]!, task.range, sums);
  return { kind: 'evaluation', id: task.id, ...sums };
}
