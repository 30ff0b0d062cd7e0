/**
 * TensorFlow.js on its WebAssembly backend, with the matrix product (`wasm-matmul.ts`) and the
 * gradients of convolutions and pooling (`wasm-convolution.ts`, `wasm-pooling.ts`) repaired.
 *
 * One thread per instance: the engine brings its own. The state is TensorFlow.js's, which is global to a JavaScript
 * thread, so loading twice on one thread replaces the kernels of the first.
 */
import type { OpenBlas } from './openblas.ts';
import type { LoadedTensorFlow } from './tensorflow.ts';
import { repairConvolution } from './wasm-convolution.ts';
import { repairMatMul } from './wasm-matmul.ts';
import { repairMaxPoolGradient } from './wasm-pooling.ts';

/**
 * Loads the backend, makes it current and repairs its matrix product.
 *
 * @param openblas - takes over matrix products, on views of the backend's heap; without it they stay in WebAssembly.
 * @throws {Error} if the WebAssembly module cannot be loaded.
 */
export async function loadWasm(openblas: OpenBlas | undefined): Promise<LoadedTensorFlow> {
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  await import('@tensorflow/tfjs-layers'); // core's own bundle for Node registers no gradients; this one does
  await tf.setBackend('wasm');
  await tf.ready();
  if (tf.getBackend() !== 'wasm') throw new Error(`TensorFlow.js chose the backend ${tf.getBackend()}, not wasm`);
  repairMatMul(tf, openblas);
  repairConvolution(tf, openblas);
  repairMaxPoolGradient(tf);
  const product = openblas === undefined ? 'XNNPACK' : openblas.detail;
  return { tf, detail: `TensorFlow.js ${wasm.version_wasm} on WebAssembly, matrix products by ${product}` };
}
