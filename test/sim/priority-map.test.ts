import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { compareIds } from '../../src/sim/clock.ts';
import { createPriorityMap } from '../../src/sim/priority-map.ts';

test('priority-map - least priority first, equals by key, whatever the order of insertion', (t) => {
  for (const keys of ['abc', 'cba', 'bca']) {
    const map = createPriorityMap<string>(compareIds);
    for (const key of keys) map.set(key, key === 'c' ? 1 : 2);
    t.like(map.first(), { key: 'c', priority: 1 });
    map.delete('c');
    t.is(map.first()?.key, 'a');
  }
});

test('priority-map - 5000 random changes agree with a sorted list', (t) => {
  const random = createRandom(3).stream('changes');
  const map = createPriorityMap<string>(compareIds);
  const plain = new Map<string, number>();
  for (let change = 0; change < 5000; change++) {
    const key = `k${random.integer(60)}`;
    if (random.uniform() < 0.4) {
      t.is(map.delete(key), plain.delete(key));
    } else {
      const priority = random.integer(8) === 0 ? Infinity : random.integer(20);
      map.set(key, priority);
      plain.set(key, priority);
    }
    const [least] = [...plain].sort(([a, p], [b, q]) => (p === q ? compareIds(a, b) : p - q));
    t.is(map.size, plain.size);
    t.is(map.first()?.key, least?.[0]);
    t.is(map.first()?.priority, least?.[1]);
  }
});

test('priority-map - taken out one after the other, all come in order, however few priorities there are', (t) => {
  const random = createRandom(4).stream('drained');
  for (const [size, priorities] of [
    [5, 1],
    [100, 1],
    [100, 3],
    [1000, 30],
  ] as const) {
    const map = createPriorityMap<string>(compareIds);
    const plain = new Map<string, number>();
    for (let change = 0; change < 2 * size; change++) {
      const key = `k${random.integer(size)}`;
      const priority = random.integer(priorities);
      map.set(key, priority);
      plain.set(key, priority);
    }
    const sorted = [...plain].sort(([a, p], [b, q]) => p - q || compareIds(a, b)).map(([key]) => key);
    const drained = sorted.map(() => {
      const { key } = map.first()!;
      map.delete(key);
      return key;
    });
    t.deepEqual(drained, sorted);
    t.is(map.first(), undefined);
  }
});
