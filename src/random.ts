/**
 * Counter-based random numbers: Philox4x32-10, keyed by (seed, stream name, entity).
 *
 * Two streams with different keys are independent, and the n-th draw of a stream depends on nothing but its key and n,
 * so adding a draw in one place moves nothing elsewhere and threads cannot disturb the order.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3 (constants of table 2).
 */

/** What a stream may be keyed by: ids of vehicles, numbers of rounds, names of edge servers. */
export type StreamKey = string | number;

/** A sequence of draws. Every method advances the stream. */
export interface RandomStream {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform double in [0, 1) with 53 random bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), 1 <= bound <= 2^32, without modulo bias. */
  integer(bound: number): number;
  /** Standard normal deviate (Box-Muller). */
  normal(): number;
}

/** A source of named streams; the only state is the seed. */
export interface Random {
  readonly seed: number;
  /** The stream for `name` and `keys`; the same arguments always give the same draws from the first one on. */
  stream(name: string, ...keys: readonly StreamKey[]): RandomStream;
}

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_32 = 2 ** 32;

/**
 * Creates the source of all randomness of a run.
 *
 * @param seed - integer in [0, 2^53).
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed: expected an integer >= 0, got ${seed}`);
  return {
    seed,
    stream: (name, ...keys) => createStream(hashKey(seed, [name, ...keys])),
  };
}

/**
 * One Philox4x32-10 block.
 *
 * @param counter - four 32-bit words; replaced by the block's four random words.
 */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/**
 * A random order of 0 .. count-1 (Fisher-Yates).
 *
 * @returns New Uint32Array of shape [count].
 */
export function permutation(count: number, stream: RandomStream): Uint32Array {
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) order[index] = index;
  for (let last = count - 1; last > 0; last--) {
    const other = stream.integer(last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}

function createStream(key: readonly [number, number]): RandomStream {
  const block = new Uint32Array(4);
  let blockIndex = 0;
  let used = 4;
  let spareNormal: number | undefined;

  const uint32 = (): number => {
    if (used === 4) {
      block[0] = blockIndex >>> 0;
      block[1] = Math.floor(blockIndex / TWO_32);
      block[2] = 0;
      block[3] = 0;
      philox(block, key[0], key[1]);
      blockIndex++;
      used = 0;
    }
    return block[used++]!;
  };
  const uniform = (): number => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32)
      throw new RangeError(`bound: expected an integer in [1, 2^32], got ${bound}`);
    // Quotients of integers below 2^53 are rounded down exactly, and quicker than a remainder is found.
    const limit = bound * Math.floor(TWO_32 / bound);
    let draw = uint32();
    while (draw >= limit) draw = uint32();
    return draw - bound * Math.floor(draw / bound);
  };
  const normal = (): number => {
    if (spareNormal !== undefined) {
      const spare = spareNormal;
      spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uint32, uniform, integer, normal };
}

/** FNV-1a over the key's text, run twice from different offsets for 64 bits of key. */
function hashKey(seed: number, keys: readonly StreamKey[]): readonly [number, number] {
  const text = JSON.stringify([seed, ...keys]);
  return [avalanche(fnv1a(text, 0x811c9dc5)), avalanche(fnv1a(text, 0x5bd1e995))];
}

function fnv1a(text: string, offset: number): number {
  let hash = offset;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** MurmurHash3's finaliser: keys that differ in one bit differ in half of theirs. */
function avalanche(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * High 32 bits of the unsigned product of two 32-bit integers, as a signed one. Sums of 16-bit products and carries stay
 * below 2^32, so all of it is 32-bit arithmetic, which takes a fraction of the time of doubles.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const middleLow = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (middleLow >>> 16)) | 0;
}
