import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createRandom } from '../../../../src/random.ts';
import { createWalls, obstruct, readWalls } from '../../../../src/sim/network/walls/walls.ts';

const point = (x: number, y: number): { readonly x: number; readonly y: number } => ({ x, y });
/** A house from (10, 0) to (20, 10). */
const HOUSE = Float64Array.of(10, 0, 20, 0, 20, 10, 10, 10);
/** The same, closed as SUMO writes it, with a notch from above: x 13 to 17, down to y = 5. */
const NOTCHED = Float64Array.of(10, 0, 20, 0, 20, 10, 17, 10, 17, 5, 13, 5, 13, 10, 10, 10, 10, 0);

for (const [name, from, to, polygon, cuts, insideM] of [
  ['right through a house: two walls and 10 m', point(0, 5), point(30, 5), HOUSE, 2, 10],
  ['back again', point(30, 5), point(0, 5), HOUSE, 2, 10],
  ['past it', point(0, 11), point(30, 11), HOUSE, 0, 0],
  ['towards it, but not as far', point(0, 5), point(9, 5), HOUSE, 0, 0],
  ['from inside: one wall', point(15, 5), point(30, 5), HOUSE, 1, 5],
  ['into it', point(0, 5), point(12, 5), HOUSE, 1, 2],
  ['within it: no wall, but 6 m', point(12, 5), point(18, 5), HOUSE, 0, 6],
  ['through both arms of a notched house: four walls, 6 m', point(0, 7), point(30, 7), NOTCHED, 4, 6],
  ['below the notch', point(0, 3), point(30, 3), NOTCHED, 2, 10],
  ['out of the notch', point(15, 7), point(30, 7), NOTCHED, 2, 3],
  ['along a wall with the house on the left: through it', point(0, 0), point(30, 0), HOUSE, 2, 10],
  ['along a wall with the house on the right: past it', point(30, 0), point(0, 0), HOUSE, 0, 0],
  ['nowhere', point(15, 5), point(15, 5), HOUSE, 0, 0],
] as const) {
  test(`walls - ${name}`, (t) => {
    const met = obstruct(from, to, polygon);
    t.is(met.cuts, cuts);
    t.true(Math.abs(met.insideM - insideM) < 1e-9, `${met.insideM}`);
  });
}

test('walls - a corner is cut once or not at all: the diagonal has two walls and 14.14 m, a touch none', (t) => {
  const diagonal = obstruct(point(5, -5), point(25, 15), HOUSE);
  t.is(diagonal.cuts, 2);
  t.true(Math.abs(diagonal.insideM - 10 * Math.SQRT2) < 1e-9);
  for (const [from, to] of [
    [point(5, 15), point(15, -5)],
    [point(5, 5), point(15, 15)],
  ] as const) {
    const touch = obstruct(from, to, HOUSE);
    t.true(touch.insideM < 1e-9 || touch.cuts === 2);
    t.is(touch.cuts % 2, 0);
  }
});

test('walls - the grid finds what a look at every building finds', (t) => {
  const random = createRandom(4).stream('town');
  const polygons = Array.from({ length: 400 }, () => {
    const [x, y] = [1000 * random.uniform() - 300, 800 * random.uniform() - 500];
    const size = random.integer(20) === 0 ? 300 : 25;
    const [w, h] = [size * random.uniform(), size * random.uniform()];
    return Float64Array.of(x, y, x + w, y + h / 3, x + w, y + h, x, y + h / 2);
  });
  const walls = createWalls(polygons);
  const ends = (): { readonly x: number; readonly y: number } =>
    point(1200 * random.uniform() - 400, 1000 * random.uniform() - 600);
  let cut = 0;
  for (let line = 0; line < 500; line++) {
    const from = ends();
    const other = ends();
    const to = [other, point(from.x, other.y), point(other.x, from.y)][line % 3]!;
    const expected = polygons.map((polygon) => obstruct(from, to, polygon));
    const met = walls.between(from, to);
    t.is(
      met.cuts,
      expected.reduce((sum, { cuts }) => sum + cuts, 0),
    );
    t.true(Math.abs(met.insideM - expected.reduce((sum, { insideM }) => sum + insideM, 0)) < 1e-6);
    cut += met.cuts;
  }
  t.true(cut > 1000);
});

test('walls - without buildings nothing is in the way', (t) => {
  t.deepEqual(createWalls([]).between(point(0, 0), point(1e5, 1e5)), { cuts: 0, insideM: 0 });
});

test('walls - read from a file of polygons', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-walls-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'a.poly.xml');
  writeFileSync(file, '<additional><poly id="h" type="house" shape="10,0 20,0 20,10 10,10 10,0"/></additional>');
  const walls = await readWalls(file, ['house']);
  t.deepEqual(walls.between(point(0, 5), point(30, 5)), { cuts: 2, insideM: 10 });
  await t.throwsAsync(readWalls(file, ['barn'], 'a.key'), {
    code: 'E_TRAFFIC_FILE',
    message: /no polygon of type barn/,
  });
});
