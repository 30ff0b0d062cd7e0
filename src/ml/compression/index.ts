/** The compressions by name. */
import { byName, findByName } from '../definitions.ts';
import type { Compression, CompressionDefinition } from './compression.ts';
import { CompressionError } from './errors.ts';
import { esgd } from './esgd.ts';
import { float16 } from './float16.ts';
import { none } from './none.ts';
import { qsgd } from './qsgd.ts';
import { topK } from './top-k.ts';

export { defineCompression } from './compression.ts';
export { CompressionError } from './errors.ts';
export type { Compressed, Compression, CompressionContext, CompressionDefinition } from './compression.ts';
export type { CompressionErrorCode } from './errors.ts';

/** Every compression that an experiment may name. */
export const compressions: ReadonlyMap<string, CompressionDefinition> = byName([none, topK, esgd, qsgd, float16]);

/**
 * Makes the compression called `name`.
 *
 * @param options - as in the experiment file; defaults are filled in.
 * @throws {CompressionError} `E_UNKNOWN_COMPRESSION`, or `E_COMPRESSION_OPTIONS` if the options do not fit.
 * @example
 * const compression = createCompression('top-k', { share: 0.01 });
 * const { vector, bytes, state } = compression.apply(gradient, compression.init(gradient.length), { random, loss });
 */
export function createCompression(name: string, options: unknown = {}): Compression {
  const fail = (message: string): CompressionError => new CompressionError('E_UNKNOWN_COMPRESSION', message);
  return findByName(compressions, { kind: 'compression', name }, fail).create(options);
}
