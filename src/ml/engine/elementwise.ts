/**
 * The arithmetic between a dense layer's matrix products, in plain TypeScript: the readable definition that tests hold
 * `elementwise-wasm.ts` to, bit by bit. Matrices are row-major without gaps and may lie in longer buffers.
 *
 * NaN passes through, so that a theta that has blown up shows as a NaN loss and is not hidden by ReLU.
 */

/** Which part of a matrix buffer is in use. */
export interface MatrixSize {
  readonly rows: number;
  readonly columns: number;
}

/** out[i] = bytes[i] as float32, for the first `count` entries. */
export function expandBytes(bytes: Uint8Array, out: Float32Array, count: number): void {
  out.set(bytes.subarray(0, count));
}

/** values[r, c] += biases[c], then max(values, 0) if `relu`. */
export function addBiases(
  values: Float32Array,
  biases: Float32Array,
  { rows, columns }: MatrixSize,
  relu: boolean,
): void {
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) {
      const sum = Math.fround(values[index]! + biases[column]!);
      values[index] = relu && sum < 0 ? 0 : sum;
    }
  }
}

/** out[c] = sum over r of values[r, c], in the order of rows, each partial sum rounded to float32. */
export function sumRows(values: Float32Array, { rows, columns }: MatrixSize, out: Float32Array): void {
  out.fill(0, 0, columns);
  for (let row = 0, index = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, index++) out[column]! += values[index]!;
  }
}

/** deltas[i] = 0 wherever ReLU's output activations[i] is 0, for the first rows x columns entries. */
export function maskByRelu(deltas: Float32Array, activations: Float32Array, { rows, columns }: MatrixSize): void {
  const count = rows * columns;
  for (let index = 0; index < count; index++) if (activations[index]! <= 0) deltas[index] = 0;
}
