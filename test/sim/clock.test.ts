import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { compareEvents, createEventQueue, type TimedEvent } from '../../src/sim/clock.ts';

function drain(events: readonly TimedEvent[]): readonly string[] {
  const queue = createEventQueue();
  for (const event of events) queue.push(event);
  const order: string[] = [];
  for (let event = queue.pop(); event !== undefined; event = queue.pop()) order.push(event.id);
  return order;
}

test('clock - events come by time, then kind, then id, whatever the order of insertion', (t) => {
  const events: readonly TimedEvent[] = [
    { timeMs: 5, kind: 'round-timeout', id: '1' },
    { timeMs: 5, kind: 'computed', id: 'b' },
    { timeMs: 5, kind: 'computed', id: 'a' },
    { timeMs: 4, kind: 'round-timeout', id: '0' },
  ];
  t.deepEqual(drain(events), ['0', 'a', 'b', '1']);
  t.deepEqual(drain([...events].reverse()), ['0', 'a', 'b', '1']);
});

test('clock - a queue made from a snapshot goes on like the one it was taken of', (t) => {
  const queue = createEventQueue();
  queue.push({ timeMs: 11, kind: 'computed', id: 'later' });
  queue.push({ timeMs: 10, kind: 'computed', id: 'now' });
  const copy = createEventQueue(queue.snapshot());
  for (const one of [queue, copy]) {
    t.is(one.peek()?.id, 'now');
    t.is(one.pop()?.id, 'now');
    one.push({ timeMs: 11, kind: 'fault', id: 'first' });
    t.is(one.pop()?.id, 'first');
    t.is(one.pop()?.id, 'later');
    t.is(one.pop(), undefined);
  }
});

test('clock - a thousand random events come out sorted', (t) => {
  const random = createRandom(1).stream('events');
  const events = Array.from({ length: 1000 }, (_, index): TimedEvent => {
    return { timeMs: random.integer(50), kind: 'computed', id: `v${index}` };
  });
  const sorted = [...events].sort(compareEvents).map(({ id }) => id);
  t.deepEqual(drain(events), sorted);
});

test('clock - a time that is not whole ms is refused', (t) => {
  t.throws(
    () => {
      createEventQueue().push({ timeMs: 0.5, kind: 'computed', id: 'a' });
    },
    { message: 'event time: expected integer ms, got 0.5' },
  );
});
