// @ts-nocheck: AssemblyScript, a dialect with machine types; `scripts/build-kernels.mjs` compiles it to WebAssembly SIMD.
/**
 * Kernels on a chunk: a matrix of float32 rows (one per vector), `rowBytes` apart, of which the first `bytes` of each row
 * are looked at; `bytes` is a multiple of 64. Addresses are bytes in the module's memory, laid out by `wasm.ts`.
 * Nothing is allocated and no state is kept here. What each result means is written in `kernels.ts`, and `plain.ts` says
 * the same without SIMD.
 */

/** Bytes of a row that one pass of pairwise sums covers: 256 float32, so that float32 sums stay short. */
const PAIR_BLOCK: usize = 1024;

/** NaN becomes +infinity and -0 becomes +0, so that `pmin` and `pmax` order every value. */
export function sanitize(data: usize, rowBytes: usize, rows: i32, bytes: usize): void {
  const zero = f32x4.splat(0);
  const infinite = f32x4.splat(Infinity);
  for (let row = 0; row < rows; row++) {
    let at = data + <usize>row * rowBytes;
    const end = at + bytes;
    for (; at < end; at += 16) {
      const value = f32x4.add(v128.load(at), zero);
      v128.store(at, v128.bitselect(value, infinite, f32x4.eq(value, value)));
    }
  }
}

/**
 * Runs a network of comparators over every column, `blockBytes` of each row at a time so that the block stays in the
 * first-level cache. A comparator is three int32: row of the minimum, row of the maximum, and which of the two are wanted
 * (1 minimum, 2 maximum, 3 both).
 */
export function runNetwork(
  data: usize,
  rowBytes: usize,
  bytes: usize,
  blockBytes: usize,
  network: usize,
  comparators: i32,
): void {
  const networkEnd = network + <usize>comparators * 12;
  for (let start: usize = 0; start < bytes; start += blockBytes) {
    const width = min(blockBytes, bytes - start);
    for (let comparator = network; comparator < networkEnd; comparator += 12) {
      let low = data + start + <usize>load<i32>(comparator) * rowBytes;
      let high = data + start + <usize>load<i32>(comparator, 4) * rowBytes;
      const wanted = load<i32>(comparator, 8);
      const end = low + width;
      if (wanted == 3) {
        for (; low < end; low += 64, high += 64) {
          const a0 = v128.load(low);
          const b0 = v128.load(high);
          const a1 = v128.load(low, 16);
          const b1 = v128.load(high, 16);
          const a2 = v128.load(low, 32);
          const b2 = v128.load(high, 32);
          const a3 = v128.load(low, 48);
          const b3 = v128.load(high, 48);
          v128.store(low, f32x4.pmin(a0, b0));
          v128.store(high, f32x4.pmax(a0, b0));
          v128.store(low, f32x4.pmin(a1, b1), 16);
          v128.store(high, f32x4.pmax(a1, b1), 16);
          v128.store(low, f32x4.pmin(a2, b2), 32);
          v128.store(high, f32x4.pmax(a2, b2), 32);
          v128.store(low, f32x4.pmin(a3, b3), 48);
          v128.store(high, f32x4.pmax(a3, b3), 48);
        }
      } else if (wanted == 1) {
        for (; low < end; low += 32, high += 32) {
          v128.store(low, f32x4.pmin(v128.load(low), v128.load(high)));
          v128.store(low, f32x4.pmin(v128.load(low, 16), v128.load(high, 16)), 16);
        }
      } else {
        for (; low < end; low += 32, high += 32) {
          v128.store(high, f32x4.pmax(v128.load(low), v128.load(high)));
          v128.store(high, f32x4.pmax(v128.load(low, 16), v128.load(high, 16)), 16);
        }
      }
    }
  }
}

/** out = (a + b) / 2 in double. */
export function midpoint(out: usize, a: usize, b: usize, bytes: usize): void {
  const half = f64x2.splat(0.5);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    const low = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const high = f64x2.add(promoteHigh(x), promoteHigh(y));
    v128.store(out + at, demote(f64x2.mul(low, half), f64x2.mul(high, half)));
  }
}

/** out = (sum of `rows` rows from `data` on, in double, in order) / divisor; a cache line of each row at a time. */
export function sumRows(out: usize, data: usize, rowBytes: usize, rows: i32, bytes: usize, divisor: f64): void {
  const divisors = f64x2.splat(divisor);
  for (let at: usize = 0; at < bytes; at += 64) {
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    let sum4 = f64x2.splat(0);
    let sum5 = f64x2.splat(0);
    let sum6 = f64x2.splat(0);
    let sum7 = f64x2.splat(0);
    let from = data + at;
    for (let row = 0; row < rows; row++, from += rowBytes) {
      const w = v128.load(from);
      sum0 = f64x2.add(sum0, f64x2.promote_low_f32x4(w));
      sum1 = f64x2.add(sum1, promoteHigh(w));
      const x = v128.load(from, 16);
      sum2 = f64x2.add(sum2, f64x2.promote_low_f32x4(x));
      sum3 = f64x2.add(sum3, promoteHigh(x));
      const y = v128.load(from, 32);
      sum4 = f64x2.add(sum4, f64x2.promote_low_f32x4(y));
      sum5 = f64x2.add(sum5, promoteHigh(y));
      const z = v128.load(from, 48);
      sum6 = f64x2.add(sum6, f64x2.promote_low_f32x4(z));
      sum7 = f64x2.add(sum7, promoteHigh(z));
    }
    const to = out + at;
    v128.store(to, demote(f64x2.div(sum0, divisors), f64x2.div(sum1, divisors)));
    v128.store(to, demote(f64x2.div(sum2, divisors), f64x2.div(sum3, divisors)), 16);
    v128.store(to, demote(f64x2.div(sum4, divisors), f64x2.div(sum5, divisors)), 32);
    v128.store(to, demote(f64x2.div(sum6, divisors), f64x2.div(sum7, divisors)), 48);
  }
}

/** out = (sum of weights[row] * row, in double, in order) / divisor; `weights` points at `rows` float64. */
export function weightedSum(
  out: usize,
  data: usize,
  rowBytes: usize,
  rows: i32,
  bytes: usize,
  weights: usize,
  divisor: f64,
): void {
  const divisors = f64x2.splat(divisor);
  for (let at: usize = 0; at < bytes; at += 32) {
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    let from = data + at;
    for (let row = 0; row < rows; row++, from += rowBytes) {
      const weight = v128.load64_splat(weights + ((<usize>row) << 3));
      const x = v128.load(from);
      sum0 = f64x2.add(sum0, f64x2.mul(weight, f64x2.promote_low_f32x4(x)));
      sum1 = f64x2.add(sum1, f64x2.mul(weight, promoteHigh(x)));
      const y = v128.load(from, 16);
      sum2 = f64x2.add(sum2, f64x2.mul(weight, f64x2.promote_low_f32x4(y)));
      sum3 = f64x2.add(sum3, f64x2.mul(weight, promoteHigh(y)));
    }
    v128.store(out + at, demote(f64x2.div(sum0, divisors), f64x2.div(sum1, divisors)));
    v128.store(out + at, demote(f64x2.div(sum2, divisors), f64x2.div(sum3, divisors)), 16);
  }
}

/**
 * After it, rows `dropped` .. `rows` - 1 of each sorted column hold the `rows` - `dropped` values nearest to the column's
 * entry in `median`.
 */
export function slideWindow(data: usize, rowBytes: usize, rows: i32, bytes: usize, median: usize, dropped: i32): void {
  const kept = <usize>(rows - dropped) * rowBytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const middle = v128.load(median + at);
    let sliding = i32x4.splat(-1);
    let low = data + at;
    for (let row = 0; row < dropped; row++, low += rowBytes) {
      const below = v128.load(low);
      const above = v128.load(low + kept);
      const farther = f32x4.gt(f32x4.sub(middle, below), f32x4.sub(above, middle));
      sliding = v128.and(sliding, farther);
      v128.store(low + kept, v128.bitselect(above, below, sliding));
    }
  }
}

/** sums[row] += ||row||^2 in double, or ||row - centre||^2 where `centre` is not 0. */
export function addSquares(sums: usize, data: usize, rowBytes: usize, rows: i32, bytes: usize, centre: usize): void {
  for (let row = 0; row < rows; row++) {
    const from = data + <usize>row * rowBytes;
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 32) {
      const x = v128.load(from + at);
      const y = v128.load(from + at, 16);
      let x0 = f64x2.promote_low_f32x4(x);
      let x1 = promoteHigh(x);
      let y0 = f64x2.promote_low_f32x4(y);
      let y1 = promoteHigh(y);
      if (centre) {
        const c = v128.load(centre + at);
        const d = v128.load(centre + at, 16);
        x0 = f64x2.sub(x0, f64x2.promote_low_f32x4(c));
        x1 = f64x2.sub(x1, promoteHigh(c));
        y0 = f64x2.sub(y0, f64x2.promote_low_f32x4(d));
        y1 = f64x2.sub(y1, promoteHigh(d));
      }
      sum0 = f64x2.add(sum0, f64x2.mul(x0, x0));
      sum1 = f64x2.add(sum1, f64x2.mul(x1, x1));
      sum2 = f64x2.add(sum2, f64x2.mul(y0, y0));
      sum3 = f64x2.add(sum3, f64x2.mul(y1, y1));
    }
    const both = f64x2.add(f64x2.add(sum0, sum1), f64x2.add(sum2, sum3));
    const sum = sums + ((<usize>row) << 3);
    store<f64>(sum, load<f64>(sum) + (f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)));
  }
}

/** sums[i * rows + j] += ||row i - row j||^2 for i < j; squares in float32, blocks of 256 coordinates added in double. */
export function addPairSquares(sums: usize, data: usize, rowBytes: usize, rows: i32, bytes: usize): void {
  for (let start: usize = 0; start < bytes; start += PAIR_BLOCK) {
    const width = min(PAIR_BLOCK, bytes - start);
    const block = data + start;
    let i = 0;
    for (; i + 4 <= rows; i += 4) {
      addQuad(sums, block, rowBytes, rows, width, i);
      let j = i + 4;
      for (; j + 4 <= rows; j += 4) {
        addTile(sums, block, rowBytes, rows, width, i, j);
        addTile(sums, block, rowBytes, rows, width, i + 2, j);
      }
      for (; j < rows; j++) addColumn(sums, block, rowBytes, rows, width, i, j);
    }
    for (; i < rows; i++) {
      for (let j = i + 1; j < rows; j++) addPair(sums, block, rowBytes, rows, width, i, j);
    }
  }
}

function addPair(sums: usize, block: usize, rowBytes: usize, rows: i32, width: usize, i: i32, j: i32): void {
  const a = block + <usize>i * rowBytes;
  const b = block + <usize>j * rowBytes;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < width; at += 16) {
    sum = addSquare(sum, v128.load(a + at), v128.load(b + at));
  }
  addLanes(sums + ((<usize>(i * rows + j)) << 3), sum);
}

/** The six pairs among rows i .. i + 3: sums side by side, since one alone would wait for its own additions. */
function addQuad(sums: usize, block: usize, rowBytes: usize, rows: i32, width: usize, i: i32): void {
  let a = block + <usize>i * rowBytes;
  let sum01 = f32x4.splat(0);
  let sum02 = f32x4.splat(0);
  let sum03 = f32x4.splat(0);
  let sum12 = f32x4.splat(0);
  let sum13 = f32x4.splat(0);
  let sum23 = f32x4.splat(0);
  const end = a + width;
  for (; a < end; a += 16) {
    const b = a + rowBytes;
    const c = b + rowBytes;
    const x0 = v128.load(a);
    const x1 = v128.load(b);
    const x2 = v128.load(c);
    const x3 = v128.load(c + rowBytes);
    sum01 = addSquare(sum01, x0, x1);
    sum02 = addSquare(sum02, x0, x2);
    sum03 = addSquare(sum03, x0, x3);
    sum12 = addSquare(sum12, x1, x2);
    sum13 = addSquare(sum13, x1, x3);
    sum23 = addSquare(sum23, x2, x3);
  }
  const line = (<usize>rows) << 3;
  let at = sums + <usize>i * line + ((<usize>i) << 3);
  addLanes(at + 8, sum01);
  addLanes(at + 16, sum02);
  addLanes(at + 24, sum03);
  at += line;
  addLanes(at + 16, sum12);
  addLanes(at + 24, sum13);
  addLanes(at + line + 24, sum23);
}

/** Rows i .. i + 3 against row j. */
function addColumn(sums: usize, block: usize, rowBytes: usize, rows: i32, width: usize, i: i32, j: i32): void {
  let a = block + <usize>i * rowBytes;
  let other = block + <usize>j * rowBytes;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  const end = a + width;
  for (; a < end; a += 16, other += 16) {
    const b = a + rowBytes;
    const c = b + rowBytes;
    const y = v128.load(other);
    sum0 = addSquare(sum0, v128.load(a), y);
    sum1 = addSquare(sum1, v128.load(b), y);
    sum2 = addSquare(sum2, v128.load(c), y);
    sum3 = addSquare(sum3, v128.load(c + rowBytes), y);
  }
  const line = (<usize>rows) << 3;
  const at = sums + <usize>i * line + ((<usize>j) << 3);
  addLanes(at, sum0);
  addLanes(at + line, sum1);
  addLanes(at + 2 * line, sum2);
  addLanes(at + 3 * line, sum3);
}

/** Rows i, i + 1 against rows j .. j + 3: eight sums in registers for six loads. */
function addTile(sums: usize, block: usize, rowBytes: usize, rows: i32, width: usize, i: i32, j: i32): void {
  let a0 = block + <usize>i * rowBytes;
  let b0 = block + <usize>j * rowBytes;
  let b2 = b0 + 2 * rowBytes;
  let sum00 = f32x4.splat(0);
  let sum01 = f32x4.splat(0);
  let sum02 = f32x4.splat(0);
  let sum03 = f32x4.splat(0);
  let sum10 = f32x4.splat(0);
  let sum11 = f32x4.splat(0);
  let sum12 = f32x4.splat(0);
  let sum13 = f32x4.splat(0);
  const end = a0 + width;
  for (; a0 < end; a0 += 16, b0 += 16, b2 += 16) {
    const x0 = v128.load(a0);
    const x1 = v128.load(a0 + rowBytes);
    const y0 = v128.load(b0);
    sum00 = addSquare(sum00, x0, y0);
    sum10 = addSquare(sum10, x1, y0);
    const y1 = v128.load(b0 + rowBytes);
    sum01 = addSquare(sum01, x0, y1);
    sum11 = addSquare(sum11, x1, y1);
    const y2 = v128.load(b2);
    sum02 = addSquare(sum02, x0, y2);
    sum12 = addSquare(sum12, x1, y2);
    const y3 = v128.load(b2 + rowBytes);
    sum03 = addSquare(sum03, x0, y3);
    sum13 = addSquare(sum13, x1, y3);
  }
  const first = sums + ((<usize>(i * rows + j)) << 3);
  addLanes(first, sum00);
  addLanes(first + 8, sum01);
  addLanes(first + 16, sum02);
  addLanes(first + 24, sum03);
  const second = first + ((<usize>rows) << 3);
  addLanes(second, sum10);
  addLanes(second + 8, sum11);
  addLanes(second + 16, sum12);
  addLanes(second + 24, sum13);
}

function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f32x4.sub(a, b);
  return f32x4.add(sum, f32x4.mul(difference, difference));
}

function addLanes(at: usize, lanes: v128): void {
  const both = f64x2.add(f64x2.promote_low_f32x4(lanes), promoteHigh(lanes));
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)));
}

/** Lanes 2 and 3 as doubles. */
function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
}

/** Four doubles as float32. */
function demote(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
