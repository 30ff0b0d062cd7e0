/**
 * The far side of a lane: answers tasks in the order in which they come. `lane-thread-main.ts` and
 * `lane-process-main.ts` connect it to their kind of messages.
 */
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
  return (request) => {
    if (request.kind === 'slot') {
      slots.set(request.id, request.values);
      return;
    }
    connection.reply(answer(request, { setup, computer, slots, sharesMemory: connection.sharesMemory }));
  };
}

interface LaneState {
  readonly setup: LaneSetup;
  readonly computer: Computer;
  readonly slots: Map<number, Float32Array>;
  readonly sharesMemory: boolean;
}

/** A task that throws fails alone: the next one starts from nothing that it left behind. */
function answer(task: Task, state: LaneState): TaskAnswer {
  try {
    return task.kind === 'gradient' ? gradient(task, state) : evaluation(task, state);
  } catch (error) {
    return { kind: 'failure', id: task.id, reason: reasonOf(error) };
  }
}

function gradient(task: Task & { kind: 'gradient' }, { computer, slots, sharesMemory }: LaneState): TaskAnswer {
  const parameters = slots.get(task.parameters)!;
  if (sharesMemory) {
    const loss = computer.gradient(parameters, task.examples, slots.get(task.output)!);
    return { kind: 'gradient', id: task.id, output: task.output, loss };
  }
  const output = new Float32Array(parameters.length);
  const loss = computer.gradient(parameters, task.examples, output);
  return { kind: 'gradient', id: task.id, output: task.output, loss, gradient: output };
}

function evaluation(task: Task & { kind: 'evaluation' }, { setup, computer, slots }: LaneState): TaskAnswer {
  const { classes } = setup.dataset;
  const sums: EvaluationSums = { confusion: new Uint32Array(classes * classes), lossSum: 0 };
  computer.evaluate(slots.get(task.parameters)!, setup.dataset[task.split], task.range, sums);
  return { kind: 'evaluation', id: task.id, ...sums };
}
