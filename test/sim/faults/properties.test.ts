import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import type { FaultCalendar, FaultCalendarState, FaultFrame } from '../../../src/sim/faults/index.ts';
import { calendarOf, cloudLink, edgeServer, randomTraffic, SITES, worker } from '../../helpers/faults.ts';

const SEEDS = [1, 2, 3, 4];

const isFaulty = (calendar: FaultCalendar, vehicleId: string, timeMs: number): boolean => {
  const { crashed, delayMs, byzantine } = calendar.faultsOf(worker(vehicleId), timeMs);
  return crashed || delayMs > 0 || byzantine.length > 0;
};

/** Kinds of fault that a bound may be put on. */
const bounded = [
  { attack: 'zero' },
  { kind: 'delay', extraMs: 5 },
  { kind: 'crash' },
  { kind: 'crash', recoverAfterS: 7 },
  { kind: 'crash', timeToFailure: { meanS: 5 }, timeToRepair: { meanS: 5 } },
  { attack: 'zero', region: { x: 60, y: 0, radius: 70 } },
];

for (const fault of bounded) {
  test(`calendar - neither bound is ever exceeded by ${JSON.stringify(fault)}`, (t) => {
    for (const seed of SEEDS) {
      const bound = seed - 1;
      const local = calendarOf([{ ...fault, count: bound, model: 'local' }], { seed });
      const global = calendarOf([{ ...fault, count: bound, model: 'global' }], { seed });
      let [mostLocal, mostGlobal] = [0, 0];
      for (const frame of randomTraffic(createRandom(seed), 60, 25)) {
        for (const calendar of [local, global]) calendar.applyFrame(frame);
        const faulty = (calendar: FaultCalendar) =>
          frame.linked.filter(({ vehicleId }) => isFaulty(calendar, vehicleId, frame.timeMs));
        mostGlobal = Math.max(mostGlobal, faulty(global).length);
        for (let site = 0; site < SITES.length; site++)
          mostLocal = Math.max(mostLocal, faulty(local).filter(({ link }) => link === site).length);
        for (const calendar of [local, global]) calendar.takeChanges(frame.timeMs + 999);
      }
      // Reached, and never exceeded.
      t.is(mostLocal, bound, `seed ${seed}, local`);
      t.is(mostGlobal, bound, `seed ${seed}, global`);
    }
  });
}

test('calendar - the global bound holds among all that are on the map, in range or not', (t) => {
  const calendar = calendarOf([{ attack: 'zero', count: 3 }]);
  const seen = new Set<string>();
  for (const frame of randomTraffic(createRandom(1), 100, 30)) {
    calendar.applyFrame(frame);
    for (const { vehicleId } of frame.linked) seen.add(vehicleId);
    const faulty = [...seen].filter((vehicleId) => isFaulty(calendar, vehicleId, frame.timeMs));
    t.true(faulty.length <= 3);
  }
  t.true(calendar.summary(100_000).nodes.byzantine > 3);
});

test('calendar - who is faulty at a rate is faulty at every higher one, on all tiers', (t) => {
  const ids = Array.from({ length: 2000 }, (_, index) => `v${index}`);
  const linked = ids.map((vehicleId) => ({ vehicleId, link: 0, x: 0, y: 0 }));
  const chosenAt = (rate: number): ReadonlySet<string> => {
    const nodes = ['worker', 'edge-server', 'cloud-link'];
    const calendar = calendarOf(nodes.map((node) => ({ attack: 'zero', node, rate })));
    calendar.applyFrame({ timeMs: 0, arrived: [], linked });
    const sites = SITES.flatMap(({ name }) => [edgeServer(name), cloudLink(name)]);
    return new Set(
      [...ids.map(worker), ...sites]
        .filter((node) => calendar.faultsOf(node, 0).byzantine.length > 0)
        .map(({ tier, id }) => `${tier} ${id}`),
    );
  };
  let before = chosenAt(0);
  t.is(before.size, 0);
  for (const rate of [0.05, 0.2, 0.4, 0.9]) {
    const chosen = chosenAt(rate);
    t.true([...before].every((node) => chosen.has(node)));
    // Four standard errors of the share.
    t.true(
      Math.abs(chosen.size / ids.length - rate) < 4 * Math.sqrt((rate * (1 - rate)) / ids.length) + 6 / ids.length,
    );
    before = chosen;
  }
  t.is(chosenAt(1).size, ids.length + 2 * SITES.length);
});

test('calendar - messages omitted at a probability are omitted at every higher one', (t) => {
  const omittedAt = (probability: number): readonly number[] => {
    const calendar = calendarOf([{ kind: 'omission', node: 'edge-server', rate: 1, probability }]);
    return Array.from({ length: 500 }, (_, message) => message).filter((message) =>
      calendar.omits(edgeServer('a'), message, 0),
    );
  };
  const more = new Set(omittedAt(0.5));
  t.true(omittedAt(0.2).every((message) => more.has(message)));
});

/** Everything that a calendar says over some traffic. */
function story(calendar: FaultCalendar, frames: Iterable<FaultFrame>): readonly string[] {
  const told: string[] = [];
  for (const frame of frames) {
    calendar.applyFrame(frame);
    told.push(JSON.stringify(calendar.takeChanges(frame.timeMs + 500)));
    for (const { vehicleId } of frame.linked) {
      const node = worker(vehicleId);
      const { crashed, ...faults } = calendar.faultsOf(node, frame.timeMs + 500);
      told.push(
        `${vehicleId} ${crashed} ${JSON.stringify(faults)} ${calendar.omits(node, frame.timeMs, frame.timeMs)}`,
      );
    }
    for (const { name } of SITES)
      for (const node of [edgeServer(name), cloudLink(name)])
        told.push(`${name} ${JSON.stringify(calendar.faultsOf(node, frame.timeMs + 500))}`);
    told.push(`${calendar.nextChangeMs()}`, JSON.stringify(calendar.summary(frame.timeMs + 500)));
  }
  return told;
}

/** A fault of every kind, tier and way to choose. */
const everything = [
  {
    kind: 'crash',
    rate: 0.3,
    timeToFailure: { meanS: 20 },
    timeToRepair: { distribution: 'weibull', meanS: 6, shape: 2 },
  },
  { kind: 'crash', count: 2, model: 'local', recoverAfterS: 3 },
  { kind: 'crash', node: 'edge-server', rate: 0.7, timeToFailure: { meanS: 15 }, recoverAfterS: 4 },
  { kind: 'crash', node: 'cloud-link', count: 1, during: [{ fromS: 5, toS: 9 }, { fromS: 30 }], recoverAfterS: 2 },
  { kind: 'crash', region: { x: 0, y: 0, radius: 30 }, timeToFailure: { meanS: 3 }, recoverAfterS: 5 },
  { kind: 'omission', rate: 0.5, probability: 0.3, during: { fromS: 4.5, toS: 40 } },
  { kind: 'omission', node: 'cloud-link', rate: 0.5, probability: 0.3 },
  { kind: 'delay', count: 3, factor: 2, region: { x: 100, y: 0, radius: 40 } },
  { attack: 'sign-flip', count: 2, model: 'local' },
  { attack: 'zero', count: 4 },
  { attack: 'label-flip', rate: 0.2, edgeServers: ['b'] },
  { attack: 'nan', node: 'edge-server', count: 1, during: { fromS: 10, toS: 20 } },
];

test('calendar - goes on from a snapshot through JSON as if nothing had happened', (t) => {
  for (const seed of SEEDS) {
    const frames = [...randomTraffic(createRandom(seed), 50, 12)];
    const whole = calendarOf(everything, { seed });
    const expected = story(whole, frames);
    const cut = 1 + ((seed * 7) % 48);
    const first = calendarOf(everything, { seed });
    const told = story(first, frames.slice(0, cut));
    const from = JSON.parse(JSON.stringify(first.snapshot())) as FaultCalendarState;
    const second = calendarOf(everything, { seed, from });
    t.is(JSON.stringify(second.snapshot()), JSON.stringify(first.snapshot()));
    t.is([...told, ...story(second, frames.slice(cut))].join('\n'), expected.join('\n'));
    t.is(JSON.stringify(second.snapshot()), JSON.stringify(whole.snapshot()));
  }
});

test('calendar - another seed, other faults', (t) => {
  const frames = [...randomTraffic(createRandom(1), 20, 12)];
  t.notDeepEqual(
    story(calendarOf(everything, { seed: 1 }), frames),
    story(calendarOf(everything, { seed: 2 }), frames),
  );
});

test('calendar - the order in which a frame lists workers does not matter', (t) => {
  const frames = [...randomTraffic(createRandom(3), 40, 12)];
  const backwards = frames.map((frame) => ({ ...frame, linked: [...frame.linked].reverse() }));
  const sorted = (told: readonly string[]): string => [...told].sort().join('\n');
  t.is(sorted(story(calendarOf(everything), backwards)), sorted(story(calendarOf(everything), frames)));
});

test('calendar - no draw of one fault moves another', (t) => {
  const probe = { kind: 'crash', rate: 0.5, timeToFailure: { meanS: 10 }, recoverAfterS: 3 };
  const others = everything.filter((fault) => fault.kind !== 'crash');
  const frames = [...randomTraffic(createRandom(4), 50, 12)];
  const crashes = (faults: readonly unknown[]) => {
    const calendar = calendarOf(faults);
    return frames.map((frame) => {
      calendar.applyFrame(frame);
      for (const { vehicleId } of frame.linked) calendar.omits(worker(vehicleId), frame.timeMs, frame.timeMs);
      return calendar.takeChanges(frame.timeMs + 999);
    });
  };
  const alone = crashes([probe]);
  t.true(alone.flat().length > 20);
  t.deepEqual(crashes([...others, probe]), alone);
  t.deepEqual(crashes([probe, ...others]), alone);
});

test('calendar - mean time between failures and repairs over many nodes', (t) => {
  const calendar = calendarOf([
    {
      kind: 'crash',
      rate: 1,
      timeToFailure: { meanS: 100 },
      timeToRepair: { distribution: 'weibull', meanS: 25, shape: 3 },
    },
  ]);
  const linked = Array.from({ length: 400 }, (_, index) => ({ vehicleId: `v${index}`, link: 0, x: 0, y: 0 }));
  calendar.applyFrame({ timeMs: 0, arrived: [], linked });
  const seconds = 5 * 3600;
  const downSince = new Map<string, number>();
  let [down, count] = [0, 0];
  for (const { node, timeMs, crashed } of calendar.takeChanges(seconds * 1000)) {
    if (crashed) downSince.set(node.id, timeMs);
    else {
      down += timeMs - downSince.get(node.id)!;
      count++;
    }
  }
  // 400 nodes, 144 cycles of 125 s each: a standard error of 0.4 % for failures and 0.15 % for repairs.
  t.true(Math.abs(down / count / 25_000 - 1) < 0.006, `repair ${down / count}`);
  const { crashes, nodes } = calendar.summary(seconds * 1000);
  t.is(nodes.crash, 400);
  t.true(Math.abs((seconds * 400) / crashes / 125 - 1) < 0.016, `cycle ${(seconds * 400) / crashes}`);
});

test('calendar - changes come in the order of time, alternate for each node, and nextChangeMs foretells them', (t) => {
  const calendar = calendarOf(everything);
  const isDown = new Map<string, boolean>();
  let given = 0;
  for (const frame of randomTraffic(createRandom(5), 60, 12)) {
    calendar.applyFrame(frame);
    for (const vehicleId of frame.arrived) isDown.delete(`worker ${vehicleId}`);
    for (
      let next = calendar.nextChangeMs();
      next !== undefined && next < frame.timeMs + 1000;
      next = calendar.nextChangeMs()
    ) {
      t.deepEqual(calendar.takeChanges(next - 1), []);
      const changes = calendar.takeChanges(next);
      for (const { timeMs, node, crashed } of changes) {
        given++;
        t.is(timeMs, next);
        t.not(isDown.get(`${node.tier} ${node.id}`) ?? false, crashed);
        isDown.set(`${node.tier} ${node.id}`, crashed);
        t.is(calendar.faultsOf(node, next).crashed, crashed);
      }
    }
  }
  t.true(given > 50, `${given}`);
});
