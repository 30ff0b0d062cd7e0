/**
 * Batches of what a worker collected on its way: each vehicle has a buffer that fills as it drives through places.
 *
 * What is collected depends on vehicle, place and time alone: example n of a vehicle comes from streams keyed by its id, so
 * other vehicles move nothing, and a restored buffer goes on as if it had never been saved.
 */
import { drawFromMixture, mixtureAt, type DriftSpec } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import { compareIds } from '../clock.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { BatchSource, BufferSnapshot } from './source.ts';
import type { BufferSpec } from './spec.ts';

/** What collecting depends on. */
export interface CollectionOptions {
  readonly spec: BufferSpec;
  /** Indices of each place's examples; a single part is everybody's. */
  readonly parts: readonly Uint32Array[];
  readonly drift: DriftSpec;
  readonly batchSize: number;
  readonly random: Random;
}

interface Buffer {
  /** Simulated ms within range so far; says how many examples were collected. */
  observedMs: number;
  /** At most `capacity`; collected example n is at n mod capacity. */
  readonly examples: number[];
}

/**
 * Empty buffers, or those of `from`.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if no buffer could ever hold a batch, or a place has nothing to collect.
 */
export function createCollection(
  options: CollectionOptions,
  from: readonly BufferSnapshot[] = [],
): Omit<BatchSource, 'perEpoch'> {
  const { spec, parts, drift, batchSize, random } = options;
  const { capacity, examplesPerSecond, whenFew } = spec;
  requirePossible(options);
  const needed = whenFew === 'wait' ? batchSize : 1;
  const buffers = new Map<string, Buffer>(
    from.map(({ vehicleId, observedMs, examples }) => [vehicleId, { observedMs, examples: [...examples] }]),
  );

  const bufferOf = (vehicleId: string): Buffer => {
    const known = buffers.get(vehicleId);
    if (known !== undefined) return known;
    const empty = { observedMs: 0, examples: [] };
    buffers.set(vehicleId, empty);
    return empty;
  };
  const collectedBy = (observedMs: number): number => Math.floor((observedMs * examplesPerSecond) / 1000);

  return {
    collects: true,
    observe({ vehicleId, edgeServer, timeMs, durationMs }) {
      const buffer = bufferOf(vehicleId);
      const before = collectedBy(buffer.observedMs);
      buffer.observedMs += durationMs;
      const count = collectedBy(buffer.observedMs) - before;
      if (count === 0) return;
      const weights = mixtureAt(drift, { place: parts.length === 1 ? 0 : edgeServer, parts: parts.length, timeMs });
      const found = drawFromMixture(parts, weights, count, random.stream('collect', vehicleId, before));
      for (const [offset, example] of found.entries()) buffer.examples[(before + offset) % capacity] = example;
    },
    forget(vehicleId) {
      buffers.delete(vehicleId);
    },
    ready: (vehicleId) => (buffers.get(vehicleId)?.examples.length ?? 0) >= needed,
    draw({ vehicleId, serial }) {
      const examples = buffers.get(vehicleId)?.examples ?? [];
      if (examples.length < needed)
        throw new RangeError(`draw: expected ${needed} examples in the buffer of ${vehicleId}, got ${examples.length}`);
      const stream = random.stream('collected', serial);
      if (examples.length < batchSize)
        return Uint32Array.from({ length: batchSize }, () => examples[stream.integer(examples.length)]!);
      return Uint32Array.from(sample(examples.length, batchSize, (bound) => stream.integer(bound)), (at) => examples[at]!); // prettier-ignore
    },
    snapshot: () => ({
      drawn: [],
      buffers: [...buffers]
        .map(([vehicleId, { observedMs, examples }]) => ({ vehicleId, observedMs, examples: [...examples] }))
        .sort((a, b) => compareIds(a.vehicleId, b.vehicleId)),
    }),
  };
}

function requirePossible({ spec, parts, batchSize }: CollectionOptions): void {
  if (spec.whenFew === 'wait' && spec.capacity < batchSize)
    throw new ExperimentError(
      `collection.capacity: expected at least the ${batchSize} examples of a batch, got ${spec.capacity}; or set whenFew: repeat`,
      { code: 'E_EXPERIMENT_VALUE', path: 'collection.capacity' },
    );
  const empty = parts.findIndex((part) => part.length === 0);
  if (empty !== -1)
    throw new ExperimentError(
      `division: expected examples to collect at every edge server, got none in the part of edge server ${empty}`,
      { code: 'E_EXPERIMENT_VALUE', path: 'division' },
    );
}

/**
 * `count` different numbers of 0 .. bound - 1, every set equally likely.
 *
 * @see Bentley & Floyd, "A sample of brilliance", CACM 30 (1987)
 */
function sample(bound: number, count: number, integer: (bound: number) => number): ReadonlySet<number> {
  const chosen = new Set<number>();
  for (let last = bound - count; last < bound; last++) {
    const drawn = integer(last + 1);
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  return chosen;
}
