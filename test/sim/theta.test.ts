import test from 'ava';
import { createThetaStore } from '../../src/sim/theta.ts';

function store() {
  let allocated = 0;
  const theta = createThetaStore([{ round: 0, values: Float32Array.of(1, 2) }], () => {
    allocated++;
    return new Float32Array(2);
  });
  const advance = (step: Promise<number> = Promise.resolve(1)) =>
    theta.advance(step, (taken, current, next) => {
      for (let index = 0; index < current.length; index++) next[index] = current[index]! + taken;
    });
  return { theta, advance, allocated: () => allocated };
}

test('theta - a version that is retained keeps its values while newer ones come', async (t) => {
  const { theta, advance } = store();
  const first = theta.current;
  theta.retain(first);
  advance();
  advance();
  t.deepEqual([...(await theta.current.values)], [3, 4]);
  t.deepEqual([...(await first.values)], [1, 2]);
  t.is(theta.current.round, 2);
});

test('theta - versions are there before their numbers, which come in order whatever step arrives first', async (t) => {
  const { theta, advance } = store();
  let arrive: (step: number) => void = () => undefined;
  const second = advance(new Promise((resolve) => (arrive = resolve)));
  theta.retain(second);
  advance(Promise.resolve(10));
  t.is(theta.current.round, 2);
  arrive(100);
  t.deepEqual([...(await theta.current.values)], [111, 112]);
  t.deepEqual([...(await second.values)], [101, 102]);
});

test('theta - slots are reused once nobody reads them', async (t) => {
  const { theta, advance, allocated } = store();
  for (let round = 0; round < 100; round++) await advance().values;
  t.is(allocated(), 2);
  t.deepEqual([...(await theta.current.values)], [101, 102]);
});

test('theta - a slot is not reused while the next version is still to be made from it', async (t) => {
  const { theta, advance } = store();
  let arrive: (step: number) => void = () => undefined;
  for (let round = 0; round < 3; round++) advance();
  advance(new Promise((resolve) => (arrive = resolve)));
  for (let round = 0; round < 3; round++) advance();
  t.is(theta.current.round, 7);
  arrive(1);
  t.deepEqual([...(await theta.current.values)], [8, 9]);
});

test('theta - a step that cannot be computed is the failure of all that follow from it', async (t) => {
  const { advance } = store();
  advance(Promise.reject(new Error('no step')));
  await t.throwsAsync(advance().values, { message: 'no step' });
});

test('theta - releasing more often than retaining is a defect that shows', async (t) => {
  const { theta, advance } = store();
  const first = theta.current;
  theta.retain(first);
  await advance().values;
  theta.release(first);
  t.throws(
    () => {
      theta.release(first);
    },
    { message: /released more often/ },
  );
  t.throws(
    () => {
      theta.retain(first);
    },
    { message: /no longer held/ },
  );
});
