/**
 * Simulated time: integer milliseconds and a queue of what happens when.
 *
 * The simulator handles every event up to a step's end before it looks at the next step's positions. Ties are broken by
 * (time, kind, id), never by the order in which the host process happened to insert them.
 */
import { popFromHeap, pushToHeap } from './heap.ts';

/**
 * Kinds of event, in the order in which events of one millisecond are handled: first who fails or recovers, then what
 * arrives, nearest to the cloud first, then who moves in and out of range, then who gives up waiting.
 */
export const EVENT_KINDS = [
  'fault',
  'aggregate-arrived',
  'theta-arrived',
  'transferred',
  'computed',
  'handover',
  'moved',
  'round-timeout',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happens at a moment of simulated time. */
export interface TimedEvent {
  /** Simulated time, integer ms. */
  readonly timeMs: number;
  readonly kind: EventKind;
  /** The vehicle, transfer, aggregate, edge server or round it concerns. */
  readonly id: string;
}

/** Events not yet handled, earliest first. */
export interface EventQueue {
  readonly size: number;
  push(event: TimedEvent): void;
  /** The earliest event; undefined when there is none. */
  peek(): TimedEvent | undefined;
  /** Removes and returns the earliest event; undefined when there is none. */
  pop(): TimedEvent | undefined;
  /** All events, earliest first, for a checkpoint. */
  snapshot(): readonly TimedEvent[];
}

const KIND_RANK: Readonly<Record<EventKind, number>> = Object.fromEntries(
  EVENT_KINDS.map((kind, rank) => [kind, rank]),
) as Record<EventKind, number>;

/** Negative when `a` happens before `b`. A total order as long as (time, kind, id) is unique. */
export function compareEvents(a: TimedEvent, b: TimedEvent): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  if (a.kind !== b.kind) return KIND_RANK[a.kind] - KIND_RANK[b.kind];
  return compareIds(a.id, b.id);
}

/** Order of ids everywhere in the simulator: by UTF-16 code unit, the same on every host and in every locale. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * A queue: a heap of the moments at which something happens, and a heap of what happens at each. Most comparisons are of
 * two numbers that lie beside each other, and not of events anywhere in memory.
 *
 * @param from - the events of a snapshot; none by default.
 */
export function createEventQueue(from: readonly TimedEvent[] = []): EventQueue {
  const moments: number[] = [];
  const eventsAt = new Map<number, TimedEvent[]>();
  let size = 0;

  const push = (event: TimedEvent): void => {
    const { timeMs } = event;
    if (!Number.isSafeInteger(timeMs)) throw new RangeError(`event time: expected integer ms, got ${timeMs}`);
    size++;
    const others = eventsAt.get(timeMs);
    if (others !== undefined) {
      pushToHeap(others, event, compareEvents);
      return;
    }
    eventsAt.set(timeMs, [event]);
    pushToHeap(moments, timeMs, compareMoments);
  };

  from.forEach(push);

  return {
    get size() {
      return size;
    },
    push,
    peek: () => (size === 0 ? undefined : eventsAt.get(moments[0]!)![0]),
    snapshot: () => [...eventsAt.values()].flat().sort(compareEvents),
    pop() {
      if (size === 0) return undefined;
      const timeMs = moments[0]!;
      const events = eventsAt.get(timeMs)!;
      size--;
      if (events.length === 1) {
        eventsAt.delete(timeMs);
        popFromHeap(moments, compareMoments);
      }
      return popFromHeap(events, compareEvents);
    },
  };
}

function compareMoments(a: number, b: number): number {
  return a - b;
}
