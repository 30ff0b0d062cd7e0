/**
 * Answers to subscriptions: the records that live from step to step, contexts, and bytes that make no sense.
 */
import test from 'ava';
import * as tc from '../../src/traci/constants.ts';
import { vehicleVariables } from '../../src/traci/domains/vehicle.ts';
import { poiVariables } from '../../src/traci/domains/poi.ts';
import { TraciProtocolError } from '../../src/traci/index.ts';
import { Reader } from '../../src/traci/reader.ts';
import { SubscriptionRouter } from '../../src/traci/subscription-router.ts';
import { indexVariables } from '../../src/traci/variables.ts';
import { createRandom } from '../../src/random.ts';
import { block, double, int, string, ubyte } from '../helpers/fake-sumo.ts';

function setUp() {
  const router = new SubscriptionRouter();
  const vehicles = router.register({ get: 0xa4, subscribe: 0xd4, context: 0x84 }, indexVariables(vehicleVariables));
  const pois = router.register({ get: 0xa7, subscribe: 0xd7, context: 0x87 }, indexVariables(poiVariables));
  const step = (...blocks: readonly Buffer[]): void => {
    router.readStep(new Reader(Buffer.concat([int(blocks.length), ...blocks])));
  };
  return { router, vehicles, pois, step };
}

const position = (x: number, y: number): Buffer =>
  Buffer.concat([ubyte(tc.VAR_POSITION), ubyte(0), ubyte(tc.POSITION_2D), double(x), double(y)]);
const speed = (value: number): Buffer =>
  Buffer.concat([ubyte(tc.VAR_SPEED), ubyte(0), ubyte(tc.TYPE_DOUBLE), double(value)]);
const vehicle = (id: string, ...values: readonly Buffer[]): Buffer =>
  block(0xe4, string(id), ubyte(values.length), ...values);

test('subscriptions - results are those of the last step alone, in the order of the answer', (t) => {
  const { vehicles, step } = setUp();
  step(vehicle('b', position(1, 2), speed(3)), vehicle('a', position(4, 5), speed(6)));
  t.deepEqual([...vehicles.allResults().keys()], ['b', 'a']);
  const kept = vehicles.positions();
  step(vehicle('a', position(7, 8), speed(9)));
  t.deepEqual(vehicles.positions(), { ids: ['a'], xy: Float64Array.of(7, 8), count: 1 });
  t.deepEqual(vehicles.numbers(tc.VAR_SPEED), { ids: ['a'], values: Float64Array.of(9), count: 1 });
  t.is(vehicles.results('b'), undefined);
  t.deepEqual(kept, { ids: ['b', 'a'], xy: Float64Array.of(1, 2, 4, 5), count: 2 }, 'yours to keep');
  step();
  t.is(vehicles.positions().count, 0);
});

test('subscriptions - objects may come, go and change places from step to step', (t) => {
  const { vehicles, step } = setUp();
  const random = createRandom(5).stream('order');
  for (let round = 0; round < 300; round++) {
    const ids = Array.from({ length: random.integer(40) }, () => `vehicle ${random.integer(60)}`);
    const unique = [...new Set(ids)];
    step(...unique.map((id, index) => vehicle(id, position(index, round), speed(index))));
    t.deepEqual(vehicles.positions().ids, unique);
    t.deepEqual(
      [...vehicles.numbers(tc.VAR_SPEED).values],
      unique.map((_, index) => index),
    );
    for (const [index, id] of unique.entries())
      t.deepEqual(vehicles.results(id)?.entries(), [
        [tc.VAR_POSITION, [index, round]],
        [tc.VAR_SPEED, index],
      ]);
  }
});

test('subscriptions - two subscriptions to one object give one result', (t) => {
  const { vehicles, step } = setUp();
  step(vehicle('a', position(1, 2)), vehicle('a', speed(3)));
  t.deepEqual(vehicles.results('a')?.entries(), [
    [tc.VAR_POSITION, [1, 2]],
    [tc.VAR_SPEED, 3],
  ]);
  t.is(vehicles.positions().count, 1);
  t.deepEqual([...vehicles.numbers(tc.VAR_SPEED).values], [3]);
});

test('subscriptions - vehicles that are not on the road have no place in the array', (t) => {
  const { vehicles, step } = setUp();
  step(vehicle('pending', position(tc.INVALID_DOUBLE_VALUE, tc.INVALID_DOUBLE_VALUE)), vehicle('a', position(1, 2)));
  t.deepEqual(vehicles.positions().ids, ['a']);
  t.is(vehicles.results('pending')?.entries().length, 1);
});

test('subscriptions - a variable that no table knows is decoded by its type', (t) => {
  const { vehicles, step } = setUp();
  const unknown = Buffer.concat([ubyte(0xf3), ubyte(0), ubyte(tc.TYPE_COMPOUND), int(2)]);
  const items = Buffer.concat([ubyte(tc.TYPE_STRING), string('x'), ubyte(tc.TYPE_INTEGER), int(7)]);
  step(block(0xe4, string('a'), ubyte(2), unknown, items, speed(1)));
  t.deepEqual(vehicles.results('a')?.entries(), [
    [0xf3, ['x', 7]],
    [tc.VAR_SPEED, 1],
  ]);
});

test('subscriptions - a context with ids alone, and one with values', (t) => {
  const { pois, vehicles, step } = setUp();
  const idsOnly = block(0x97, string('p'), ubyte(0xa4), ubyte(0), int(2), string('a'), string('b'));
  const values = block(0x97, string('q'), ubyte(0xa4), ubyte(1), int(1), string('c'), speed(5));
  step(idsOnly, values, block(0x97, string('none'), ubyte(0xa4), ubyte(1), int(0)));
  t.deepEqual([...(pois.contextResults('p', vehicles) ?? []).keys()], ['a', 'b']);
  t.deepEqual(pois.contextResults('q')?.get('c')?.entries(), [[tc.VAR_SPEED, 5]]);
  t.is(pois.contextResults('none')?.size, 0);
  t.is(pois.contextResults('q', pois), undefined, 'nothing of that domain');
  t.deepEqual([...pois.allContextResults().keys()], ['p', 'q', 'none']);
});

test('subscriptions - records of objects that went are not kept for ever', (t) => {
  const { vehicles, step } = setUp();
  for (let round = 0; round < 2000; round++) step(vehicle(`vehicle ${round}`, speed(1)));
  t.true(vehicles.recordCount <= 2);
});

test('subscriptions - any damage to an answer gives a typed error or a result, never anything else', (t) => {
  const whole = Buffer.concat([
    int(3),
    vehicle('one', position(1, 2), speed(3)),
    block(0x97, string('p'), ubyte(0xa4), ubyte(1), int(2), string('a'), speed(5), string('b'), speed(6)),
    vehicle('two', Buffer.concat([ubyte(tc.VAR_EDGES), ubyte(0), ubyte(tc.TYPE_STRINGLIST), int(1), string('e')])),
  ]);
  const random = createRandom(11).stream('damage');
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(whole.subarray(0, random.integer(4) === 0 ? random.integer(whole.length) : whole.length));
    for (let change = random.integer(3); change >= 0 && bytes.length > 0; change--)
      bytes[random.integer(bytes.length)] = random.integer(256);
    const { router, vehicles, pois } = setUp();
    try {
      router.readStep(new Reader(bytes));
      vehicles.allResults();
      vehicles.positions();
      pois.allContextResults();
    } catch (error) {
      if (!(error instanceof TraciProtocolError)) throw error;
      refused++;
    }
  }
  t.true(refused > 10_000 && refused < 20_000);
});
