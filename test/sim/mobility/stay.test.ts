import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { readRoadShapes, type RoadShapes } from '../../../src/sim/mobility/road-shapes.ts';
import { stayAlongRouteMs, stayStraightMs } from '../../../src/sim/mobility/stay.ts';

const SITE = { x: 0, y: 0, range: 50 };

for (const [name, vehicle, expected] of [
  // 90 degrees is east: 80 m to (50, 0) at 10 m/s.
  ['east through the middle', { x: -30, y: 0, speed: 10, angle: 90 }, 8000],
  ['north', { x: 0, y: 20, speed: 10, angle: 0 }, 3000],
  // The chord at y = 30 ends at x = -40.
  ['west beside the middle', { x: 20, y: 30, speed: 10, angle: 270 }, 6000],
  ['at the border, outwards', { x: 0, y: -50, speed: 10, angle: 180 }, 0],
  ['outside', { x: 51, y: 0, speed: 10, angle: 270 }, 0],
  ['standing', { x: 0, y: 0, speed: 0, angle: 0 }, Infinity],
  ['standing outside', { x: 60, y: 0, speed: 0, angle: 0 }, 0],
] as const)
  test(`stay - straight on, ${name}`, (t) => {
    const got = stayStraightMs(vehicle, SITE);
    if (Number.isFinite(expected)) t.true(Math.abs(got - expected) < 1e-6, String(got));
    else t.is(got, expected);
  });

/** East to the middle, there north; a way back west one lane beside; a road far away that no map holds. */
const SHAPES: RoadShapes = new Map([
  [
    'in',
    [
      { x: -100, y: 0 },
      { x: -20, y: 0 },
      { x: 0, y: 0 },
    ],
  ],
  [
    'out',
    [
      { x: 0, y: 0 },
      { x: 0, y: 200 },
    ],
  ],
  [
    'dead end',
    [
      { x: 0, y: 0 },
      { x: 0, y: -20 },
    ],
  ],
]);

for (const [name, vehicle, route, expected] of [
  ['round the corner', { x: -30, y: 1, speed: 10, angle: 90 }, ['in', 'out'], 8000],
  ['after the corner', { x: 0, y: 10, speed: 10, angle: 0 }, ['in', 'out'], 4000],
  ['to the end of the route', { x: -30, y: 0, speed: 10, angle: 90 }, ['in', 'dead end'], 5000],
  ['onto a road out of sight', { x: -30, y: 0, speed: 10, angle: 90 }, ['in', 'far'], 3000],
  ['off its route, so straight on', { x: -30, y: -35, speed: 10, angle: 0 }, ['in', 'out'], 7500],
  ['with no route, so straight on', { x: -30, y: 0, speed: 10, angle: 90 }, [], 8000],
  ['outside', { x: -60, y: 0, speed: 10, angle: 90 }, ['in', 'out'], 0],
  ['standing', { x: -30, y: 0, speed: 0, angle: 90 }, ['in', 'out'], Infinity],
] as const)
  test(`stay - along the route, ${name}`, (t) => {
    const got = stayAlongRouteMs(vehicle, SITE, route, SHAPES);
    if (Number.isFinite(expected)) t.true(Math.abs(got - expected) < 1e-6, String(got));
    else t.is(got, expected);
  });

test('road shapes - the roads near a site, by their first lane; junctions and far roads are not kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-shapes-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const network = `<net>
    <edge id=":n_0" function="internal"><lane id=":n_0_0" shape="0,0 1,0"/></edge>
    <edge id="near"><lane id="near_0" shape="-100.5,0 100,0,7"/><lane id="near_1" shape="-100,3 100,3"/></edge>
    <edge id="far"><lane id="far_0" shape="200,200 300,300"/></edge>
    <edge id="border"><lane id="border_0" shape="0,99 0,300"/></edge>
  </net>`;
  const expected = new Map([
    [
      'near',
      [
        { x: -100.5, y: 0 },
        { x: 100, y: 0 },
      ],
    ],
    [
      'border',
      [
        { x: 0, y: 99 },
        { x: 0, y: 300 },
      ],
    ],
  ]);
  writeFileSync(join(folder, 'a.net.xml'), network);
  writeFileSync(join(folder, 'a.net.xml.gz'), gzipSync(network));
  for (const name of ['a.net.xml', 'a.net.xml.gz'])
    t.deepEqual(await readRoadShapes(join(folder, name), [SITE]), expected);
  for (const [name, content] of [
    ['cut.net.xml', network.slice(0, 200)],
    ['bad.net.xml.gz', network],
  ] as const) {
    writeFileSync(join(folder, name), content);
    await t.throwsAsync(readRoadShapes(join(folder, name), [SITE]), { code: 'E_TRAFFIC_FILE' });
  }
});
