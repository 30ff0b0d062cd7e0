/**
 * Tasks in, answers out: deals tasks to lanes in the order in which they were asked for.
 *
 * A lane holds a few tasks ahead, so that it never waits for this thread, which is busy with other things.
 */
import { EngineError } from './errors.ts';
import type { Lane, LaneEvents } from './lane.ts';
import type { Task, TaskAnswer } from './protocol.ts';
import type { Slot, Slots } from './slots.ts';

/** Tasks at a lane at once: one at work, two in hand. More would only unbalance the lanes. */
const TASKS_AHEAD = 3;

export type SuccessfulAnswer = Exclude<TaskAnswer, { kind: 'failure' }>;

/** A task that waits for its answer. */
interface Pending {
  readonly prepare: () => Task;
  readonly resolve: (answer: SuccessfulAnswer) => void;
  readonly reject: (error: EngineError) => void;
  lane: PoolLane | undefined;
}

interface PoolLane {
  readonly lane: Lane;
  atWork: number;
}

/** The lanes of one engine. */
export interface Pool {
  /** Throws if the pool is closed or has crashed. */
  requireOpen(): void;
  /**
   * Queues a task.
   *
   * @param prepare - makes the task, with the given id, when a lane is free for it: what the task needs is taken no
   *   earlier than that.
   * @throws {EngineError} `E_ENGINE_TASK`, `E_ENGINE_CRASHED`, `E_ENGINE_CLOSED`.
   */
  run(prepare: (id: number) => Task): Promise<SuccessfulAnswer>;
  /** Tells the lanes that share memory about a new slot. */
  announce(slot: Slot): void;
  close(): Promise<void>;
}

/**
 * @param start - starts all lanes, whose events it is handed.
 * @throws what `start` throws.
 */
export async function createPool(
  slots: () => Slots,
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
  const dispatch = (): void => {
    while (queueHead < queue.length) {
      const idlest = lanes.reduce((best, lane) => (lane.atWork < best.atWork ? lane : best));
      if (idlest.atWork >= TASKS_AHEAD) return;
      const next = queue[queueHead++]!;
      next.lane = idlest;
      idlest.atWork++;
      sendTask(idlest.lane, next.prepare(), slots());
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
  const onAnswer = (answer: TaskAnswer): void => {
    const entry = pending.get(answer.id);
    if (entry === undefined) return; // rejected before, when the engine ended
    pending.delete(answer.id);
    entry.lane!.atWork--;
    dispatch();
    if (pending.size === 0) keepAlive(false);
    if (answer.kind === 'failure') {
      entry.reject(new EngineError('E_ENGINE_TASK', `gradient engine: a task failed (${answer.reason})`));
    } else entry.resolve(answer);
  };
  const onCrash = (error: EngineError): void => {
    if (ended !== undefined) return;
    end(error);
    void closeLanes();
  };

  lanes = (await start({ onAnswer, onCrash })).map((lane) => ({ lane, atWork: 0 }));
  keepAlive(false);

  return {
    requireOpen: () => {
      if (ended !== undefined) throw ended;
    },
    run: (prepare) =>
      new Promise((resolve, reject) => {
        if (pending.size === 0) keepAlive(true);
        const id = ids++;
        const entry: Pending = { prepare: () => prepare(id), resolve, reject, lane: undefined };
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

function sendTask(lane: Lane, task: Task, slots: Slots): void {
  if (!lane.sharesMemory) {
    const previous = task.kind === 'work' ? task.momentum?.previous : undefined;
    for (const id of previous === undefined ? [task.parameters] : [task.parameters, previous]) {
      lane.send({ kind: 'slot', id, values: slots.all[id]!.values });
    }
  }
  lane.send(task);
}
