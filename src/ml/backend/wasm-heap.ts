/** Tensors of TensorFlow.js's wasm backend as views of its heap. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** A float32 tensor's values in place: take the view afresh after anything that allocates, for the heap may move. */
export function heapFloats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  const { HEAPU8: heap } = backend.wasm as unknown as { readonly HEAPU8: Uint8Array }; // missing from its own types
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  return new Float32Array(heap.buffer, memoryOffset, size);
}
