/**
 * How many of the stored examples are asked for. Used by every loader of stored data.
 */
import { DataError } from './errors.ts';

/** Which part of a stored data set to take; without a number, all of it. */
export interface Counts {
  /** The first so many training examples, >= 1. */
  readonly train?: number | undefined;
  /** The first so many test examples, >= 1. */
  readonly test?: number | undefined;
}

/**
 * The number of examples to take.
 *
 * @param what - file or data set and split, for the message.
 * @throws {DataError} `E_DATA_REQUEST` if fewer are stored than asked for, or the number is no integer >= 1.
 */
export function takeCount(what: string, asked: number | undefined, stored: number): number {
  if (asked === undefined) return stored;
  if (!Number.isInteger(asked) || asked < 1 || asked > stored)
    throw new DataError('E_DATA_REQUEST', `${what}: expected a count from 1 to the ${stored} stored, got ${asked}`);
  return asked;
}
