/**
 * A sorting network as WebAssembly of its own: four columns at a time go through all comparators in registers, where
 * `runNetwork` in `assembly/kernels.ts` brings the rows from the cache and back for each. Written byte by byte, since what
 * the code is depends on the network; encoding and opcodes are those of the WebAssembly specification, chapter 5.
 */
import { Wanted, type Comparator, type Ranks } from './network.ts';

/** What the code is made for. */
export interface NetworkShape {
  /** Number of rows. */
  readonly count: number;
  /** Bytes from the beginning of a row to that of the next. */
  readonly rowBytes: number;
  /** Ranks whose rows are written. */
  readonly ranks: Ranks;
}

/** What the module exports. */
export interface NetworkExports {
  /**
   * Brings the ranks wanted of each column to their rows; other rows stay as they are. NaN counts as +infinity, -0 as +0.
   *
   * @param data - address of the first row.
   * @param end - that of the end of what is looked at in the first row: a positive multiple of 16 bytes on.
   */
  run(data: number, end: number): void;
}

const V128 = 0x7b;
const I32 = 0x7f;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const SIMD = 0xfd;
const LOAD = [SIMD, 0x00];
const STORE = [SIMD, 0x0b];
const CONSTANT = [SIMD, 0x0c];
const ADD = [SIMD, 0xe4, 0x01];
const PMIN = [SIMD, 0xea, 0x01];
const PMAX = [SIMD, 0xeb, 0x01];
/** log2 of a vector's bytes. */
const ALIGNMENT = 4;

// Locals: the two arguments, two constants, then a vector for each row.
const AT = 0;
const END = 1;
const ZERO = 2;
const INFINITE = 3;
const FIRST_ROW = 4;

/** Makes the module, which imports its memory as `env.memory` and exports what `NetworkExports` says. */
export function encodeNetwork(
  comparators: readonly Comparator[],
  { count, rowBytes, ranks }: NetworkShape,
): Uint8Array {
  const row = (index: number): number => FIRST_ROW + index;
  const loads = Array.from({ length: count }, (_, index) => [
    // pmin(a, b) is b < a ? b : a: infinity where b is NaN.
    ...[...get(INFINITE), ...get(AT), ...LOAD, ALIGNMENT, ...unsigned(index * rowBytes)],
    ...[...get(ZERO), ...ADD, ...PMIN, ...set(row(index))],
  ]);
  const steps = comparators.map(({ low, high, wanted }) => {
    const pair = [...get(row(low)), ...get(row(high))];
    if (wanted === Wanted.minimum) return [...pair, ...PMIN, ...set(row(low))];
    if (wanted === Wanted.maximum) return [...pair, ...PMAX, ...set(row(high))];
    return [...pair, ...PMIN, ...pair, ...PMAX, ...set(row(high)), ...set(row(low))];
  });
  const stores = Array.from({ length: ranks[1] - ranks[0] + 1 }, (_, index) => {
    const rank = ranks[0] + index;
    return [...get(AT), ...get(row(rank)), ...STORE, ALIGNMENT, ...unsigned(rank * rowBytes)];
  });
  const body = [
    ...[1, ...unsigned(count + 2), V128],
    ...[...CONSTANT, ...lanes(0), ...set(ZERO), ...CONSTANT, ...lanes(Infinity), ...set(INFINITE)],
    ...[0x03, 0x40], // loop
    ...[...loads, ...steps, ...stores].flat(),
    ...[...get(AT), 0x41, 16, 0x6a, LOCAL_TEE, AT, ...get(END), 0x49, 0x0d, 0], // at += 16; again if at < end
    ...[0x0b, 0x0b], // end of the loop, end of the function
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 2, I32, I32, 0]), // types: (i32, i32) -> ()
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]), // imports: a memory of a page or more
    ...section(3, [1, 0]), // functions: one, of the first type
    ...section(7, [1, ...name('run'), 0x00, 0]), // exports: that function
    ...section(10, [1, ...sized(body)]),
  ]);
}

function get(local: number): readonly number[] {
  return [LOCAL_GET, ...unsigned(local)];
}

function set(local: number): readonly number[] {
  return [LOCAL_SET, ...unsigned(local)];
}

/** Four float32 of one value, little-endian. */
function lanes(value: number): readonly number[] {
  return [...new Uint8Array(Float32Array.of(value, value, value, value).buffer)];
}

function section(id: number, contents: readonly number[]): readonly number[] {
  return [id, ...sized(contents)];
}

function sized(contents: readonly number[]): readonly number[] {
  return [...unsigned(contents.length), ...contents];
}

function name(text: string): readonly number[] {
  return sized([...Buffer.from(text)]);
}

/** LEB128: seven bits in a byte, the least significant ones first. */
function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}
