import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { loadWasm } from '../../../src/ml/backend/wasm.ts';
import { repairMatMul } from '../../../src/ml/backend/wasm-matmul.ts';
import { createRandom } from '../../../src/random.ts';

const { openblas, reason } = await findOpenBlas();
await loadWasm(undefined);

const cases = [
  { what: 'matrices', a: [5, 7], b: [7, 3] },
  { what: 'one row, one column', a: [1, 9], b: [9, 1] },
  { what: 'a batch', a: [4, 5, 7], b: [4, 7, 3] },
  { what: 'a batch against one', a: [4, 5, 7], b: [1, 7, 3] },
  { what: 'batches that broadcast both ways', a: [2, 1, 5, 7], b: [3, 7, 3] },
  { what: 'matrices larger than a block', a: [130, 65], b: [65, 70] },
];

for (const [name, library] of [
  ['XNNPACK', undefined],
  ['OpenBLAS', openblas],
] as const) {
  if (name === 'OpenBLAS' && openblas === undefined) {
    test.skip(`wasm-matmul - OpenBLAS is not tested: ${reason}`, () => undefined);
    continue;
  }
  for (const { what, a, b } of cases) {
    test.serial(`wasm-matmul - ${name}: ${what}, transposed in all four ways, as by the definition`, (t) => {
      repairMatMul(tf, library);
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const left = randomTensor(transposeA ? swapLastTwo(a) : a, 'left');
          const right = randomTensor(transposeB ? swapLastTwo(b) : b, 'right');
          const buffersBefore = tf.engine().backend.numDataIds();
          const product = tf.matMul(left, right, transposeA, transposeB);
          t.is(tf.engine().backend.numDataIds(), buffersBefore + 1, 'only the result is left over');
          const expected = multiply(transposed(left, transposeA), transposed(right, transposeB));
          t.deepEqual(product.shape, expected.shape);
          for (const [index, value] of product.dataSync().entries()) {
            t.true(Math.abs(value - expected.values[index]!) < 1e-4, `${index}: ${value}`);
          }
          tf.dispose([left, right, product]);
        }
      }
    });
  }

  test.serial(`wasm-matmul - ${name}: the heap may grow between two products`, (t) => {
    repairMatMul(tf, library);
    const left = tf.ones([300, 300]);
    const before = tf.matMul(left, left).dataSync();
    const large = tf.ones([64, 1024, 1024]); // 256 MB, more than the heap held
    t.deepEqual(tf.matMul(left, left, true).dataSync(), before);
    t.is(before[0], 300);
    tf.dispose([left, large]);
  });
}

test.serial('wasm-matmul - sizes that do not fit and other types are refused as before', (t) => {
  repairMatMul(tf, openblas);
  t.throws(() => void tf.matMul(tf.ones([2, 3]), tf.ones([4, 2])), { message: /inner/i });
  t.throws(() => void tf.matMul(tf.ones([2, 2], 'int32'), tf.ones([2, 2], 'int32')), { message: /float32/ });
});

test.serial('wasm-matmul - a backend without the kernels is refused', (t) => {
  const bare = { ...tf, getKernel: () => undefined } as unknown as typeof tf;
  t.throws(
    () => {
      repairMatMul(bare, undefined);
    },
    { message: /no BatchMatMul or Transpose kernel/ },
  );
});

function randomTensor(shape: readonly number[], name: string): tf.Tensor {
  const stream = createRandom(1).stream(name);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => stream.normal()),
    [...shape],
  );
}

function swapLastTwo(shape: readonly number[]): readonly number[] {
  return [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
}

interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** The tensor's values with the last two axes swapped if asked for, one by one. */
function transposed(tensor: tf.Tensor, swap: boolean): Plain {
  const values = [...tensor.dataSync()];
  if (!swap) return { shape: tensor.shape, values };
  const [height, width] = tensor.shape.slice(-2) as [number, number];
  const swapped = values.map((_, index) => {
    const matrix = Math.floor(index / (height * width)) * height * width;
    const within = index % (height * width);
    return values[matrix + (within % height) * width + Math.floor(within / height)]!;
  });
  return { shape: swapLastTwo(tensor.shape), values: swapped };
}

/** Product by the definition, in double precision, leading axes broadcast. */
function multiply(a: Plain, b: Plain): Plain {
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const values: number[] = [];
  const count = outer.reduce((product, size) => product * size, 1);
  for (let index = 0; index < count; index++) {
    const matrixA = matrixAt(a, outer, index) * rows * inner;
    const matrixB = matrixAt(b, outer, index) * inner * columns;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += a.values[matrixA + row * inner + k]! * b.values[matrixB + k * columns + column]!;
        }
        values.push(sum);
      }
    }
  }
  return { shape: [...outer, rows, columns], values };
}

/** Which of its own matrices a tensor contributes to matrix `index` of the broadcast. */
function matrixAt({ shape }: Plain, outer: readonly number[], index: number): number {
  const coordinates: number[] = [];
  let rest = index;
  for (const size of [...outer].reverse()) {
    coordinates.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  const own = shape.slice(0, -2);
  return own.reduce((sum, size, axis) => {
    const coordinate = coordinates[axis + outer.length - own.length]!;
    return sum * size + (size === 1 ? 0 : coordinate);
  }, 0);
}
