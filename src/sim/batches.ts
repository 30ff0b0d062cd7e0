/**
 * Which examples a gradient is computed on: data belongs to a place and a time.
 *
 * Without a division all workers draw from one training set in random order, reshuffled each epoch, as the authors'
 * program does. With one, a worker draws from the part of the edge server it reaches; with drift, from the mixture that
 * holds there at that moment.
 * Source: seed paper, section II ("location-specific" data, i.i.d. or disjoint local) and section I step (3).
 */
import { drawFromMixture, mixtureAt, partitionExamples, type Examples } from '../ml/index.ts';
import { permutation, type Random } from '../random.ts';
import { ExperimentError } from './experiment/errors.ts';
import type { Experiment } from './experiment/schema.ts';

/** Who draws, where and when. */
export interface BatchRequest {
  /** Batches that were drawn before, anywhere. */
  readonly serial: number;
  /** Index of the edge server that the worker reaches. */
  readonly edgeServer: number;
  /** Simulated time, ms. */
  readonly timeMs: number;
}

/** The batches of a run. */
export interface BatchSource {
  /** Batches that make an epoch, >= 1; examples that do not fill a batch are left out of that epoch. */
  readonly perEpoch: number;
  /** Indices into the training set, shape [batchSize]. */
  draw(request: BatchRequest): Uint32Array;
}

/** What a batch source is made of. */
export interface BatchOptions {
  readonly train: Examples;
  readonly batchSize: number;
  readonly division: Experiment['division'];
  readonly drift: Experiment['drift'];
  readonly edgeServers: number;
  readonly random: Random;
}

/**
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if a part (or, undivided, the training set) holds less than a batch.
 * @throws {DataError} `E_DATA_PARTITION` if the examples cannot be divided so.
 */
export function createBatchSource(options: BatchOptions): BatchSource {
  const { train, batchSize, division, drift, edgeServers, random } = options;
  const perEpoch = Math.floor(train.count / batchSize);
  if (division.kind === 'none') {
    const all = Uint32Array.from({ length: train.count }, (_, index) => index);
    const deck = createDeck(all, batchSize, { random, stream: 'shuffle' });
    return { perEpoch, draw: ({ serial }) => deck(serial) };
  }
  const parts = partitionExamples(division, train.labels, edgeServers, random);
  if (drift.kind !== 'none')
    return {
      perEpoch,
      draw({ serial, edgeServer, timeMs }) {
        const weights = mixtureAt(drift, { place: edgeServer, parts: parts.length, timeMs });
        return drawFromMixture(parts, weights, batchSize, random.stream('mixture', serial));
      },
    };
  const decks = parts.map((part, place) => createDeck(part, batchSize, { random, stream: 'shuffle', place }));
  const drawn = parts.map(() => 0);
  return { perEpoch, draw: ({ edgeServer }) => decks[edgeServer]!(drawn[edgeServer]!++) };
}

/**
 * Examples in random order, a batch at a time, reshuffled on each pass. Batch n is the same whenever it is asked for; the
 * order of the current pass is kept.
 */
function createDeck(
  examples: Uint32Array,
  batchSize: number,
  key: { readonly random: Random; readonly stream: string; readonly place?: number },
): (serial: number) => Uint32Array {
  if (examples.length < batchSize) {
    const where = key.place === undefined ? 'the training set' : `the part of edge server ${key.place}`;
    throw new ExperimentError(
      `learning.batchSize: expected at most the ${examples.length} examples of ${where}, got ${batchSize}`,
      { code: 'E_EXPERIMENT_VALUE', path: 'learning.batchSize' },
    );
  }
  const perPass = Math.floor(examples.length / batchSize);
  const place = key.place === undefined ? [] : [key.place];
  let cached: { readonly pass: number; readonly order: Uint32Array } | undefined;
  return (serial) => {
    const pass = Math.floor(serial / perPass);
    if (cached?.pass !== pass) {
      const order = permutation(examples.length, key.random.stream(key.stream, pass, ...place));
      for (let index = 0; index < order.length; index++) order[index] = examples[order[index]!]!;
      cached = { pass, order };
    }
    const start = (serial % perPass) * batchSize;
    return cached.order.slice(start, start + batchSize);
  };
}

/** The batches that an experiment describes. */
export function batchesOf(
  { learning, division, drift, edgeServers }: Experiment,
  train: Examples,
  random: Random,
): BatchSource {
  const { batchSize } = learning;
  return createBatchSource({ train, batchSize, division, drift, edgeServers: edgeServers.length, random });
}
