/**
 * Which examples a gradient is computed on: data belongs to a place and a time.
 *
 * Without a division all workers draw from one training set in random order, reshuffled each epoch, as the authors'
 * program does. With one, a worker draws from the part of its place; with drift, from the mixture that holds there at that
 * moment; with a collection, from what it collected on its way.
 *
 * A worker's place is the edge server it is linked to: the nearest of those in whose range it is (`connectivity.ts`). A
 * nearer one out of whose range it is does not count, and a vehicle out of all ranges is at no place.
 * Source: seed paper, section II ("location-specific" data, i.i.d. or disjoint local) and section I step (3).
 */
import { drawFromMixture, mixtureAt, partitionExamples, type Examples } from '../ml/index.ts';
import type { Random } from '../random.ts';
import { createCollection } from './batches/collected.ts';
import { createDeck, requireBatch } from './batches/deck.ts';
import type { BatchSnapshot, BatchSource } from './batches/source.ts';
import type { CollectionSpec } from './batches/spec.ts';
import type { Experiment } from './experiment/schema.ts';

export type { BatchRequest, BatchSnapshot, BatchSource, BufferSnapshot, Observation } from './batches/source.ts';

/** What a batch source is made of. */
export interface BatchOptions {
  readonly train: Examples;
  readonly batchSize: number;
  readonly division: Experiment['division'];
  readonly drift: Experiment['drift'];
  /** @default { kind: 'none' } */
  readonly collection?: CollectionSpec;
  readonly edgeServers: number;
  readonly random: Random;
}

/**
 * A batch source at its start, or where `from` was saved with the same options.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if a part (or, undivided, the training set) holds less than a batch, or
 *   what is to be collected never makes one.
 * @throws {DataError} `E_DATA_PARTITION` if the examples cannot be divided so.
 */
export function createBatchSource(options: BatchOptions, from?: BatchSnapshot): BatchSource {
  const { train, batchSize, division, drift, collection = { kind: 'none' }, edgeServers, random } = options;
  requireBatch(train.count, batchSize, 'the training set');
  const perEpoch = Math.floor(train.count / batchSize);
  const all = (): Uint32Array => Uint32Array.from({ length: train.count }, (_, index) => index);
  const divided = division.kind === 'none' ? undefined : partitionExamples(division, train.labels, edgeServers, random);

  if (collection.kind === 'buffer') {
    const parts = divided ?? [all()];
    return { perEpoch, ...createCollection({ spec: collection, parts, drift, batchSize, random }, from?.buffers) };
  }
  if (divided === undefined) {
    const deck = createDeck(all(), batchSize, { random, stream: 'shuffle' });
    return { ...collectingNothing(), perEpoch, draw: ({ serial }) => deck(serial) };
  }
  if (drift.kind !== 'none')
    return {
      ...collectingNothing(),
      perEpoch,
      draw({ serial, edgeServer, timeMs }) {
        const weights = mixtureAt(drift, { place: edgeServer, parts: divided.length, timeMs });
        return drawFromMixture(divided, weights, batchSize, random.stream('mixture', serial));
      },
    };
  const decks = divided.map((part, place) => createDeck(part, batchSize, { random, stream: 'shuffle', place }));
  const drawn = divided.map((_, place) => from?.drawn[place] ?? 0);
  return {
    ...collectingNothing(),
    perEpoch,
    draw: ({ edgeServer }) => decks[edgeServer]!(drawn[edgeServer]!++),
    snapshot: () => ({ drawn: [...drawn], buffers: [] }),
  };
}

/** The rest of a source from which every worker can draw at any time, with nothing to save. */
function collectingNothing(): Omit<BatchSource, 'perEpoch' | 'draw'> {
  return {
    collects: false,
    observe: () => undefined,
    forget: () => undefined,
    ready: () => true,
    snapshot: () => ({ drawn: [], buffers: [] }),
  };
}

/** The batches that an experiment describes. */
export function batchesOf(
  { learning, division, drift, collection, edgeServers }: Experiment,
  train: Examples,
  random: Random,
  from?: BatchSnapshot,
): BatchSource {
  const { batchSize } = learning;
  return createBatchSource(
    { train, batchSize, division, drift, collection, edgeServers: edgeServers.length, random },
    from,
  );
}
