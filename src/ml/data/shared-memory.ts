/**
 * Arrays that threads can read without a copy. Used by every loader: a data set is loaded once and trained on by many.
 */

/** New zeroed bytes, shape [length], alone in a SharedArrayBuffer. */
export function sharedBytes(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** New zeroed float32 values, shape [length], alone in a SharedArrayBuffer. */
export function sharedFloats(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** Copies bytes into memory of their own that threads can share. */
export function shareBytes(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = sharedBytes(bytes.length);
  shared.set(bytes);
  return shared;
}
