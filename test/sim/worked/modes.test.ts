/**
 * The three modes of learning, worked by hand. Every gradient of the fake engine is 1 in its last coordinate (a bias, which
 * begins at 0), so theta[3] counts what has entered theta.
 */
import test from 'ava';
import { brief } from '../../helpers/events.ts';
import { frame } from '../../helpers/frames.ts';
import { play, TWO_SERVERS } from '../../helpers/play.ts';

/** u is at a from the start, w at b from the second step on. */
const TRAFFIC = [frame(1, { u: [0, 0] }), frame(2, { u: [0, 0], w: [100, 0] })];

const synchronous = (partial: string) => ({
  edgeServers: TWO_SERVERS,
  workers: { computeTimeMs: 400 },
  learning: {
    mode: 'synchronous',
    learningRate: 1,
    lossReduction: 'mean',
    edgeServer: { gradients: 2 },
    cloud: { step: 'sum' },
    timeout: { afterMs: 1500, partial },
  },
});

/** Up to the timeout, the same whatever becomes of what b has by then. */
const UNTIL_THE_TIMEOUT = [
  '1000 u -> a',
  '1000 u computes 0 at theta 0',
  '1400 u has 0',
  '1400 u delivers 0 to a',
  '1400 u computes 1 at theta 0',
  '1800 u has 1',
  '1800 u delivers 1 to a',
  '1800 a aggregates 0+1',
  // a has done its part; u has nothing to do until the next round.
  '2000 w -> b',
  '2000 w computes 2 at theta 0',
  '2400 w has 2',
  '2400 w delivers 2 to b',
  '2400 w computes 3 at theta 0',
];

test('worked - synchronous: at the timeout b aggregates the one gradient that it has', async (t) => {
  const { events, result, rounds } = await play(synchronous('aggregate'), TRAFFIC);
  t.deepEqual(events.map(brief), [
    ...UNTIL_THE_TIMEOUT,
    '2500 b aggregates 2',
    '2500 round 1',
    '2500 u computes 4 at theta 1',
    '2800 w has 3',
    '2800 w delivers 3 to b late',
    '2800 w computes 5 at theta 1',
    '2900 u has 4',
    '2900 u delivers 4 to a',
    '2900 u computes 6 at theta 1',
  ]);
  t.deepEqual(rounds[0]?.account.fates, { used: 3, faulted: 0, late: 0, lost: 0, rejected: 0 });
  t.deepEqual(rounds[0]?.account.perEdgeServer, [2, 1]);
  // d = 4: theta went down to u three times, to w twice, 16 bytes each; three gradients and two aggregates came up.
  t.deepEqual(rounds[0]?.account.bytes, {
    cloudToEdgeServer: 32,
    edgeServerToWorker: 64,
    workerToEdgeServer: 48,
    edgeServerToCloud: 32,
  });
  t.is(result.ledger.totals.late, 1);
  t.is(result.unfinished, 3);
  // Two aggregates, each of mean 1, summed.
  t.is(result.theta[3], -2);
});

test('worked - synchronous: at the timeout b discards the one gradient that it has', async (t) => {
  const { events, result, rounds } = await play(synchronous('discard'), TRAFFIC);
  t.deepEqual(events.slice(0, UNTIL_THE_TIMEOUT.length + 2).map(brief), [
    ...UNTIL_THE_TIMEOUT,
    '2500 round 1',
    '2500 u computes 4 at theta 1',
  ]);
  t.deepEqual(rounds[0]?.account.fates, { used: 2, faulted: 0, late: 1, lost: 0, rejected: 0 });
  t.is(result.theta[3], -1);
});

test('worked - buffered: a gradient of theta s rounds ago weighs (1 + s)^-a', async (t) => {
  const { events, result } = await play(
    {
      edgeServers: TWO_SERVERS,
      // w computes three times as long as u and v.
      faults: [{ kind: 'delay', vehicles: ['w'], factor: 3 }],
      workers: { computeTimeMs: 300 },
      learning: {
        mode: 'buffered',
        learningRate: 1,
        stalenessExponent: 1,
        edgeServer: { gradients: 2 },
        cloud: { aggregates: 1 },
      },
    },
    [frame(1, { u: [0, 0], v: [1, 0], w: [2, 0] })],
  );
  t.deepEqual(events.filter(({ type }) => type === 'deliver' || type === 'aggregate' || type === 'round').map(brief), [
    '1300 u delivers 0 to a',
    '1300 v delivers 1 to a',
    '1300 a aggregates 0+1',
    '1300 round 1',
    '1600 u delivers 3 to a',
    '1600 v delivers 4 to a',
    '1600 a aggregates 3+4',
    '1600 round 2',
    '1900 u delivers 5 to a',
    '1900 v delivers 6 to a',
    '1900 a aggregates 5+6',
    '1900 round 3',
    '1900 w delivers 2 to a',
  ]);
  // u starts before v's gradient makes round 1: 3 is of theta 0, 5 of theta 1, one round old when they come in; 4 and 6 are
  // of the theta of now. So each round from the second on is (1/2 + 1) / 2, the first 1.
  t.is(result.theta[3], -(1 + 3 / 4 + 3 / 4));
});

test('worked - asynchronous: every gradient is a round', async (t) => {
  const { events, result } = await play(
    {
      workers: { computeTimeMs: 600 },
      learning: { mode: 'asynchronous', learningRate: 0.5, stalenessExponent: 2 },
    },
    [frame(1, { u: [0, 0], v: [1, 0] })],
  );
  t.deepEqual(events.map(brief), [
    '1000 u -> a',
    '1000 v -> a',
    '1000 u computes 0 at theta 0',
    '1000 v computes 1 at theta 0',
    '1600 u has 0',
    '1600 u delivers 0 to a',
    '1600 a aggregates 0',
    '1600 round 1',
    '1600 u computes 2 at theta 1',
    '1600 v has 1',
    '1600 v delivers 1 to a',
    '1600 a aggregates 1',
    '1600 round 2',
    '1600 v computes 3 at theta 2',
  ]);
  // The second is one round old: 1 + (1 + 1)^-2, times the rate.
  t.is(result.theta[3], -0.5 * (1 + 1 / 4));
});

test('worked - edge servers with two rounds of their own: the sum of two aggregates goes up', async (t) => {
  const { events, result } = await play(
    {
      workers: { computeTimeMs: 200 },
      learning: {
        mode: 'buffered',
        learningRate: 1,
        edgeServer: { gradients: 1, rounds: 2, rate: 0.5 },
        cloud: { aggregates: 1 },
      },
    },
    [frame(1, { u: [0, 0] })],
  );
  t.deepEqual(events.filter(({ type }) => type === 'aggregate' || type === 'round' || type === 'compute').map(brief), [
    '1000 u computes 0 at theta 0',
    '1200 a aggregates 0',
    '1200 u computes 1 at theta 0',
    '1400 a aggregates 1',
    '1400 round 1',
    '1400 u computes 2 at theta 1',
    '1600 a aggregates 2',
    '1600 u computes 3 at theta 1',
    '1800 a aggregates 3',
    '1800 round 2',
    '1800 u computes 4 at theta 2',
    '2000 a aggregates 4',
    '2000 u computes 5 at theta 2',
  ]);
  t.is(result.theta[3], -4);
  t.is(result.unfinished, 2);
});
