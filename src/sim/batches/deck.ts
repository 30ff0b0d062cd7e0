/** Examples in random order, a batch at a time, reshuffled on each pass. */
import { permutation, type Random } from '../../random.ts';
import { ExperimentError } from '../experiment/errors.ts';

/**
 * Batch n is the same whenever it is asked for; the order of the current pass is kept only to be quick.
 *
 * @param examples - indices into the training set.
 * @param key - names the streams of the orders: (stream, pass, place).
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if there are fewer examples than a batch.
 */
export function createDeck(
  examples: Uint32Array,
  batchSize: number,
  key: { readonly random: Random; readonly stream: string; readonly place?: number },
): (serial: number) => Uint32Array {
  const where = key.place === undefined ? 'the training set' : `the part of edge server ${key.place}`;
  requireBatch(examples.length, batchSize, where);
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

/**
 * @param where - what holds the examples, for the message.
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if there are fewer examples than a batch.
 */
export function requireBatch(examples: number, batchSize: number, where: string): void {
  if (examples >= batchSize) return;
  throw new ExperimentError(
    `learning.batchSize: expected at most the ${examples} examples of ${where}, got ${batchSize}`,
    { code: 'E_EXPERIMENT_VALUE', path: 'learning.batchSize' },
  );
}
