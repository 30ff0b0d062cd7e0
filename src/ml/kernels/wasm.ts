/**
 * The kernels in WebAssembly SIMD: brings chunks of all vectors into the module's memory, calls the functions of
 * `assembly/kernels.ts` on them, and takes the results out.
 */
import { type Arena, copyChunk, forEachChunk, reserve } from './arena.ts';
import { KERNELS_BASE64 } from './binary.ts';
import type { Kernels } from './kernels.ts';
import type { Ranks } from './network.ts';
import { completePairs } from './pairs.ts';
import { createResults } from './results.ts';
import { createSorter, type Sorter, type SortingExports } from './sorter.ts';
import { compileModule, createMemory, instantiate } from './webassembly.ts';

/** What `assembly/kernels.ts` exports; addresses and lengths in bytes. */
interface KernelExports extends SortingExports {
  midpoint(out: number, a: number, b: number, bytes: number): void;
  sumRows(...args: [out: number, data: number, rowBytes: number, rows: number, bytes: number, divisor: number]): void;
  weightedSum(
    ...args: [
      out: number,
      data: number,
      rowBytes: number,
      rows: number,
      bytes: number,
      weights: number,
      divisor: number,
    ]
  ): void;
  slideWindow(
    ...args: [data: number, rowBytes: number, rows: number, bytes: number, median: number, dropped: number]
  ): void;
  addSquares(
    ...args: [sums: number, data: number, rowBytes: number, rows: number, bytes: number, centre: number]
  ): void;
  addPairSquares(...args: [sums: number, data: number, rowBytes: number, rows: number, bytes: number]): void;
}

/** Code alone, without memory; compiled once per process when first used. */
let compiled: object | undefined;

/** Kernels with a memory of their own, which grows to what the largest call needed and is used again by the next. */
export function createWasmKernels(): Kernels {
  compiled ??= compileModule(Buffer.from(KERNELS_BASE64, 'base64'));
  const memory = createMemory(1);
  const code = instantiate(compiled, memory) as KernelExports;
  /** A network depends on n and the ranks only; a rule meets few of them. */
  const sorters = new Map<string, Sorter>();

  const results = createResults();

  /** For work that leaves a chunk of the result at `arena.out`. */
  const mapChunks = (vectors: readonly Float32Array[], arena: Arena, work: (bytes: number) => void): Float32Array => {
    const result = results.take(vectors[0]!.length);
    forEachChunk(memory, arena, vectors, (bytes, start, length) => {
      work(bytes);
      result.set(new Float32Array(memory.buffer, arena.out, length), start);
    });
    return result;
  };

  /** Brings ranks `first` .. `last` of each column to these rows, then lets `reduce` write the result. */
  const mapSorted = (
    vectors: readonly Float32Array[],
    ranks: Ranks,
    reduce: (arena: Arena, bytes: number) => void,
  ): Float32Array => {
    const count = vectors.length;
    const key = `${count} ${ranks.join(' ')}`;
    const sorter = sorters.get(key) ?? createSorter(memory, code, count, ranks);
    sorters.set(key, sorter);
    const arena = reserve(memory, count, { network: sorter.network.length });
    new Int32Array(memory.buffer, arena.network, sorter.network.length).set(sorter.network);
    return mapChunks(vectors, arena, (bytes) => {
      sorter.sort(arena, bytes);
      reduce(arena, bytes);
    });
  };

  const midpoint = ({ rows, rowBytes }: Arena, count: number, out: number, bytes: number): void => {
    code.midpoint(out, rows + ((count - 1) >> 1) * rowBytes, rows + (count >> 1) * rowBytes, bytes);
  };

  const meanOfRows = ({ out, rows, rowBytes }: Arena, first: number, kept: number, bytes: number): void => {
    code.sumRows(out, rows + first * rowBytes, rowBytes, kept, bytes, kept);
  };

  const squares = (vectors: readonly Float32Array[], centre?: Float32Array): Float64Array => {
    const count = vectors.length;
    const arena = reserve(memory, count, { doubles: count });
    const { doubles, rows, rowBytes, extra } = arena;
    new Float64Array(memory.buffer, doubles, count).fill(0);
    forEachChunk(memory, arena, vectors, (bytes, start, length) => {
      if (centre !== undefined) copyChunk(centre, start, length, new Float32Array(memory.buffer, extra, bytes / 4));
      code.addSquares(doubles, rows, rowBytes, count, bytes, centre === undefined ? 0 : extra);
    });
    return Float64Array.from(new Float64Array(memory.buffer, doubles, count), (sum) =>
      Number.isNaN(sum) ? Infinity : sum,
    );
  };

  return {
    median: (vectors) => {
      const count = vectors.length;
      return mapSorted(vectors, [(count - 1) >> 1, count >> 1], (arena, bytes) => {
        midpoint(arena, count, arena.out, bytes);
      });
    },
    trimmedMean: (vectors, dropped) => {
      const kept = vectors.length - 2 * dropped;
      return mapSorted(vectors, [dropped, dropped + kept - 1], (arena, bytes) => {
        meanOfRows(arena, dropped, kept, bytes);
      });
    },
    meanAroundMedian: (vectors, dropped) => {
      const count = vectors.length;
      return mapSorted(vectors, [0, count - 1], (arena, bytes) => {
        midpoint(arena, count, arena.extra, bytes);
        code.slideWindow(arena.rows, arena.rowBytes, count, bytes, arena.extra, dropped);
        meanOfRows(arena, dropped, count - dropped, bytes);
      });
    },
    weightedSum: (vectors, weights, divisor) => {
      const count = vectors.length;
      const arena = reserve(memory, count, { doubles: count });
      const { doubles, out, rows, rowBytes } = arena;
      const plainSum = weights.every((weight) => weight === 1);
      new Float64Array(memory.buffer, doubles, count).set(weights);
      return mapChunks(vectors, arena, (bytes) => {
        if (plainSum) code.sumRows(out, rows, rowBytes, count, bytes, divisor);
        else code.weightedSum(out, rows, rowBytes, count, bytes, doubles, divisor);
      });
    },
    squaredNorms: (vectors) => squares(vectors),
    squaredDistancesTo: squares,
    pairwiseSquaredDistances: (vectors) => {
      const count = vectors.length;
      const arena = reserve(memory, count, { doubles: count * count });
      const sums = (): Float64Array => new Float64Array(memory.buffer, arena.doubles, count * count);
      sums().fill(0);
      forEachChunk(memory, arena, vectors, (bytes) => {
        code.addPairSquares(arena.doubles, arena.rows, arena.rowBytes, count, bytes);
      });
      return completePairs(vectors, sums());
    },
    reuse: (vector) => {
      results.giveBack(vector);
    },
  };
}
