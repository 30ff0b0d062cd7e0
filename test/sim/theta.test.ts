import test from 'ava';
import { createThetaStore } from '../../src/sim/theta.ts';

function store() {
  let allocated = 0;
  const theta = createThetaStore([{ round: 0, values: Float32Array.of(1, 2) }], () => {
    allocated++;
    return new Float32Array(2);
  });
  return { theta, allocated: () => allocated };
}

const addOne = (current: Float32Array, next: Float32Array): void => {
  for (let index = 0; index < current.length; index++) next[index] = current[index]! + 1;
};

test('theta - a version that is retained keeps its values while newer ones come', (t) => {
  const { theta } = store();
  const first = theta.current;
  theta.retain(first);
  theta.advance(addOne);
  theta.advance(addOne);
  t.deepEqual([...first.values], [1, 2]);
  t.deepEqual([...theta.current.values], [3, 4]);
  t.is(theta.current.round, 2);
});

test('theta - slots are reused once nobody reads them', (t) => {
  const { theta, allocated } = store();
  for (let round = 0; round < 100; round++) theta.advance(addOne);
  t.is(allocated(), 2);
  t.deepEqual([...theta.current.values], [101, 102]);
});

test('theta - releasing more often than retaining is a defect that shows', (t) => {
  const { theta } = store();
  const first = theta.current;
  theta.retain(first);
  theta.advance(addOne);
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
