// @ts-nocheck: `scripts/build-kernels.mjs` compiles it to WebAssembly SIMD.
/**
 * Products of sparse matrices and rows moved about, four float32 at a time. Addresses are bytes in the module's memory.
 * What each function means is written in `../sparse.ts`, whose plain versions give the same bits.
 *
 * Entries are pairs of an i32 and an f32, eight bytes.
 */

export function multiply(
  starts: usize,
  lists: i32,
  entries: usize,
  matrix: usize,
  width: i32,
  alpha: f32,
  out: usize,
  add: bool,
  targets: usize,
): void {
  const stride = <usize>width * 4;
  const factor = f32x4.splat(alpha);
  let first = entries + 8 * load<i32>(starts);
  for (let list = 0; list < lists; list++) {
    const end = entries + 8 * load<i32>(starts + 4 * list, 4);
    let to = out + (add ? list : load<i32>(targets + 4 * list)) * stride;
    let base = matrix;
    let column: i32 = 0;
    // Sixteen columns at once: V8 keeps so many sums in registers, and no more.
    for (; column + 16 <= width; column += 16) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      for (let at = first; at < end; at += 8) {
        const from = base + load<i32>(at) * stride;
        const value = v128.load32_splat(at, 4);
        a = f32x4.add(a, f32x4.mul(value, v128.load(from, 0)));
        b = f32x4.add(b, f32x4.mul(value, v128.load(from, 16)));
        c = f32x4.add(c, f32x4.mul(value, v128.load(from, 32)));
        d = f32x4.add(d, f32x4.mul(value, v128.load(from, 48)));
      }
      a = f32x4.mul(a, factor);
      b = f32x4.mul(b, factor);
      c = f32x4.mul(c, factor);
      d = f32x4.mul(d, factor);
      if (add) {
        a = f32x4.add(v128.load(to, 0), a);
        b = f32x4.add(v128.load(to, 16), b);
        c = f32x4.add(v128.load(to, 32), c);
        d = f32x4.add(v128.load(to, 48), d);
      }
      v128.store(to, a, 0);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
      base += 64;
      to += 64;
    }
    for (; column < width; column++) {
      let sum: f32 = 0;
      for (let at = first; at < end; at += 8) sum += load<f32>(at, 4) * load<f32>(base + load<i32>(at) * stride);
      sum *= alpha;
      store<f32>(to, add ? load<f32>(to) + sum : sum);
      base += 4;
      to += 4;
    }
    first = end;
  }
}

export function transpose(
  starts: usize,
  lists: i32,
  entries: usize,
  places: usize,
  turnedLists: i32,
  turnedStarts: usize,
  turned: usize,
): void {
  memory.fill(turnedStarts, 0, 4 * (turnedLists + 2));
  const first = entries + 8 * load<i32>(starts);
  const last = entries + 8 * load<i32>(starts + 4 * lists);
  // Counted two places further on, so that the sums below make cursors that end where the next list begins.
  for (let at = first; at < last; at += 8) {
    const count = turnedStarts + 4 * load<i32>(places + 4 * load<i32>(at));
    store<i32>(count, load<i32>(count, 8) + 1, 8);
  }
  let sum: i32 = 0;
  for (let list = 0; list <= turnedLists; list++) {
    const at = turnedStarts + 4 * list;
    sum += load<i32>(at, 4);
    store<i32>(at, sum, 4);
  }
  let at = first;
  for (let list = 0; list < lists; list++) {
    const end = entries + 8 * load<i32>(starts + 4 * list, 4);
    for (; at < end; at += 8) {
      const cursor = turnedStarts + 4 * load<i32>(places + 4 * load<i32>(at));
      const position = load<i32>(cursor, 4);
      store<i32>(cursor, position + 1, 4);
      store<i32>(turned + 8 * position, list);
      store<f32>(turned + 8 * position, load<f32>(at, 4), 4);
    }
  }
}

export function takeRows(whole: usize, indices: usize, count: i32, width: i32, out: usize): void {
  for (let row = 0; row < count; row++) {
    move(whole + load<i32>(indices + 4 * row) * 4 * width, out + row * 4 * width, width);
  }
}

export function putRows(rows: usize, indices: usize, count: i32, width: i32, whole: usize): void {
  for (let row = 0; row < count; row++) {
    move(rows + row * 4 * width, whole + load<i32>(indices + 4 * row) * 4 * width, width);
  }
}

function move(from: usize, to: usize, width: i32): void {
  let column: i32 = 0;
  for (; column + 16 <= width; column += 16) {
    const a = v128.load(from + 4 * column, 0);
    const b = v128.load(from + 4 * column, 16);
    const c = v128.load(from + 4 * column, 32);
    const d = v128.load(from + 4 * column, 48);
    v128.store(to + 4 * column, a, 0);
    v128.store(to + 4 * column, b, 16);
    v128.store(to + 4 * column, c, 32);
    v128.store(to + 4 * column, d, 48);
  }
  for (; column < width; column++) store<f32>(to + 4 * column, load<f32>(from + 4 * column));
}

export function countUses(stored: usize, rows: i32, features: i32, uses: usize): void {
  const zero = i8x16.splat(0);
  const one = i8x16.splat(1);
  let column: i32 = 0;
  for (; column + 16 <= features; column += 16) {
    let count = i8x16.splat(0);
    let at = stored + column;
    for (let row = 0; row < rows; row++) {
      count = i8x16.add(count, v128.and(one, i8x16.ne(v128.load(at), zero)));
      at += features;
    }
    v128.store(uses + column, count);
  }
  for (; column < features; column++) {
    let count: i32 = 0;
    let at = stored + column;
    for (let row = 0; row < rows; row++) {
      if (load<u8>(at) != 0) count++;
      at += features;
    }
    store<u8>(uses + column, count);
  }
}

export function packRows(
  stored: usize,
  rows: i32,
  features: i32,
  columns: usize,
  count: i32,
  mask: usize,
  starts: usize,
  records: usize,
): void {
  const zero = i8x16.splat(0);
  const end = columns + 4 * count;
  let to = records;
  for (let row = 0; row < rows; row++) {
    store<i32>(starts + 4 * row, (<i32>(to - records)) >> 2);
    for (let column = columns; column < end; column += 4) store<u8>(to++, load<u8>(stored + load<i32>(column)));
    let column: i32 = 0;
    for (; column + 16 <= features; column += 16) {
      const listed = v128.and(v128.load(stored + column), v128.load(mask + column));
      let bits = i8x16.bitmask(i8x16.ne(listed, zero));
      while (bits != 0) {
        const found = column + ctz(bits);
        bits &= bits - 1;
        store<i32>(to, (found << 8) | load<u8>(stored + found));
        to += 4;
      }
    }
    for (; column < features; column++) {
      const value = load<u8>(stored + column) & load<u8>(mask + column);
      if (value == 0) continue;
      store<i32>(to, (column << 8) | value);
      to += 4;
    }
    // Records begin at whole eight bytes, see `../packed-dataset.ts`.
    if (((to - records) & 4) != 0) {
      store<i32>(to, 0);
      to += 4;
    }
    stored += features;
  }
  store<i32>(starts + 4 * rows, (<i32>(to - records)) >> 2);
}
