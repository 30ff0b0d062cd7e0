/**
 * A BatchMatMul kernel for TensorFlow.js's wasm backend that is fast for transposed and batched operands too.
 *
 * The kernel that comes with 4.22 leaves XNNPACK for a naive loop as soon as an operand is transposed or the batch is
 * larger than one, which every gradient of a dense layer needs. Here OpenBLAS multiplies on views of the backend's
 * heap; without it, operands are transposed first and batches taken apart, so that XNNPACK does all the work.
 */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { OpenBlas } from './openblas.ts';
import type { TensorFlow } from './tensorflow.ts';

const KERNEL = 'BatchMatMul';
const BACKEND = 'wasm';

/** A product as the kernel is asked for it, with its sizes worked out. */
interface Product {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Leading dimensions of the result. */
  readonly outerShape: readonly number[];
  /** For each matrix of the result, which matrix of a and of b it is the product of. */
  readonly pairs: readonly (readonly [number, number])[];
}

interface KernelCall {
  readonly inputs: { readonly a: TensorInfo; readonly b: TensorInfo };
  readonly backend: BackendWasm;
  readonly attrs: { readonly transposeA: boolean; readonly transposeB: boolean };
}

/** The kernel that came with the backend, kept per TensorFlow.js so that repairing twice does not nest. */
const originals = new WeakMap<TensorFlow, KernelConfig>();

/**
 * Replaces the kernel; may be called again, e.g. with another `openblas`.
 *
 * @throws {Error} if the wasm backend has not registered its kernels.
 */
export function repairMatMul(tf: TensorFlow, openblas: OpenBlas | undefined): void {
  const original = originals.get(tf) ?? tf.getKernel(KERNEL, BACKEND);
  const transpose = tf.getKernel('Transpose', BACKEND);
  // Both are undefined at run time where the kernel is not registered, whatever the types say.
  if ((original as KernelConfig | undefined) === undefined || (transpose as KernelConfig | undefined) === undefined) {
    throw new Error('the wasm backend of TensorFlow.js has no BatchMatMul or Transpose kernel');
  }
  originals.set(tf, original);
  const kernel = (call: KernelCall): TensorInfo => {
    if (call.inputs.a.dtype !== 'float32' || call.inputs.b.dtype !== 'float32') return run(original, call);
    const product = describe(tf, call);
    if (openblas !== undefined) return multiplyByOpenBlas(call.backend, product, openblas);
    return multiplyByXnnpack(call.backend, product, { original, transpose });
  };
  tf.unregisterKernel(KERNEL, BACKEND);
  const kernelFunc = kernel as unknown as KernelConfig['kernelFunc'];
  tf.registerKernel({ ...original, kernelFunc });
}

function multiplyByOpenBlas(backend: BackendWasm, product: Product, openblas: OpenBlas): TensorInfo {
  const { a, b, rows, columns, inner, pairs } = product;
  const out = backend.makeOutput([...product.outerShape, rows, columns], 'float32');
  for (const [index, [indexA, indexB]] of pairs.entries()) {
    const left = heapMatrix(backend, a, indexA, rows * inner);
    const right = heapMatrix(backend, b, indexB, inner * columns);
    openblas.gemm(product, left, right, heapMatrix(backend, out, index, rows * columns));
  }
  return out;
}

function multiplyByXnnpack(
  backend: BackendWasm,
  product: Product,
  kernels: { readonly original: KernelConfig; readonly transpose: KernelConfig },
): TensorInfo {
  const { rows, columns, inner, pairs } = product;
  const a = product.transposeA ? swapLastTwo(backend, product.a, kernels.transpose) : product.a;
  const b = product.transposeB ? swapLastTwo(backend, product.b, kernels.transpose) : product.b;
  const multiply = (left: TensorInfo, right: TensorInfo): TensorInfo =>
    run(kernels.original, { inputs: { a: left, b: right }, backend, attrs: { transposeA: false, transposeB: false } });
  let out: TensorInfo;
  if (pairs.length === 1) {
    out = { ...multiply(a, b), shape: [...product.outerShape, rows, columns] };
  } else {
    out = backend.makeOutput([...product.outerShape, rows, columns], 'float32');
    for (const [index, [indexA, indexB]] of pairs.entries()) {
      const left = copyMatrix(backend, a, indexA, [rows, inner]);
      const right = copyMatrix(backend, b, indexB, [inner, columns]);
      const part = multiply(left, right);
      heapMatrix(backend, out, index, rows * columns).set(heapMatrix(backend, part, 0, rows * columns));
      for (const temporary of [left, right, part]) backend.disposeData(temporary.dataId);
    }
  }
  if (a !== product.a) backend.disposeData(a.dataId);
  if (b !== product.b) backend.disposeData(b.dataId);
  return out;
}

/** Sizes of the product, and the broadcast of its leading dimensions. */
function describe(tf: TensorFlow, { inputs: { a, b }, attrs: { transposeA, transposeB } }: KernelCall): Product {
  const [heightA, widthA] = a.shape.slice(-2) as [number, number];
  const [heightB, widthB] = b.shape.slice(-2) as [number, number];
  const inner = transposeA ? heightA : widthA;
  const innerB = transposeB ? widthB : heightB;
  if (inner !== innerB) {
    throw new Error(
      `matMul: inner sizes ${inner} and ${innerB} of shapes [${a.shape.join()}] and [${b.shape.join()}] must be equal`,
    );
  }
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outerShape = tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const count = outerShape.reduce((product, size) => product * size, 1);
  const pairs = Array.from(
    { length: count },
    (_, index) => [broadcastIndex(index, outerShape, outerA), broadcastIndex(index, outerShape, outerB)] as const,
  );
  const rows = transposeA ? widthA : heightA;
  const columns = transposeB ? heightB : widthB;
  return { a, b, transposeA, transposeB, rows, columns, inner, outerShape, pairs };
}

/** Where entry `index` of an array of shape `outer` lies in one of shape `own` that was broadcast to it. */
function broadcastIndex(index: number, outer: readonly number[], own: readonly number[]): number {
  let rest = index;
  let stride = 1;
  let result = 0;
  for (let axis = 1; axis <= own.length; axis++) {
    const size = outer[outer.length - axis]!;
    const ownSize = own[own.length - axis]!;
    if (ownSize !== 1) result += (rest % size) * stride;
    stride *= ownSize;
    rest = Math.floor(rest / size);
  }
  return result;
}

/** The `index`-th matrix of a tensor as a view of the heap: take it afresh, for the heap moves when it grows. */
function heapMatrix(backend: BackendWasm, tensor: TensorInfo, index: number, size: number): Float32Array {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  const { HEAPU8: heap } = backend.wasm as unknown as { readonly HEAPU8: Uint8Array }; // missing from its own types
  return new Float32Array(heap.buffer, memoryOffset + 4 * index * size, size);
}

function copyMatrix(backend: BackendWasm, tensor: TensorInfo, index: number, shape: [number, number]): TensorInfo {
  const copy = backend.makeOutput(shape, 'float32');
  const size = shape[0] * shape[1];
  heapMatrix(backend, copy, 0, size).set(heapMatrix(backend, tensor, index, size));
  return copy;
}

function swapLastTwo(backend: BackendWasm, x: TensorInfo, transpose: KernelConfig): TensorInfo {
  const rank = x.shape.length;
  const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
  return transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
}

function run(kernel: KernelConfig, { inputs, backend, attrs }: KernelCall): TensorInfo {
  return kernel.kernelFunc({ inputs: { ...inputs }, backend, attrs: { ...attrs } }) as TensorInfo;
}
