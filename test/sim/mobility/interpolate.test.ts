import test from 'ava';
import { createRandom } from '../../../src/random.ts';
import { connect } from '../../../src/sim/connectivity.ts';
import { crossing, crossings, positionAt, waysBetween, type Way } from '../../../src/sim/mobility/interpolate.ts';
import { createSiteIndex } from '../../../src/sim/site-index.ts';
import { frame } from '../../helpers/frames.ts';

const SITE = { x: 0, y: 0, range: 50 };

function way(from: readonly [number, number], to: readonly [number, number], fromMs = 0, toMs = 1000): Way {
  return { fromMs, toMs, fromX: from[0], fromY: from[1], toX: to[0], toY: to[1] };
}

for (const [name, from, to, enterMs, leaveMs] of [
  // 200 m in 1 s through the middle: in range from -50 (250 ms) to 50 (750 ms inclusive, out at 751).
  ['straight through', [-100, 0], [100, 0], 250, 751],
  // The chord at y = 30 reaches from x = -40 (300 ms) to 40 (700 ms).
  ['through beside the middle', [-100, 30], [100, 30], 300, 701],
  ['in', [-100, 0], [0, 0], 500, undefined],
  ['out', [0, 0], [100, 0], undefined, 501],
  // Touches the circle at (0, 50) in one point, at 500 ms.
  ['along the border', [-100, 50], [100, 50], 500, 501],
  ['in at the very end', [-100, 0], [-50, 0], 1000, undefined],
  ['out at once', [50, 0], [100, 0], undefined, 1],
] as const)
  test(`interpolate - ${name}`, (t) => {
    t.deepEqual(crossing(way(from, to), SITE), { enterMs, leaveMs });
  });

for (const [name, from, to] of [
  ['past', [-100, 50.1], [100, 50.1]],
  ['away', [60, 0], [100, 0]],
  ['towards, but not yet there', [-100, 0], [-51, 0]],
  ['within', [-10, 0], [10, 0]],
  ['standing within', [10, 0], [10, 0]],
  ['standing outside', [60, 0], [60, 0]],
  ['grazed between two ms', [-100_000.3, 49.99999999], [100_000.5, 49.99999999]],
] as const)
  test(`interpolate - ${name}: no crossing`, (t) => {
    t.is(crossing(way(from, to), SITE), undefined);
  });

test('interpolate - moments belong to the frames, not to zero', (t) => {
  t.deepEqual(crossing(way([-100, 0], [100, 0], 7000, 9000), SITE), { enterMs: 7500, leaveMs: 8501 });
});

test('interpolate - positions are those of the frames at their moments, and in between in proportion', (t) => {
  const path = way([0.1, 7], [10.3, -3], 1000, 3000);
  t.deepEqual(positionAt(path, 1000), [0.1, 7]);
  t.deepEqual(positionAt(path, 3000), [10.3, -3]);
  t.deepEqual(positionAt(path, 1500), [0.1 + 0.25 * (10.3 - 0.1), 4.5]);
});

test('interpolate - every ms of 400 random ways agrees with the gate at the interpolated position', (t) => {
  const random = createRandom(11).stream('test', 'ways');
  const coordinate = (): number => Math.round((random.uniform() - 0.5) * 240);
  let crossed = 0;
  for (let index = 0; index < 400; index++) {
    const path = way([coordinate(), coordinate()], [coordinate(), coordinate()], 0, 100);
    const states = Array.from({ length: 101 }, (_, timeMs) => {
      const [x, y] = positionAt(path, timeMs);
      return connect({ count: 1, ids: ['a'], x: Float64Array.of(x), y: Float64Array.of(y) }, [SITE])[0] === 0;
    });
    const entered = states.findIndex((inside, at) => at > 0 && inside && !states[at - 1]!);
    const left = states.findIndex((inside, at) => at > 0 && !inside && states[at - 1]!);
    const expected =
      entered < 0 && left < 0
        ? undefined
        : { enterMs: entered < 0 ? undefined : entered, leaveMs: left < 0 ? undefined : left };
    t.deepEqual(crossing(path, SITE), expected, JSON.stringify(path));
    if (expected !== undefined) crossed++;
  }
  t.true(crossed > 50);
});

test('interpolate - vehicles in one frame only, and those that teleport, have no way', (t) => {
  const before = frame(1, { a: [-100, 0], b: [-100, 0], gone: [-100, 0], c: [-100, 0], d: [0, 0] });
  const lists = { teleportStarted: ['b'], teleportEnded: ['c'], departed: ['fresh'], arrived: ['gone'] };
  const after = frame(2, { d: [100, 0], fresh: [0, 0], a: [0, 0], b: [0, 0], c: [0, 0] }, lists);
  t.deepEqual(
    [...crossings(waysBetween(before, after), [SITE], createSiteIndex([SITE]))],
    [
      { vehicleId: 'd', way: way([0, 0], [100, 0], 1000, 2000), site: 0, enterMs: undefined, leaveMs: 1501 },
      { vehicleId: 'a', way: way([-100, 0], [0, 0], 1000, 2000), site: 0, enterMs: 1500, leaveMs: undefined },
    ],
  );
});
