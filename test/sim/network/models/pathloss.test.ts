import test from 'ava';
import { createRandom } from '../../../../src/random.ts';
import type { Site } from '../../../../src/sim/connectivity.ts';
import { createNetwork, type Network, type NetworkState } from '../../../../src/sim/network/network.ts';
import { networkSpec } from '../../../../src/sim/network/spec.ts';
import { createPathlossModel, pathlossSpec } from '../../../../src/sim/network/models/pathloss.ts';
import { deliveryUs } from '../../../../src/sim/network/radio/airtime.ts';
import { createWalls, type Walls } from '../../../../src/sim/network/walls/walls.ts';

const SITES: readonly Site[] = [
  { x: 0, y: 0, range: 500 },
  { x: 1000, y: 0, range: 500 },
];
const CALM = { kind: 'pathloss', shadowing: { sigmaDb: 0 } };

/** Bytes per ms of a message of one full frame from `x` metres east of the first edge server. */
function rate(options: object, x: number, walls?: Walls): number {
  const surroundings = { sites: SITES, random: createRandom(1), ...(walls && { walls }) };
  const model = createPathlossModel(pathlossSpec.parse({ ...CALM, ...options }), surroundings);
  return model.bytesPerMs({ id: 'g', vehicleId: 'v', edgeServer: 0, direction: 'up', bytes: 1500 }, { x, y: 0 }, 0);
}

/** Probability that a frame was received, from the rate without repetitions: 1500 / 2.3995 ms * p. */
const success = (options: object, x: number, walls?: Walls): number =>
  (rate({ ...options, retryLimit: 0 }, x, walls) * 2.3995) / 1500;

test('pathloss - 20 dBm at n = 2.7: all frames from 100 m, half from 229 m, none from 300 m', (t) => {
  t.true(success({}, 100) > 0.999_999);
  // 20 + 98 - 47.85 - 27 lg 229 = 6.43 dB.
  t.true(Math.abs(success({}, 229) - 0.49) < 0.03, `${success({}, 229)}`);
  t.true(success({}, 300) < 1e-6);
});

test('pathloss - "50 m" is what 13 dBm reach at n = 3.3', (t) => {
  const options = { powerDbm: 13, exponent: 3.3 };
  t.true(success(options, 50) > 0.8 && success(options, 54) < 0.2);
});

test('pathloss - repetitions cost their backoff', (t) => {
  const p = success({}, 229);
  t.true(Math.abs(rate({}, 229) - 1_500_000 / deliveryUs(1500, p, 7)) < 1e-9);
});

test('pathloss - a house between costs 2 * 9 dB + 20 m * 0.4 dB: as far as 229 m is 25 m behind it', (t) => {
  const walls = createWalls([Float64Array.of(1, -5, 21, -5, 21, 5, 1, 5)]);
  const options = { walls: { file: 'x' } };
  // 26 dB are a factor 10^(26 / 27) = 9.183 of distance: 229 / 9.183 = 24.94.
  t.true(Math.abs(success(options, 24.94, walls) - success({}, 24.94 * 10 ** (26 / 27))) < 1e-9);
  t.true(success({}, 24.94) > 0.999_999);
});

test('pathloss - shadows belong to a vehicle and an edge server, stay where it stands, and differ elsewhere', (t) => {
  const model = createPathlossModel(pathlossSpec.parse({ kind: 'pathloss' }), {
    sites: SITES,
    random: createRandom(1),
  });
  const ask = (vehicleId: string, edgeServer: number, x: number, timeMs: number): number => {
    model.bytesPerMs({ id: 'g', vehicleId, edgeServer, direction: 'up', bytes: 1 }, { x, y: 0 }, timeMs);
    return model.snapshot().shadows.find((one) => one.vehicleId === vehicleId && one.edgeServer === edgeServer)!.lossDb;
  };
  const first = ask('a', 0, 100, 0);
  t.is(ask('a', 0, 100, 5000), first);
  const others = [ask('b', 0, 100, 0), ask('a', 1, 100, 0)];
  t.is(new Set([first, ...others]).size, 3);
  t.true(Math.abs(ask('a', 0, 100.001, 6000) - first) < 0.5);
  t.not(ask('a', 0, 200, 7000), first);
  model.forget('a');
  t.deepEqual(
    model.snapshot().shadows.map(({ vehicleId }) => vehicleId),
    ['b'],
  );
});

test('pathloss - the draws of one vehicle do not depend on whether others are there', (t) => {
  const shadow = (others: readonly string[]): number => {
    const model = createPathlossModel(pathlossSpec.parse({ kind: 'pathloss' }), {
      sites: SITES,
      random: createRandom(1),
    });
    for (const timeMs of [0, 1000])
      for (const vehicleId of [...others, 'v'])
        model.bytesPerMs(
          { id: 'g', vehicleId, edgeServer: 0, direction: 'up', bytes: 1 },
          { x: timeMs / 50, y: 0 },
          timeMs,
        );
    return model.snapshot().shadows.find(({ vehicleId }) => vehicleId === 'v')!.lossDb;
  };
  t.is(shadow(['a', 'b']), shadow([]));
});

test('pathloss - fading is drawn anew with time, the same for the same moment', (t) => {
  const model = createPathlossModel(pathlossSpec.parse({ ...CALM, fading: 'nakagami' }), {
    sites: SITES,
    random: createRandom(1),
  });
  const at = (timeMs: number): number =>
    model.bytesPerMs(
      { id: 'g', vehicleId: 'v', edgeServer: 0, direction: 'up', bytes: 1500 },
      { x: 229, y: 0 },
      timeMs,
    );
  const rates = Array.from({ length: 200 }, (_, second) => at(1000 * second));
  t.is(at(3000), rates[3]!);
  // Faded power is above its mean in 1 - 0.65 of the draws at m = 0.75, and half the frames need the mean.
  const good = rates.filter((one) => one > 310).length;
  t.true(good > 40 && good < 100, `${good}`);
});

const drive = (spec: object, interrupted: boolean): { readonly events: readonly string[]; readonly end: string } => {
  const options = networkSpec.parse(spec);
  const surroundings = { sites: SITES, random: createRandom(9) };
  let network: Network = createNetwork(options, surroundings);
  const stream = createRandom(11).stream('drive');
  const cars = Array.from({ length: 8 }, (_, index) => ({
    id: `v${index}`,
    x: 40 * index,
    speed: 5 + stream.integer(15),
  }));
  const events: string[] = [];
  for (let second = 0; second < 60; second++) {
    const nowMs = 1000 * second;
    for (let next = network.nextCompletion(); next && next.timeMs <= nowMs; next = network.nextCompletion())
      events.push(`${network.complete(next.timeMs).id}@${next.timeMs}`);
    for (const car of cars) {
      car.x = (car.x + car.speed) % 400;
      const at = { x: car.x, y: 3 };
      network.move(car.id, at, nowMs);
      if (network.ofVehicle(car.id).length > 0) continue;
      const transfer = {
        id: `${car.id} ${second}`,
        vehicleId: car.id,
        edgeServer: 0,
        direction: 'up',
        bytes: 437_544,
      } as const;
      network.start(transfer, at, nowMs);
    }
    if (interrupted)
      network = createNetwork(options, surroundings, JSON.parse(JSON.stringify(network.snapshot())) as NetworkState);
  }
  return { events, end: JSON.stringify(network.snapshot()) };
};

test('pathloss - eight cars that drive past: restored in every second, all goes on to the last bit', (t) => {
  const spec = { kind: 'pathloss', fading: 'nakagami' };
  const straight = drive(spec, false);
  t.true(straight.events.length > 20, `${straight.events.length} arrivals`);
  t.deepEqual(drive(spec, true), straight);
});

test('pathloss - who drives away from the edge server takes longer than who stays', (t) => {
  const network = createNetwork(networkSpec.parse(CALM), { sites: SITES, random: createRandom(1) });
  const start = (vehicleId: string, edgeServer: number, x: number): void => {
    network.start({ id: vehicleId, vehicleId, edgeServer, direction: 'up', bytes: 437_544 }, { x, y: 0 }, 0);
  };
  start('stays', 0, 50);
  start('leaves', 1, 1050);
  network.move('stays', { x: 50, y: 0 }, 400);
  network.move('leaves', { x: 1240, y: 0 }, 400);
  t.deepEqual(network.nextCompletion(), { id: 'stays', timeMs: 701 });
  network.complete(701);
  t.true((network.nextCompletion()?.timeMs ?? Infinity) > 1000);
  // Out of all reach: no arrival in sight, and no number beyond counting.
  network.move('leaves', { x: 90_000, y: 0 }, 701);
  t.is(network.nextCompletion(), undefined);
});

test('pathloss - an edge server that is not there is refused', (t) => {
  const network = createNetwork(networkSpec.parse(CALM), { sites: SITES, random: createRandom(1) });
  const transfer = { id: 'g', vehicleId: 'v', edgeServer: 2, direction: 'up', bytes: 1 } as const;
  t.throws(() => network.start(transfer, { x: 0, y: 0 }, 0), {
    instanceOf: RangeError,
    message: /no edge server 2 of 2/,
  });
});

test('pathloss - options: defaults, and what is refused', (t) => {
  t.deepEqual(networkSpec.parse({ kind: 'pathloss' }), {
    kind: 'pathloss',
    latencyMs: 0,
    powerDbm: 20,
    noiseDbm: -98,
    exponent: 2.7,
    referenceDistanceM: 1,
    referenceLossDb: 47.85,
    shadowing: { sigmaDb: 3, decorrelationM: 10 },
    fading: 'none',
    retryLimit: 7,
  });
  for (const bad of [
    { exponent: 0 },
    { walls: {} },
    { walls: { file: 'a', types: [] } },
    { fading: 'rice' },
    { sigma: 3 },
  ])
    t.false(networkSpec.safeParse({ kind: 'pathloss', ...bad }).success, JSON.stringify(bad));
});
