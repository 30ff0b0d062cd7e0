/** An order that bears delays, against looking at everybody. */
import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { compareIds } from '../../../src/sim/clock.ts';
import { createDelayedRanking, createSelection, type Candidate } from '../../../src/sim/selection/index.ts';

const EDGE_SERVERS = 4;
const IDS = Array.from({ length: 30 }, (_, index) => `v${index}`);
const POLICIES = [['fastest'], ['longest-stay', { onlyInTime: true }]] as const;

/** What a policy sees where `delays` hold, and a ranking that has to bear them. */
function rankingOf(name: string, options: unknown, delays: readonly number[]) {
  const policy = createSelection(name, options);
  const { order, latestMs } = policy;
  if (typeof order !== 'function' || latestMs === undefined)
    throw new Error(`expected a key that bears delays: ${name}`);
  const asked = { keys: 0 };
  const now = (one: Candidate, isAlone = false): Candidate => ({
    ...one,
    expectedWorkMs: one.expectedWorkMs + (isAlone ? 0 : delays[one.edgeServer]!),
  });
  const ranking = createDelayedRanking<Candidate>(EDGE_SERVERS, {
    keyOf(one, isAlone) {
      asked.keys++;
      return order(now(one, isAlone));
    },
    spareMs: (one, isAlone) => latestMs(one) - now(one, isAlone).expectedWorkMs,
    compare: (a, b) => compareIds(a.vehicleId, b.vehicleId),
  });
  return { policy, ranking, now, asked };
}

test('delayed ranking - after any sequence of events and delays it takes whom the policy would choose of all', (t) => {
  for (const [name, options] of POLICIES) {
    const stream = createRandom(3).stream(name);
    const delays = Array.from({ length: EDGE_SERVERS }, () => 0);
    const { policy, ranking, now } = rankingOf(name, options, delays);
    const candidates = new Map<string, Candidate>();
    const open = new Set<number>();
    let taken = 0;
    let none = 0;
    for (let event = 0; event < 6000; event++) {
      const vehicleId = IDS[stream.integer(IDS.length)]!;
      const known = candidates.get(vehicleId);
      const edgeServer = stream.integer(EDGE_SERVERS);
      const what = stream.integer(10);
      if (what < 4) {
        if (known !== undefined) ranking.delete(known, known.edgeServer);
        const expectedStayMs = stream.integer(8) === 0 ? Infinity : stream.integer(12);
        const candidate = {
          vehicleId,
          edgeServer,
          expectedStayMs,
          expectedWorkMs: stream.integer(6),
          contributions: 0,
        };
        candidates.set(vehicleId, candidate);
        ranking.set(candidate, edgeServer);
      } else if (what === 4 && known !== undefined) {
        ranking.delete(known, known.edgeServer);
        candidates.delete(vehicleId);
      } else if (what === 5) {
        if (stream.integer(3) > 0) open.add(edgeServer);
        else open.delete(edgeServer);
        ranking.setOpen(edgeServer, open.has(edgeServer));
      } else if (what < 8) {
        // A fraction that sums of times do not keep exactly.
        delays[edgeServer] = stream.integer(10) * 1.1;
        ranking.delayed(edgeServer);
      } else {
        const listed = [...candidates.values()].filter((one) => open.has(one.edgeServer)).map((one) => now(one));
        const [expected] = policy.choose(listed, { total: 1, working: [] }, () => 0);
        const got = ranking.take();
        t.is(got?.vehicleId, expected?.vehicleId, `${name}, event ${event}`);
        if (got === undefined) {
          none++;
          continue;
        }
        candidates.delete(got.vehicleId);
        taken++;
      }
    }
    t.true(taken > 500 && none > 20, `${name}: ${taken} taken, ${none} times nobody`);
  }
});

test('delayed ranking - a delay looks at few of many', (t) => {
  for (const [name, options] of POLICIES) {
    const delays = Array.from({ length: EDGE_SERVERS }, () => 0);
    const { ranking, asked } = rankingOf(name, options, delays);
    ranking.setOpen(0, true);
    for (let at = 0; at < 2000; at++) {
      const times = { expectedStayMs: 50_000 + at, expectedWorkMs: 5000 + (at % 7) };
      ranking.set({ vehicleId: `v${at}`, edgeServer: 0, contributions: 0, ...times }, 0);
    }
    asked.keys = 0;
    for (let change = 0; change < 100; change++) {
      delays[0] = change % 10;
      ranking.delayed(0);
      t.truthy(ranking.take());
    }
    t.true(asked.keys <= 200, `${name}: ${asked.keys} keys`);
  }
});
