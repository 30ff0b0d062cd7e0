/**
 * The kernels that TensorFlow.js's wasm backend needs for training convolutions: Conv2DBackpropFilter, which 4.22 does not
 * have at all, and Conv2DBackpropInput, whose own version is a plain loop.
 *
 * Both are a matrix product with the input's patches laid out as columns (im2col), some images at a time. OpenBLAS
 * multiplies on views of the backend's heap; without it the (repaired) BatchMatMul kernel does.
 */
import type { backend_util, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { addPatches, copyPatches, patchSize, type PatchGeometry } from './patches.ts';
import type { OpenBlas } from './openblas.ts';
import type { TensorFlow } from './tensorflow.ts';
import { heapFloats } from './wasm-heap.ts';

const BACKEND = 'wasm';
const FILTER_KERNEL = 'Conv2DBackpropFilter';
const INPUT_KERNEL = 'Conv2DBackpropInput';

/** Coordinates of patches laid out at a time: 1 MB, which stays in a processor's cache. */
const PATCH_BLOCK = 2 ** 18;

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface FilterCall {
  readonly inputs: { readonly x: TensorInfo; readonly dy: TensorInfo };
  readonly backend: BackendWasm;
  readonly attrs: ConvolutionAttributes & { readonly filterShape: [number, number, number, number] };
}

interface InputCall {
  readonly inputs: { readonly dy: TensorInfo; readonly filter: TensorInfo };
  readonly backend: BackendWasm;
  readonly attrs: ConvolutionAttributes & { readonly inputShape: [number, number, number, number] };
}

/** C <- op(A) op(B) + beta C on the heap, matrices given by their first coordinate from a tensor's beginning. */
interface Product {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly beta: 0 | 1;
}
type Multiply = (
  backend: BackendWasm,
  product: Product,
  matrices: { readonly a: Place; readonly b: Place; readonly c: Place },
) => void;

interface Place {
  readonly tensor: TensorInfo;
  /** Coordinates from the tensor's first. */
  readonly offset: number;
}

/**
 * Registers both kernels; may be called again, e.g. with another `openblas`.
 *
 * @throws {Error} if the wasm backend has not registered its kernels.
 */
export function repairConvolution(tf: TensorFlow, openblas: OpenBlas | undefined): void {
  const multiply = openblas === undefined ? byMatMul(tf) : byOpenBlas(openblas);
  register(tf, FILTER_KERNEL, (call) => filterGradient(tf, multiply, call as FilterCall));
  register(tf, INPUT_KERNEL, (call) => inputGradient(tf, multiply, call as InputCall));
}

/** dW = sum over images of patches(x) dy, with patches as columns. */
function filterGradient(
  tf: TensorFlow,
  multiply: Multiply,
  { inputs: { x, dy }, backend, attrs }: FilterCall,
): TensorInfo {
  const { geometry, images, filters } = describe(tf, x.shape, attrs.filterShape, attrs);
  const out = backend.makeOutput(attrs.filterShape, 'float32');
  const { positions, size } = patchSize(geometry);
  const block = blockOf(positions * size, images);
  const patches = backend.makeOutput([size, block * positions], 'float32');
  for (let first = 0; first < images; first += block) {
    const count = Math.min(block, images - first);
    const inner = count * positions;
    copyPatches(geometry, heapFloats(backend, x), heapFloats(backend, patches), { first, count });
    const beta = first === 0 ? 0 : 1;
    const product = { transposeA: false, transposeB: false, rows: size, columns: filters, inner, beta } as const;
    const b = { tensor: dy, offset: first * positions * filters };
    multiply(backend, product, { a: start(patches), b, c: start(out) });
  }
  backend.disposeData(patches.dataId);
  return out;
}

/** dx = patches W dy^T, as columns, added up where they came from. */
function inputGradient(
  tf: TensorFlow,
  multiply: Multiply,
  { inputs: { dy, filter }, backend, attrs }: InputCall,
): TensorInfo {
  const filterShape = filter.shape as [number, number, number, number];
  const { geometry, images, filters } = describe(tf, attrs.inputShape, filterShape, attrs);
  const out = backend.makeOutput(attrs.inputShape, 'float32');
  const { positions, size } = patchSize(geometry);
  const block = blockOf(positions * size, images);
  const patches = backend.makeOutput([size, block * positions], 'float32');
  heapFloats(backend, out).fill(0);
  for (let first = 0; first < images; first += block) {
    const count = Math.min(block, images - first);
    const columns = count * positions;
    const product = { transposeA: false, transposeB: true, rows: size, columns, inner: filters, beta: 0 } as const;
    const b = { tensor: dy, offset: first * positions * filters };
    multiply(backend, product, { a: start(filter), b, c: start(patches) });
    addPatches(geometry, heapFloats(backend, patches), heapFloats(backend, out), { first, count });
  }
  backend.disposeData(patches.dataId);
  return out;
}

function byOpenBlas(openblas: OpenBlas): Multiply {
  return (backend, product, { a, b, c }) => {
    const view = ({ tensor, offset }: Place): Float32Array => heapFloats(backend, tensor).subarray(offset);
    openblas.gemm(product, view(a), view(b), view(c));
  };
}

function byMatMul(tf: TensorFlow): Multiply {
  return (backend, { transposeA, transposeB, rows, columns, inner, beta }, { a, b, c }) => {
    const kernel = tf.getKernel('BatchMatMul', BACKEND);
    const copy = ({ tensor, offset }: Place, shape: [number, number]): TensorInfo => {
      const part = backend.makeOutput(shape, 'float32');
      const size = shape[0] * shape[1];
      heapFloats(backend, part).set(heapFloats(backend, tensor).subarray(offset, offset + size));
      return part;
    };
    const left = copy(a, transposeA ? [inner, rows] : [rows, inner]);
    const right = copy(b, transposeB ? [columns, inner] : [inner, columns]);
    const inputs = { a: left, b: right };
    const part = kernel.kernelFunc({ inputs, backend, attrs: { transposeA, transposeB } }) as TensorInfo;
    const sums = heapFloats(backend, part);
    const target = heapFloats(backend, c.tensor).subarray(c.offset, c.offset + rows * columns);
    if (beta === 0) target.set(sums);
    else for (let index = 0; index < target.length; index++) target[index]! += sums[index]!;
    for (const temporary of [left, right, part]) backend.disposeData(temporary.dataId);
  };
}

/** Sizes of a convolution over channels-last images. */
function describe(
  tf: TensorFlow,
  inputShape: readonly number[],
  filterShape: [number, number, number, number],
  { strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttributes,
): { readonly geometry: PatchGeometry; readonly images: number; readonly filters: number } {
  if (dataFormat === 'NCHW') throw new Error('convolution: expected channels last (NHWC), got NCHW');
  const shape = inputShape as [number, number, number, number];
  const info = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
  const geometry = {
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
  return { geometry, images: info.batchSize, filters: info.outChannels };
}

function blockOf(coordinatesPerImage: number, images: number): number {
  return Math.max(1, Math.min(images, Math.floor(PATCH_BLOCK / coordinatesPerImage)));
}

function start(tensor: TensorInfo): Place {
  return { tensor, offset: 0 };
}

function register(tf: TensorFlow, kernelName: string, kernelFunc: (call: unknown) => TensorInfo): void {
  // Absent kernels are undefined at run time, whatever the types say.
  if ((tf.getKernel(kernelName, BACKEND) as KernelConfig | undefined) !== undefined) {
    tf.unregisterKernel(kernelName, BACKEND);
  }
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc: kernelFunc });
}
