import test from 'ava';
import { kMeans } from '../../src/city/kmeans.ts';
import { createRandom } from '../../src/random.ts';

const stream = (seed = 1): ReturnType<ReturnType<typeof createRandom>['stream']> => createRandom(seed).stream('test');

test('k-means - two groups far apart: their means, the larger first, whatever the seed', (t) => {
  const positions = Float64Array.of(0, 0, 0, 2, 100, 0, 102, 0, 101, 3);
  for (let seed = 0; seed < 20; seed++) {
    t.deepEqual(kMeans(positions, 2, stream(seed)), [
      { x: 101, y: 1, size: 3 },
      { x: 0, y: 1, size: 2 },
    ]);
  }
});

test('k-means - one centre is the mean', (t) => {
  t.deepEqual(kMeans(Float64Array.of(1, 2, 3, 4, 5, 9), 1, stream()), [{ x: 3, y: 5, size: 3 }]);
});

test('k-means - fewer different points than centres', (t) => {
  const centres = kMeans(Float64Array.of(1, 1, 1, 1, 2, 2), 5, stream());
  t.deepEqual(centres, [
    { x: 1, y: 1, size: 2 },
    { x: 2, y: 2, size: 1 },
  ]);
});

test('k-means - the same seed gives the same, sizes add up, every centre is the mean of its points', (t) => {
  const positions = Float64Array.from({ length: 400 }, (_, index) => (index * 7919) % 211);
  const centres = kMeans(positions, 4, stream());
  t.deepEqual(centres, kMeans(positions, 4, stream()));
  t.is(
    centres.reduce((sum, { size }) => sum + size, 0),
    200,
  );
  for (const centre of centres) {
    let [x, y, size] = [0, 0, 0];
    for (let index = 0; index < 200; index++) {
      const [px, py] = [positions[2 * index]!, positions[2 * index + 1]!];
      const distances = centres.map((other) => Math.hypot(other.x - px, other.y - py));
      if (distances.indexOf(Math.min(...distances)) !== centres.indexOf(centre)) continue;
      [x, y, size] = [x + px, y + py, size + 1];
    }
    t.is(size, centre.size);
    t.true(Math.hypot(x / size - centre.x, y / size - centre.y) < 1e-9);
  }
});
