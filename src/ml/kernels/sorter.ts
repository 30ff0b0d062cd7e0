/** Sorts the columns of a chunk, in one of two ways that give the same bits: code made for the network, or a list of it. */
import { reserve, type Arena } from './arena.ts';
import { encodeNetwork, type NetworkExports } from './network-code.ts';
import { selectionNetwork, type Ranks } from './network.ts';
import { compileModule, instantiate, type WasmMemory } from './webassembly.ts';

/** What of `assembly/kernels.ts` sorts; addresses and lengths in bytes. */
export interface SortingExports {
  sanitize(data: number, rowBytes: number, rows: number, bytes: number): void;
  runNetwork(
    ...args: [data: number, rowBytes: number, bytes: number, block: number, network: number, comparators: number]
  ): void;
}

/** Sorts so many rows. */
export interface Sorter {
  /** What must lie at the arena's `network` while it sorts. */
  readonly network: Int32Array;
  /**
   * Brings the ranks wanted of each column to these rows of the arena, NaN as +infinity, -0 as +0; other rows are
   * undefined after it.
   */
  sort(arena: Arena, bytes: number): void;
}

/**
 * Up to so many rows are sorted in registers: with ten it takes half of the time, with fifty more moves to and from the
 * stack than it saves.
 */
const MOST_ROWS_IN_REGISTERS = 32;
/** The block that a list of comparators works on at a time: inside a first-level cache. */
const BLOCK_BYTES = 24 * 1024;
const SMALLEST_BLOCK_BYTES = 64;

/** @param memory - where the arenas lie that will be sorted, all of `count` rows. */
export function createSorter(memory: WasmMemory, code: SortingExports, count: number, ranks: Ranks): Sorter {
  const comparators = selectionNetwork(count, ...ranks);
  if (count <= MOST_ROWS_IN_REGISTERS) {
    const { rowBytes } = reserve(memory, count, {});
    const module = compileModule(encodeNetwork(comparators, { count, rowBytes, ranks }));
    const sorting = instantiate(module, memory) as NetworkExports;
    return {
      network: new Int32Array(0),
      sort: ({ rows }, bytes) => {
        sorting.run(rows, rows + bytes);
      },
    };
  }
  const lines = Math.floor(BLOCK_BYTES / count / SMALLEST_BLOCK_BYTES);
  const block = Math.max(1, lines) * SMALLEST_BLOCK_BYTES;
  return {
    network: Int32Array.from(comparators.flatMap(({ low, high, wanted }) => [low, high, wanted])),
    sort: ({ rows, rowBytes, network }, bytes) => {
      code.sanitize(rows, rowBytes, count, bytes);
      code.runNetwork(rows, rowBytes, bytes, block, network, comparators.length);
    },
  };
}
