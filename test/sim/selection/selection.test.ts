import test from 'ava';
import { z } from 'zod';
import { createRandom } from '../../../src/random.ts';
import { inOrder } from '../../../src/sim/selection/in-order.ts';
import { commonOptions } from '../../../src/sim/selection/policy.ts';
import {
  createSelection,
  definePolicy,
  fillPlaces,
  selectionPolicies,
  selectionSpec,
  type Candidate,
  type FreePlaces,
} from '../../../src/sim/selection/index.ts';

const one = (vehicleId: string, fields: Partial<Candidate> = {}): Candidate => ({
  vehicleId,
  edgeServer: 0,
  expectedStayMs: 1000,
  expectedWorkMs: 1000,
  contributions: 0,
  ...fields,
});
const idsOf = (chosen: readonly Candidate[]): string => chosen.map(({ vehicleId }) => vehicleId).join('');
const plenty: FreePlaces = { total: 1000, working: [0, 0, 0] };
const drawFrom =
  (seed: number, moment = 0) =>
  (vehicleId: string): number =>
    createRandom(seed).stream('selection', moment, vehicleId).uniform();
const draw = drawFrom(1);

test('selection - all: first come, first served, as far as the pool goes', (t) => {
  const all = createSelection('all');
  const candidates = [one('c'), one('a'), one('b')];
  t.is(idsOf(all.choose(candidates, plenty, draw)), 'cab');
  t.is(idsOf(all.choose(candidates, { total: 2, working: [9] }, draw)), 'ca');
  t.is(idsOf(all.choose(candidates, { total: 0, working: [0] }, draw)), '');
});

test('selection - perEdgeServer counts those at work already, each edge server for itself', (t) => {
  const all = createSelection('all', { perEdgeServer: 2 });
  const candidates = [one('a'), one('b'), one('c', { edgeServer: 1 }), one('d', { edgeServer: 1 }), one('e')];
  t.is(idsOf(all.choose(candidates, { total: 9, working: [0, 0] }, draw)), 'abcd');
  t.is(idsOf(all.choose(candidates, { total: 9, working: [1, 2] }, draw)), 'a');
  t.is(idsOf(all.choose(candidates, { total: 3, working: [0, 1] }, draw)), 'abc');
});

test('selection - longest stay first, whoever never leaves before all, ties by id', (t) => {
  const stays = [
    one('d', { expectedStayMs: 500 }),
    one('c', { expectedStayMs: Infinity }),
    one('b', { expectedStayMs: 2000 }),
    one('a', { expectedStayMs: 500 }),
    one('e', { expectedStayMs: Infinity }),
  ];
  const policy = createSelection('longest-stay');
  t.deepEqual(policy.needs, { motion: true, facts: true, expectations: ['stay'] });
  t.is(idsOf(policy.choose(stays, plenty, draw)), 'cebad');
  const inTime = createSelection('longest-stay', { onlyInTime: true });
  t.is(idsOf(inTime.choose(stays, plenty, draw)), 'ceb');
  t.is(idsOf(inTime.choose([one('x', { expectedStayMs: 1000 })], plenty, draw)), 'x', 'just in time');
});

test('selection - fastest by expected work, fairest by deliveries, ties by id', (t) => {
  const works = [one('b', { expectedWorkMs: 900 }), one('a', { expectedWorkMs: 900 }), one('c', { expectedWorkMs: 5 })];
  t.is(idsOf(createSelection('fastest').choose(works, plenty, draw)), 'cab');
  const counts = [one('a', { contributions: 2 }), one('c', { contributions: 0 }), one('b', { contributions: 0 })];
  t.is(idsOf(createSelection('fairest').choose(counts, plenty, draw)), 'bca');
});

test('selection - fairest, asked again and again, gives everyone the same number of turns', (t) => {
  const fairest = createSelection('fairest', { perEdgeServer: 3 });
  const turns = new Map(Array.from({ length: 10 }, (_, index) => [`v${index}`, 0]));
  for (let moment = 0; moment < 20; moment++) {
    const candidates = [...turns].map(([vehicleId, contributions]) => one(vehicleId, { contributions }));
    const chosen = fairest.choose(candidates, { total: 100, working: [0] }, draw);
    t.is(chosen.length, 3);
    for (const { vehicleId } of chosen) turns.set(vehicleId, turns.get(vehicleId)! + 1);
  }
  t.deepEqual(new Set(turns.values()), new Set([6]));
});

test('selection - random: everyone equally often, by the draws alone', (t) => {
  const policy = createSelection('random', { perEdgeServer: 2 });
  const candidates = ['a', 'b', 'c', 'd', 'e'].map((id) => one(id));
  const counts = new Map<string, number>();
  for (let moment = 0; moment < 2000; moment++) {
    const chosen = policy.choose(candidates, { total: 100, working: [0] }, drawFrom(1, moment));
    t.is(new Set(chosen).size, 2);
    for (const { vehicleId } of chosen) counts.set(vehicleId, (counts.get(vehicleId) ?? 0) + 1);
  }
  // Binomial(2000, 0.4): 800 with a deviation of 22.
  for (const [id, count] of counts) t.true(Math.abs(count - 800) < 88, `${id}: ${count}`);
  const order = (seed: number): string => idsOf(createSelection('random').choose(candidates, plenty, drawFrom(seed)));
  t.true(new Set([1, 2, 3, 4].map(order)).size > 1);
});

test('selection - random: a worker that comes in addition leaves the order of the others as it is', (t) => {
  const policy = createSelection('random');
  const before = idsOf(policy.choose(['a', 'b', 'c', 'd'].map((id) => one(id)), plenty, draw)); // prettier-ignore
  const after = idsOf(policy.choose(['x', 'd', 'a', 'c', 'b'].map((id) => one(id)), plenty, draw)); // prettier-ignore
  t.is(after.replace('x', ''), before);
});

test('selection - 300 random moments: places are kept, nobody twice, arguments untouched, order of listing no matter', (t) => {
  const stream = createRandom(11).stream('moments');
  for (let moment = 0; moment < 300; moment++) {
    const candidates = Array.from({ length: stream.integer(25) }, (_, index) =>
      one(`v${(index * 7919) % 1000}`, {
        edgeServer: stream.integer(3),
        expectedStayMs: stream.integer(5) === 0 ? Infinity : stream.integer(4000),
        expectedWorkMs: stream.integer(4000),
        contributions: stream.integer(4),
      }),
    );
    const places = { total: stream.integer(12), working: [stream.integer(4), stream.integer(4), stream.integer(4)] };
    const perEdgeServer = 1 + stream.integer(5);
    const frozen = Object.freeze(candidates.map((candidate) => Object.freeze(candidate)));
    for (const name of selectionPolicies.keys()) {
      const policy = createSelection(name, { perEdgeServer });
      const chosen = policy.choose(frozen, Object.freeze(places), draw);
      const limits = places.working.map((busy) => Math.max(0, perEdgeServer - busy));
      const wanted = limits.map((limit, server) =>
        Math.min(limit, candidates.filter((candidate) => candidate.edgeServer === server).length),
      );
      t.is(chosen.length, Math.min(places.total, wanted[0]! + wanted[1]! + wanted[2]!), `${name}: no place is wasted`);
      t.is(new Set(chosen).size, chosen.length);
      limits.forEach((limit, server) => {
        t.true(chosen.filter((candidate) => candidate.edgeServer === server).length <= limit);
      });
      if (name === 'all') continue;
      t.deepEqual(policy.choose([...frozen].reverse(), places, draw), chosen, `${name}: listed backwards`);
    }
  }
});

test('selection - unknown names and options that do not fit are refused, naming what is known', (t) => {
  t.throws(() => createSelection('best'), { code: 'E_UNKNOWN_SELECTION', message: /one of all, random, longest-stay/ });
  t.throws(() => createSelection('random', { perEdgeServer: 0 }), {
    code: 'E_SELECTION_OPTIONS',
    message: /random: .*perEdgeServer/,
  });
  t.throws(() => createSelection('fastest', { deadline: 3 }), { code: 'E_SELECTION_OPTIONS' });
});

test('selection - the spec takes a name or a name with options; a policy of a plugin works like a built-in one', (t) => {
  t.is(selectionSpec.parse(undefined), 'all');
  t.deepEqual(selectionSpec.parse({ name: 'slowest', perEdgeServer: 1 }), { name: 'slowest', perEdgeServer: 1 });
  const slowest = definePolicy({
    name: 'slowest',
    summary: 'those that need help',
    options: z.strictObject(commonOptions),
    create: () => ({
      needs: { motion: false, facts: false },
      choose: (candidates, places) =>
        fillPlaces(candidates, (a, b) => b.expectedWorkMs - a.expectedWorkMs, places, undefined),
    }),
  });
  const registry = new Map([...selectionPolicies, [slowest.name, slowest]]);
  const policy = createSelection('slowest', {}, registry);
  t.is(policy.name, 'slowest');
  t.is(idsOf(policy.choose([one('a', { expectedWorkMs: 1 }), one('b')], plenty, draw)), 'ba');
});

test('selection - one at a time in order: as sorted, for any number of items, which stay as they are', (t) => {
  const stream = createRandom(5).stream('order');
  for (let count = 0; count < 60; count++) {
    const items = Object.freeze(Array.from({ length: count }, () => stream.integer(20)));
    const descending = (a: number, b: number): number => b - a;
    t.deepEqual([...inOrder(items, descending)], [...items].sort(descending));
  }
});

test('selection - one place among a thousand: hardly more comparisons than candidates', (t) => {
  const stream = createRandom(6).stream('order');
  const candidates = Array.from({ length: 1000 }, (_, index) =>
    one(`v${index}`, { contributions: stream.integer(100_000) }),
  );
  let comparisons = 0;
  const order = (a: Candidate, b: Candidate): number => {
    comparisons++;
    return a.contributions - b.contributions;
  };
  const [first] = fillPlaces(candidates, order, { total: 1, working: [0] }, undefined);
  t.is(first?.contributions, Math.min(...candidates.map(({ contributions }) => contributions)));
  // A heap is built with at most two comparisons an item; sorting takes about ten.
  t.true(comparisons <= 2 * candidates.length, `${comparisons} comparisons`);
});
