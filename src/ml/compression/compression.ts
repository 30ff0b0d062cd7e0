/**
 * What a compression is: a worker's vector to what its receiver makes of it, and the bytes that travel, as
 * `{name, init, apply}`.
 *
 * Nothing is really sent, so nothing is really encoded: the formula for the bytes stands in each compression's own
 * documentation. State belongs to one sender and goes in and out of every call.
 */
import type { z } from 'zod';
import type { RandomStream } from '../../random.ts';
import { parseOptions } from '../definitions.ts';
import { CompressionError } from './errors.ts';

/** What a compression may need beside the vector. */
export interface CompressionContext {
  /** A stream of its own for each call, e.g. keyed by the vehicle and the number of its message. */
  readonly random: RandomStream;
  /** Loss that the vector's gradient was taken at, in nats; only eSGD looks at it. */
  readonly loss: number;
}

/** A vector as it arrives. */
export interface Compressed<State = unknown> {
  /** New float32 vector of shape [d]: what the receiver decompresses. */
  readonly vector: Float32Array;
  /** Length of the message in bytes, an integer >= 0. */
  readonly bytes: number;
  /** The sender's state for its next call. */
  readonly state: State;
}

/** A compression as a value: nothing is remembered between calls but what the state says. */
export interface Compression<State = unknown> {
  readonly name: string;
  /**
   * State before a sender's first message: plain data; null where there is none.
   *
   * @param dimension - d, the length of the vectors.
   */
  readonly init: (dimension: number) => State;
  /**
   * @param vector - float32 of shape [d]. Not modified.
   * @param state - from `init` or the sender's previous call. Not modified.
   * @throws {RangeError} if vector and state differ in length.
   */
  readonly apply: (vector: Float32Array, state: State, context: CompressionContext) => Compressed<State>;
}

/** A compression that can be made from options. */
export interface CompressionDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {CompressionError} `E_COMPRESSION_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): Compression;
}

/** Ties a schema to a constructor: options are checked before the compression sees them. */
export function defineCompression<Options extends z.ZodObject, State>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): Compression<State>;
}): CompressionDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given) => {
      const fail = (message: string): CompressionError => new CompressionError('E_COMPRESSION_OPTIONS', message);
      // The state is opaque to callers: they hand back what they were given.
      return definition.create(parseOptions(definition, given, fail)) as Compression;
    },
  };
}

/** Bytes of one float32. */
export const FLOAT_BYTES = 4;

/** Whole bytes that hold so many bits. */
export function bytesOfBits(bits: number): number {
  return Math.ceil(bits / 8);
}

/** @throws {RangeError} if a vector of the state is not as long as the message. */
export function requireStateLength(name: string, vector: Float32Array, state: Float32Array): void {
  if (state.length !== vector.length) {
    throw new RangeError(`${name}: expected a state of length ${vector.length} like the vector, got ${state.length}`);
  }
}
