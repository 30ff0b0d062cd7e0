import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { compareEvents, createEventQueue, type TimedEvent } from '../../src/sim/clock.ts';

function drain(events: readonly TimedEvent[], untilMs = Infinity): readonly string[] {
  const queue = createEventQueue();
  for (const event of events) queue.push(event);
  const order: string[] = [];
  for (let event = queue.popUntil(untilMs); event !== undefined; event = queue.popUntil(untilMs)) order.push(event.id);
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

test('clock - popUntil includes its moment and leaves what is later', (t) => {
  const queue = createEventQueue();
  queue.push({ timeMs: 10, kind: 'computed', id: 'now' });
  queue.push({ timeMs: 11, kind: 'computed', id: 'later' });
  t.is(queue.popUntil(10)?.id, 'now');
  t.is(queue.popUntil(10), undefined);
  t.is(queue.size, 1);
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
