import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { createComputing, DEFAULT_CLASS, type Computing } from '../../../src/sim/computing/computing.ts';
import { DEVICES } from '../../../src/sim/computing/devices.ts';
import { computingSpec } from '../../../src/sim/computing/spec.ts';

const vehicles = Array.from({ length: 2000 }, (_, index) => `veh${index}`);

function computing(spec: unknown, seed = 1, types: Readonly<Record<string, string>> = {}): Computing {
  return createComputing(computingSpec.parse(spec), {
    random: createRandom(seed),
    flopsPerExample: 218_368,
    batchSize: 100,
    computeTimeMs: 200,
    facts: (id) => (types[id] === undefined ? undefined : { typeId: types[id] }),
  });
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;

test('computing - time: the shorthand of `workers`, or its own, for each batch of the work', (t) => {
  t.is(computing({ kind: 'time' }).timeMs({ vehicleId: 'a', serial: 0, batches: 1 }), 200);
  const own = computing({ kind: 'time', ms: 70 });
  t.is(own.timeMs({ vehicleId: 'a', serial: 5, batches: 3 }), 210);
  t.is(own.expectedMs('a', 3), 210);
  t.is(own.class('a'), DEFAULT_CLASS);
  t.false(own.needsFacts);
});

test("computing - flops: three forward passes of the batch over the device's share of its peak, by hand", (t) => {
  // 3 x 218,368 x 100 / (0.3 x 2 x 128 x 921e6) s = 65,510,400 / 70.7328e9 s = 0.926 ms
  const nano = computing({ kind: 'flops', classes: [{ name: 'nano', device: 'jetson-nano' }] });
  t.is(nano.timeMs({ vehicleId: 'a', serial: 0, batches: 1000 }), 926);
  // A measured figure is taken as it is: 65,510,400 / 11.889e9 s = 5.510 ms
  const raspberry = computing({ kind: 'flops', classes: [{ name: 'pi', device: 'raspberry-pi-4' }] });
  t.is(raspberry.timeMs({ vehicleId: 'a', serial: 0, batches: 1 }), 6);
  t.is(raspberry.timeMs({ vehicleId: 'a', serial: 0, batches: 100 }), 551);
  // 65,510,400 / (0.5 x 1e9) s = 131.02 ms
  const own = computing({ kind: 'flops', classes: [{ name: 'x', flopsPerSecond: 1e9, efficiency: 0.5 }] });
  t.is(own.timeMs({ vehicleId: 'a', serial: 0, batches: 1 }), 131);
});

test('computing - table: time per example times examples; never less than a millisecond', (t) => {
  const slow = computing({ kind: 'table', classes: [{ name: 'slow', msPerExample: 2.5 }] });
  t.is(slow.timeMs({ vehicleId: 'a', serial: 0, batches: 2 }), 500);
  const quick = computing({ kind: 'table', classes: [{ name: 'quick', msPerExample: 1e-9 }] });
  t.is(quick.timeMs({ vehicleId: 'a', serial: 0, batches: 1 }), 1);
});

test('computing - measured: the wall-clock time, scaled; without it, an error and not a guess', (t) => {
  const measured = computing({ kind: 'measured', scale: 8 });
  t.true(measured.measured);
  t.is(measured.timeMs({ vehicleId: 'a', serial: 0, batches: 1, measuredMs: 2.6 }), 21);
  t.throws(() => measured.timeMs({ vehicleId: 'a', serial: 0, batches: 1 }), { message: /measuredMs/ });
});

const three = {
  kind: 'table',
  classes: [
    { name: 'slow', share: 1, msPerExample: 10 },
    { name: 'fast', share: 3, msPerExample: 1 },
    { name: 'lorry', share: 0, msPerExample: 5, vehicleTypes: ['truck', 'bus'] },
  ],
};

test('computing - classes go by vehicle type where one claims it, else by share, the same at every question', (t) => {
  const types = Object.fromEntries(vehicles.map((id, index) => [id, index % 4 === 0 ? 'truck' : 'car']));
  const fleet = computing(three, 3, types);
  t.true(fleet.needsFacts);
  t.deepEqual(fleet.classes, ['slow', 'fast', 'lorry']);
  const cars = vehicles.filter((id) => types[id] === 'car');
  const slow = cars.filter((id) => fleet.class(id) === 'slow').length / cars.length;
  t.true(Math.abs(slow - 0.25) < 0.035, String(slow));
  for (const id of vehicles) t.is(fleet.class(id) === 'lorry', types[id] === 'truck');
  const again = computing(three, 3, types);
  const backwards = [...vehicles].reverse().map((id) => again.class(id));
  t.deepEqual(backwards.reverse(), vehicles.map((id) => fleet.class(id))); // prettier-ignore
  t.notDeepEqual(
    cars.map((id) => computing(three, 4, types).class(id)),
    cars.map((id) => fleet.class(id)),
  );
});

test('computing - a class that names vehicle types needs the type of every vehicle', (t) => {
  t.throws(() => computing(three).class('stranger'), { instanceOf: RangeError, message: /vehicle stranger/ });
});

test('computing - log-normal spread: median 1, the quantiles of sigma, one draw a vehicle or a work', (t) => {
  const spread = { kind: 'lognormal', sigma: 0.6 };
  const perVehicle = computing({ kind: 'time', ms: 100_000, spread });
  const time = (id: string, serial: number): number => perVehicle.timeMs({ vehicleId: id, serial, batches: 1 });
  const times = vehicles.map((id) => time(id, 0) / 100_000);
  t.true(Math.abs(quantile(times, 0.5) - 1) < 0.06, String(quantile(times, 0.5)));
  // exp(0.6) = 1.822 is the quantile of Phi(1) = 0.8413, exp(-0.6) = 0.549 that of 0.1587.
  t.true(Math.abs(quantile(times, 0.8413) - 1.822) < 0.12);
  t.true(Math.abs(quantile(times, 0.1587) - 0.549) < 0.05);
  t.is(time('a', 0), time('a', 9));
  t.is(perVehicle.expectedMs('a', 1), time('a', 0));

  const perWork = computing({ kind: 'time', ms: 100_000, spread: { ...spread, per: 'work' } });
  const works = vehicles.map((_, serial) => perWork.timeMs({ vehicleId: 'a', serial, batches: 1 }) / 100_000);
  t.true(Math.abs(quantile(works, 0.5) - 1) < 0.06);
  t.true(new Set(works).size > 1900);
  t.is(perWork.expectedMs('a', 1), 100_000);
});

test('computing - configurations that make no sense are refused, each for its own reason', (t) => {
  const refused = (spec: unknown): string => computingSpec.safeParse(spec).error?.issues[0]?.message ?? 'accepted';
  const one = { name: 'a', msPerExample: 1 };
  t.regex(refused({ kind: 'table', classes: [one, one] }), /different name/);
  t.regex(refused({ kind: 'table', classes: [{ ...one, share: 0 }] }), /share > 0/);
  const claims = { ...one, vehicleTypes: ['bus'] };
  t.regex(refused({ kind: 'table', classes: [claims, { ...claims, name: 'b' }] }), /one class only/);
  t.regex(refused({ kind: 'flops', classes: [{ name: 'a' }] }), /either device or flopsPerSecond/);
  t.regex(refused({ kind: 'flops', classes: [{ name: 'a', device: 'jetson-nano', flopsPerSecond: 1e9 }] }), /either/);
  t.not(refused({ kind: 'flops', classes: [{ name: 'a', device: 'jetson-nono' }] }), 'accepted');
  t.is(refused({ kind: 'table', classes: [one] }), 'accepted');
});

test('devices - peaks are those that the vendors publish, in GFLOP/s', (t) => {
  const gigaflops = (name: keyof typeof DEVICES): number => Math.round(DEVICES[name].flopsPerSecond / 1e9);
  // NVIDIA gives twice this for the Nano, in float16: 472; for the Orins 1.88 and 5.3 TFLOP/s.
  t.is(gigaflops('jetson-nano'), 236);
  t.is(gigaflops('jetson-orin-nx'), 1880);
  t.is(gigaflops('jetson-agx-orin'), 5325);
});
