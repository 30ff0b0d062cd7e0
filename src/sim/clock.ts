/**
 * Simulated time: integer milliseconds and a queue of what happens when.
 *
 * The simulator handles every event up to a step's end before it looks at the next step's positions. Ties are broken by
 * (time, kind, id), never by the order in which the host process happened to insert them.
 */
import { addToBucket, createBucket, firstOfBucket, isBucketEmpty, takeFromBucket, type Bucket } from './bucket.ts';
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

/** The earlier of two events; the second is made only where it may be that. */
export function earlier(a: TimedEvent | undefined, timeMs: number, kind: EventKind, id: string): TimedEvent {
  if (a !== undefined && a.timeMs < timeMs) return a;
  const b = { timeMs, kind, id };
  return a !== undefined && compareEvents(a, b) <= 0 ? a : b;
}

/** Order of ids everywhere in the simulator: by UTF-16 code unit, the same on every host and in every locale. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * A queue: a heap of the moments at which something happens, and what happens at each, put in order when its turn comes.
 * Most comparisons are of two numbers that lie beside each other, and not of events anywhere in memory.
 *
 * @param from - the events of a snapshot; none by default.
 */
export function createEventQueue(from: readonly TimedEvent[] = []): EventQueue {
  const moments: number[] = [];
  const eventsAt = new Map<number, Bucket<TimedEvent>>();
  /** Of the first moment. */
  let next: Bucket<TimedEvent> | undefined;
  let size = 0;

  const push = (event: TimedEvent): void => {
    const { timeMs } = event;
    if (!Number.isSafeInteger(timeMs)) throw new RangeError(`event time: expected integer ms, got ${timeMs}`);
    size++;
    const others = eventsAt.get(timeMs);
    if (others !== undefined) {
      addToBucket(others, event, compareEvents);
      return;
    }
    const bucket = createBucket(event);
    eventsAt.set(timeMs, bucket);
    pushToHeap(moments, timeMs, compareMoments);
    if (moments[0] === timeMs) next = bucket;
  };

  from.forEach(push);

  return {
    get size() {
      return size;
    },
    push,
    peek: () => next && firstOfBucket(next, compareEvents),
    snapshot: () => [...eventsAt.values()].flatMap(({ items, late = [] }) => [...items, ...late]).sort(compareEvents),
    pop() {
      if (next === undefined) return undefined;
      const event = takeFromBucket(next, compareEvents);
      size--;
      if (isBucketEmpty(next)) {
        eventsAt.delete(event.timeMs);
        popFromHeap(moments, compareMoments);
        next = eventsAt.get(moments[0]!);
      }
      return event;
    },
  };
}

function compareMoments(a: number, b: number): number {
  return a - b;
}
