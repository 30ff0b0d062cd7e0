import test from 'ava';
import { createEventLog, EMPTY_DIGEST, nextDigest, type SimulationEvent } from '../../src/sim/events.ts';

const crash = (at: number): SimulationEvent => ({ at, type: 'crash', tier: 'cloud-link', node: 'rsu1' });

function promised() {
  let resolve: (event: SimulationEvent) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const event = new Promise<SimulationEvent>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { event, resolve, reject };
}

function watched() {
  const seen: number[] = [];
  return { seen, log: createEventLog([({ at }) => seen.push(at)]) };
}

test('events - the digest is a chain over the lines of all events', async (t) => {
  const { log } = watched();
  t.is(await log.digest(), EMPTY_DIGEST);
  log.record(crash(1));
  log.record(crash(2));
  const line = (at: number): string => JSON.stringify(crash(at));
  t.is(await log.digest(), nextDigest(nextDigest(EMPTY_DIGEST, line(1)), line(2)));
});

test('events - one that is yet to come keeps its place, and those behind it theirs', async (t) => {
  const { log, seen } = watched();
  const [first, second] = [promised(), promised()];
  log.record(crash(1));
  log.recordLater(first.event);
  log.record(crash(3));
  log.recordLater(second.event);
  log.record(crash(5));
  t.deepEqual(seen, [1]);
  second.resolve(crash(4));
  await second.event;
  t.deepEqual(seen, [1], 'the later one has come first');
  const digest = log.digest();
  first.resolve(crash(2));
  await log.settled();
  t.deepEqual(seen, [1, 2, 3, 4, 5]);
  log.record(crash(6));
  t.deepEqual(seen, [1, 2, 3, 4, 5, 6], 'nothing is held back any more');
  const straight = createEventLog();
  for (let at = 1; at <= 5; at++) straight.record(crash(at));
  t.is(await digest, await straight.digest());
});

test('events - one that does not come is a failure of all that follow', async (t) => {
  const { log, seen } = watched();
  const missing = promised();
  log.recordLater(missing.event);
  log.record(crash(1));
  missing.reject(new Error('no number'));
  await t.throwsAsync(log.settled(), { message: 'no number' });
  await t.throwsAsync(log.digest(), { message: 'no number' });
  t.throws(() => { log.record(crash(2)); }, { message: 'no number' }); // prettier-ignore
  t.deepEqual(seen, []);
});

test('events - a listener that fails behind one that was yet to come is no less a failure', async (t) => {
  const log = createEventLog([({ at }) => { if (at === 2) throw new Error('disk full'); }]); // prettier-ignore
  const late = promised();
  log.recordLater(late.event);
  log.record(crash(2));
  late.resolve(crash(1));
  await t.throwsAsync(log.settled(), { message: 'disk full' });
  t.throws(() => { log.record(crash(3)); }, { message: 'disk full' }); // prettier-ignore
});
