// @ts-nocheck: `scripts/build-kernels.mjs` compiles it to WebAssembly SIMD.
/**
 * The arithmetic between a dense layer's matrix products, four float32 at a time. Addresses are bytes in the module's
 * memory, matrices are row-major without gaps. What each function means is written in `../elementwise.ts`, whose plain
 * versions give the same bits.
 */

export function expandBytes(source: usize, target: usize, count: i32): void {
  let index: i32 = 0;
  for (; index + 16 <= count; index += 16) {
    const bytes = v128.load(source + index);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    const to = target + 4 * index;
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), 0);
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), 16);
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), 32);
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), 48);
  }
  for (; index < count; index++) store<f32>(target + 4 * index, <f32>load<u8>(source + index));
}

export function addBiases(values: usize, biases: usize, rows: i32, columns: i32, relu: bool): void {
  const zero = f32x4.splat(0);
  // Without ReLU the threshold lies below every number, so that nothing is cut off.
  const threshold: f32 = relu ? 0 : -Infinity;
  const thresholds = f32x4.splat(threshold);
  let at = values;
  for (let row = 0; row < rows; row++) {
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      const sum = f32x4.add(v128.load(at), v128.load(biases + 4 * column));
      v128.store(at, v128.bitselect(zero, sum, f32x4.lt(sum, thresholds)));
      at += 16;
    }
    for (; column < columns; column++) {
      const sum = load<f32>(at) + load<f32>(biases + 4 * column);
      store<f32>(at, sum < threshold ? 0 : sum);
      at += 4;
    }
  }
}

export function sumRows(values: usize, rows: i32, columns: i32, out: usize): void {
  const stride = <usize>columns * 4;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    let at = values + 4 * column;
    for (let row = 0; row < rows; row++) {
      a = f32x4.add(a, v128.load(at, 0));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
      at += stride;
    }
    const to = out + 4 * column;
    v128.store(to, a, 0);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; column < columns; column++) {
    let sum: f32 = 0;
    let at = values + 4 * column;
    for (let row = 0; row < rows; row++) {
      sum += load<f32>(at);
      at += stride;
    }
    store<f32>(out + 4 * column, sum);
  }
}

export function maskByRelu(deltas: usize, activations: usize, count: i32): void {
  const zero = f32x4.splat(0);
  let index = 0;
  for (; index + 4 <= count; index += 4) {
    const at = deltas + 4 * index;
    const off = f32x4.le(v128.load(activations + 4 * index), zero);
    v128.store(at, v128.andnot(v128.load(at), off));
  }
  for (; index < count; index++) {
    if (load<f32>(activations + 4 * index) <= 0) store<f32>(deltas + 4 * index, 0);
  }
}
