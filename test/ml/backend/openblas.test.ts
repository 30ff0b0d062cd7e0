import test from 'ava';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';

const { openblas, reason } = await findOpenBlas();

test('openblas - a library that is not there, or is another one, is a reason and no exception', async (t) => {
  for (const library of ['/nowhere/libopenblas.so', 'libm.so.6']) {
    const search = await findOpenBlas(library);
    t.is(search.openblas, undefined);
    t.true(search.reason?.startsWith(`OpenBLAS not found among ${library} (last: `), search.reason);
  }
});

if (openblas === undefined) {
  test.skip(`openblas - products are not tested: ${reason}`, () => undefined);
} else {
  test('openblas - says its version and the processor it is made for', (t) => {
    t.regex(openblas.detail, /^OpenBLAS \d+\.\d+\.\d+ \(\w+\)$/);
  });

  test('openblas - a product by hand, with both factors, on shared memory', (t) => {
    const shared = (...values: number[]): Float32Array => {
      const vector = new Float32Array(new SharedArrayBuffer(4 * values.length));
      vector.set(values);
      return vector;
    };
    const c = shared(1, 1, 1, 1);
    const shape = { transposeA: false, transposeB: false, rows: 2, columns: 2, inner: 3 };
    const a = shared(1, 2, 3, 4, 5, 6);
    openblas.gemm({ ...shape, alpha: 2, beta: 10 }, a, shared(1, 0, 0, 1, 1, 1), c);
    t.deepEqual([...c], [18, 20, 30, 32]);
    openblas.gemm({ ...shape, transposeB: true }, a, shared(1, 0, 1, 0, 1, 1), c);
    t.deepEqual([...c], [4, 5, 10, 11]);
    openblas.gemm({ ...shape, transposeA: true }, shared(1, 4, 2, 5, 3, 6), shared(1, 0, 0, 1, 1, 1), c);
    t.deepEqual([...c], [4, 5, 10, 11]);
  });

  test('openblas - what the result held before does not matter without beta, not even NaN', (t) => {
    const c = Float32Array.of(NaN);
    const shape = { transposeA: false, transposeB: false, rows: 1, columns: 1, inner: 1 };
    openblas.gemm(shape, Float32Array.of(3), Float32Array.of(2), c);
    t.is(c[0], 6);
  });
}
