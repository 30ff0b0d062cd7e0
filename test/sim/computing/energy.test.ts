import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { energySpec } from '../../../src/sim/computing/energy-spec.ts';
import { createEnergyMeter, type EnergyMeter, type EnergySnapshot } from '../../../src/sim/computing/energy.ts';

/** Ids that begin with `s` are slow, the others fast. */
const classOf = (vehicleId: string): string => (vehicleId.startsWith('s') ? 'slow' : 'fast');

const content = {
  idleWatts: 5,
  busyWatts: 10,
  sendNanojoulesPerBitSquareMetre: 0.1,
  classes: [{ name: 'slow', idleWatts: 1, busyWatts: 3, batteryJoules: 10 }],
};

const meter = (from?: EnergySnapshot): EnergyMeter => createEnergyMeter(energySpec.parse(content), classOf, from);

test('energy - idle all the time, the difference while computing, by class', (t) => {
  const energy = meter();
  energy.stay('fast', 4000);
  energy.compute('fast', 1500);
  energy.stay('slow', 4000);
  energy.compute('slow', 1500);
  t.deepEqual(energy.totalsByClass(), {
    fast: { idleJoules: 20, computingJoules: 7.5, sendingJoules: 0, receivingJoules: 0, emptied: 0 },
    slow: { idleJoules: 4, computingJoules: 3, sendingJoules: 0, receivingJoules: 0, emptied: 0 },
  });
  t.deepEqual(energy.totals(), {
    idleJoules: 24,
    computingJoules: 10.5,
    sendingJoules: 0,
    receivingJoules: 0,
    emptied: 0,
  });
});

test('energy - a gradient of 437,544 bytes over 50 m: (300 + 0.1 x 50^2) nJ for each of its bits, by hand', (t) => {
  const energy = meter();
  energy.send('fast', 437_544, 50);
  energy.receive('fast', 437_544);
  const { sendingJoules, receivingJoules } = energy.totals();
  // 3,500,352 bits x 550 nJ = 1.9251936 J; x 300 nJ = 1.0501056 J
  t.true(Math.abs(sendingJoules - 1.925_193_6) < 1e-12);
  t.true(Math.abs(receivingJoules - 1.050_105_6) < 1e-12);
});

test('energy - a battery gives what it holds and not more, runs out once, and the worker then stops', (t) => {
  const energy = meter();
  energy.stay('slow', 9000);
  t.false(energy.isEmpty('slow'));
  energy.compute('slow', 2000);
  t.true(energy.isEmpty('slow'));
  energy.stay('slow', 60_000);
  energy.send('slow', 1e6, 10);
  const slow = { idleJoules: 9, computingJoules: 1, sendingJoules: 0, receivingJoules: 0, emptied: 1 };
  t.deepEqual(energy.totalsByClass(), { slow });
  energy.stay('fast', 1e9);
  t.false(energy.isEmpty('fast'), 'endless');
  t.false(energy.isEmpty('never seen'));
});

test('energy - what a vehicle spent stays in the totals after it left; its battery is forgotten', (t) => {
  const energy = meter();
  energy.stay('slow', 20_000);
  energy.forget('slow');
  t.is(energy.totals().idleJoules, 10);
  t.is(energy.totals().emptied, 1);
  t.deepEqual(energy.snapshot().spent, {});
});

test('energy - saved and restored at any moment, it goes on to the same totals to the last bit', (t) => {
  const draws = createRandom(7).stream('test');
  const actions = Array.from({ length: 300 }, () => {
    const id = `${draws.integer(2) === 0 ? 's' : 'f'}${draws.integer(12)}`;
    const amount = 3000 * draws.uniform();
    return [
      (energy: EnergyMeter) => {
        energy.stay(id, amount);
      },
      (energy: EnergyMeter) => {
        energy.compute(id, amount);
      },
      (energy: EnergyMeter) => {
        energy.send(id, amount, amount / 30);
      },
      (energy: EnergyMeter) => {
        energy.receive(id, amount);
      },
      (energy: EnergyMeter) => {
        energy.forget(id);
      },
    ][draws.integer(5)]!;
  });
  const whole = meter();
  for (const act of actions) act(whole);
  t.true(whole.totals().emptied > 0);
  for (const cut of [0, 1, 77, 150, 299]) {
    const before = meter();
    for (const act of actions.slice(0, cut)) act(before);
    const after = meter(JSON.parse(JSON.stringify(before.snapshot())) as EnergySnapshot);
    for (const act of actions.slice(cut)) act(after);
    t.deepEqual(after.snapshot(), whole.snapshot(), `cut at ${cut}`);
  }
});

test('energy - negative amounts are a defect that shows, not energy that comes back', (t) => {
  t.throws(() => { meter().stay('fast', -1); }, { instanceOf: RangeError, message: /idleJoules/ }); // prettier-ignore
  t.throws(() => { meter().send('fast', NaN, 1); }, { instanceOf: RangeError }); // prettier-ignore
});

test('energy - watts that make no sense are refused', (t) => {
  const refused = (change: object): string =>
    energySpec.safeParse({ ...content, ...change }).error?.issues[0]?.message ?? 'accepted';
  t.is(refused({}), 'accepted');
  t.regex(refused({ busyWatts: 4 }), /at least idleWatts/);
  t.regex(refused({ classes: [{ name: 'a', idleWatts: 2, busyWatts: 1 }] }), /at least idleWatts/);
  const one = { name: 'a', idleWatts: 1, busyWatts: 2 };
  t.regex(refused({ classes: [one, one] }), /different name/);
});
