/** Orders of candidates that are kept, against looking at everybody. */
import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { compareIds } from '../../../src/sim/clock.ts';
import { createLots, createRanking, createSelection, type Candidate } from '../../../src/sim/selection/index.ts';

const EDGE_SERVERS = 5;
const IDS = Array.from({ length: 30 }, (_, index) => `v${index}`);

const POLICIES = [['all'], ['fairest'], ['fastest'], ['longest-stay'], ['longest-stay', { onlyInTime: true }]] as const;

test('queue - ranking: after any sequence of events it takes whom the policy would choose of all', (t) => {
  for (const [name, options] of POLICIES) {
    const stream = createRandom(3).stream(name);
    const policy = createSelection(name, options);
    if (typeof policy.order !== 'function') throw new Error(`expected a key for ${name}`);
    const { order } = policy;
    const ranking = createRanking<Candidate>(EDGE_SERVERS, order, (a, b) => compareIds(a.vehicleId, b.vehicleId));
    const candidates = new Map<string, { -readonly [Key in keyof Candidate]: Candidate[Key] }>();
    const open = new Set<number>();
    let taken = 0;
    for (let event = 0; event < 3000; event++) {
      const vehicleId = IDS[stream.integer(IDS.length)]!;
      const known = candidates.get(vehicleId);
      const what = stream.integer(10);
      if (what < 5) {
        const edgeServer = stream.integer(EDGE_SERVERS);
        if (known !== undefined && known.edgeServer !== edgeServer) ranking.delete(known, known.edgeServer);
        const values = {
          edgeServer,
          expectedStayMs: stream.integer(8) === 0 ? Infinity : stream.integer(6),
          expectedWorkMs: stream.integer(6),
          contributions: stream.integer(6),
        };
        const candidate = Object.assign(known ?? { vehicleId, ...values }, values);
        candidates.set(vehicleId, candidate);
        ranking.set(candidate, edgeServer);
      } else if (what === 5 && known !== undefined) {
        ranking.delete(known, known.edgeServer);
        candidates.delete(vehicleId);
      } else if (what === 6) {
        const edgeServer = stream.integer(EDGE_SERVERS);
        const isOpen = stream.integer(3) > 0;
        if (isOpen) open.add(edgeServer);
        else open.delete(edgeServer);
        ranking.setOpen(edgeServer, isOpen);
      } else if (what > 7) {
        const listed = [...candidates.values()]
          .filter(({ edgeServer }) => open.has(edgeServer))
          .sort((a, b) => compareIds(a.vehicleId, b.vehicleId));
        const [expected] = policy.choose(listed, { total: 1, working: [] }, () => 0);
        const got = ranking.take();
        t.is(got, expected, `${name}, event ${event}`);
        if (got === undefined) continue;
        candidates.delete(got.vehicleId);
        taken++;
      }
    }
    t.true(taken > 300, `${name}: ${taken} taken`);
  }
});

test('queue - lots: everyone near an open edge server equally often, nobody near a closed one', (t) => {
  const stream = createRandom(4).stream('lots');
  const lots = createLots<string>(3, (bound) => stream.integer(bound));
  const near: Readonly<Record<string, number>> = { a: 0, b: 0, c: 0, d: 1, e: 2, f: 2 };
  for (const [id, edgeServer] of Object.entries(near)) lots.set(id, edgeServer);
  t.is(lots.take(), undefined, 'all are closed at first');
  lots.setOpen(0, true);
  lots.setOpen(2, true);
  const counts = new Map<string, number>();
  for (let time = 0; time < 5000; time++) {
    const [first, second] = [lots.take()!, lots.take()!];
    t.not(first, second);
    for (const id of [first, second]) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      lots.set(id, near[id]!);
    }
  }
  t.deepEqual([...counts.keys()].sort(), ['a', 'b', 'c', 'e', 'f']);
  // Binomial(5000, 2 / 5): 2000 with a deviation of 35.
  for (const [id, count] of counts) t.true(Math.abs(count - 2000) < 140, `${id}: ${count}`);
});

test('queue - lots: whatever comes, goes, opens and closes, those that may be taken are taken, once each', (t) => {
  const stream = createRandom(5).stream('lots');
  const lots = createLots<string>(EDGE_SERVERS, (bound) => stream.integer(bound));
  const near = new Map<string, number>();
  const open = new Set<number>();
  for (let round = 0; round < 200; round++) {
    for (let event = 0; event < 40; event++) {
      const id = IDS[stream.integer(IDS.length)]!;
      const edgeServer = stream.integer(EDGE_SERVERS);
      const known = near.get(id);
      if (stream.integer(4) === 0) {
        if (!open.delete(edgeServer)) open.add(edgeServer);
        lots.setOpen(edgeServer, open.has(edgeServer));
      } else if (known === undefined) {
        lots.set(id, edgeServer);
        near.set(id, edgeServer);
      } else {
        lots.delete(id, known);
        near.delete(id);
      }
    }
    const expected = [...near].filter(([, edgeServer]) => open.has(edgeServer)).map(([id]) => id);
    const taken = expected.map(() => lots.take());
    t.deepEqual([...taken].sort(), [...expected].sort());
    t.is(lots.take(), undefined);
    for (const id of expected) near.delete(id);
  }
});
