/**
 * Tasks in, answers out: deals tasks to lanes in the order in which they were asked for.
 *
 * Several small tasks make one message, since a message costs both threads a twentieth of the paper's gradient. A lane has
 * one in hand beside the one at work, so that it never waits for this thread, which is busy with other things.
 */
import { EngineError } from './errors.ts';
import type { Lane, LaneEvents } from './lane.ts';
import type { Task, TaskAnswer } from './protocol.ts';
import type { Slot, Slots } from './slots.ts';

/** Messages at a lane at once. More would only unbalance the lanes. */
const MESSAGES_AHEAD = 2;
/** A message has so many tasks at most, each of which may take memory for its result; and so many FLOPs, some milliseconds. */
const MESSAGE_TASKS = 4;
const MESSAGE_FLOPS = 2e8;

export type SuccessfulAnswer = Exclude<TaskAnswer, { kind: 'failure' }>;

/** A task that waits for its answer. */
interface Pending {
  readonly prepare: (lane: number) => Task;
  readonly resolve: (answer: SuccessfulAnswer) => void;
  readonly reject: (error: EngineError) => void;
  lane: PoolLane | undefined;
}

interface PoolLane {
  readonly index: number;
  readonly lane: Lane;
  /** Messages that it has not answered, and the tasks in them. */
  messages: number;
  tasks: number;
}

/** The lanes of one engine. */
export interface Pool {
  /** Throws if the pool is closed or has crashed. */
  requireOpen(): void;
  /**
   * Queues a task.
   *
   * @param prepare - makes the task, with the given id, when the lane of the given index is free for it: what the task
   *   needs is taken no earlier than that.
   * @throws {EngineError} `E_ENGINE_TASK`, `E_ENGINE_CRASHED`, `E_ENGINE_CLOSED`.
   */
  run(prepare: (id: number, lane: number) => Task): Promise<SuccessfulAnswer>;
  /** Tells the lanes that share memory about a new slot. */
  announce(slot: Slot): void;
  close(): Promise<void>;
}

/**
 * @param flopsOf - what a task takes, roughly.
 * @param start - starts all lanes, whose events it is handed.
 * @throws what `start` throws.
 */
export async function createPool(
  slots: () => Slots,
  flopsOf: (task: Task) => number,
  start: (events: LaneEvents) => Promise<readonly Lane[]>,
): Promise<Pool> {
  const pending = new Map<number, Pending>();
  const queue: Pending[] = [];
  let queueHead = 0;
  let ended: EngineError | undefined;
  let ids = 0;
  let lanes: readonly PoolLane[] = [];

  const keepAlive = (alive: boolean): void => {
    for (const { lane } of lanes) lane.keepAlive(alive);
  };
  /** The next tasks for a message: enough to be worth it, and no more than a lane's share of those that wait. */
  const takeTasks = (lane: PoolLane): readonly Task[] => {
    const share = Math.min(MESSAGE_TASKS, Math.ceil((queue.length - queueHead) / lanes.length));
    const tasks: Task[] = [];
    for (let flops = 0; tasks.length < share && flops < MESSAGE_FLOPS; flops += flopsOf(tasks.at(-1)!)) {
      const next = queue[queueHead++]!;
      next.lane = lane;
      tasks.push(next.prepare(lane.index));
    }
    lane.messages++;
    lane.tasks += tasks.length;
    return tasks;
  };
  const dispatch = (): void => {
    while (queueHead < queue.length) {
      const open = lanes.filter(({ messages }) => messages < MESSAGES_AHEAD);
      if (open.length === 0) return;
      const idlest = open.reduce((best, lane) => (lane.tasks < best.tasks ? lane : best));
      sendTasks(idlest.lane, takeTasks(idlest), slots());
    }
    queue.length = 0;
    queueHead = 0;
  };
  const end = (error: EngineError): void => {
    ended = error;
    const waiting = [...pending.values()];
    pending.clear();
    queue.length = 0;
    queueHead = 0;
    for (const { reject } of waiting) reject(error);
  };
  const closeLanes = async (): Promise<void> => {
    await Promise.all(lanes.map(({ lane }) => lane.close()));
  };
  const onAnswers = (answers: readonly TaskAnswer[]): void => {
    if (ended !== undefined) return; // all were rejected then
    const answered = answers.map((answer) => ({ answer, ...pending.get(answer.id)! }));
    for (const { id } of answers) pending.delete(id);
    const lane = answered[0]!.lane!;
    lane.messages--;
    lane.tasks -= answers.length;
    dispatch();
    if (pending.size === 0) keepAlive(false);
    for (const { answer, resolve, reject } of answered) {
      if (answer.kind !== 'failure') resolve(answer);
      else reject(new EngineError('E_ENGINE_TASK', `gradient engine: a task failed (${answer.reason})`));
    }
  };
  const onCrash = (error: EngineError): void => {
    if (ended !== undefined) return;
    end(error);
    void closeLanes();
  };

  lanes = (await start({ onAnswers, onCrash })).map((lane, index) => ({ index, lane, messages: 0, tasks: 0 }));
  keepAlive(false);

  return {
    requireOpen: () => {
      if (ended !== undefined) throw ended;
    },
    run: (prepare) =>
      new Promise((resolve, reject) => {
        if (pending.size === 0) keepAlive(true);
        const id = ids++;
        const entry: Pending = { prepare: (lane) => prepare(id, lane), resolve, reject, lane: undefined };
        pending.set(id, entry);
        queue.push(entry);
        dispatch();
      }),
    announce: ({ id, values }) => {
      for (const { lane } of lanes) if (lane.sharesMemory) lane.send({ kind: 'slot', id, values });
    },
    close: async () => {
      if (ended === undefined)
        end(new EngineError('E_ENGINE_CLOSED', 'gradient engine: closed before the task was done'));
      await closeLanes();
    },
  };
}

function sendTasks(lane: Lane, tasks: readonly Task[], slots: Slots): void {
  if (!lane.sharesMemory)
    for (const id of new Set(tasks.flatMap(slotsRead))) lane.send({ kind: 'slot', id, values: slots.all[id]!.values });
  lane.send({ kind: 'tasks', tasks });
}

function slotsRead(task: Task): readonly number[] {
  const previous = task.kind === 'work' ? task.momentum?.previous : undefined;
  const { id } = task.parameters;
  return previous === undefined ? [id] : [id, previous];
}
