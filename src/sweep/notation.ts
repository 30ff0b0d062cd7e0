/**
 * Reads one sweep of an experiment file: `{sweep: [a, b]}`, `{sweep: {from, to, step}}` or
 * `{sweep: {from, to, count, scale}}`, with `name` and `labels` beside it. Pure.
 *
 * Called by `expand.ts`, which finds them; docs/sweeps.md has the notation for users.
 */
import { z } from 'zod';
import { formatPath } from '../sim/index.ts';
import { SweepError } from './errors.ts';

/** The most runs a sweep may have, so that a slip of the keyboard is noticed before the disk is full. */
export const MAXIMUM_RUNS = 100_000;

/** One sweep. */
export interface Sweep {
  /** Names the column; sweeps of one name go through their values together. The path when the file names none. */
  readonly name: string;
  /** At least one, no two the same. */
  readonly values: readonly unknown[];
  /** What to write for each value in tables and pictures; shape [values]. */
  readonly labels: readonly string[];
}

const range = z.union([
  z.strictObject({ from: z.number(), to: z.number(), step: z.number() }),
  z.strictObject({
    from: z.number(),
    to: z.number(),
    count: z.int().min(1),
    scale: z.enum(['linear', 'log']).default('linear'),
  }),
]);

const notation = z.strictObject({
  sweep: z.union([z.array(z.unknown()), range]),
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/)
    .optional(),
  labels: z.array(z.string().min(1)).optional(),
});

type Range = z.infer<typeof range>;

const FORMS = '{sweep: [a, b, ...]}, {sweep: {from, to, step}} or {sweep: {from, to, count, scale: log}}';

/**
 * @param value - a mapping with the key `sweep`.
 * @param path - where it stands in the file.
 * @throws {SweepError} `E_SWEEP` if it is not one of the forms, makes no value or the same value twice.
 */
export function readSweep(value: unknown, path: readonly PropertyKey[]): Sweep {
  const where = formatPath(path);
  const parsed = notation.safeParse(value);
  if (!parsed.success) throw wrong(where, `expected ${FORMS}, with name and labels beside it at most; ${got(value)}`);
  const { sweep, name, labels } = parsed.data;
  const values = Array.isArray(sweep) ? sweep : rangeValues(sweep, where);
  if (values.length === 0) throw wrong(where, 'the list is empty, so there is nothing to run; give at least one value');
  if (values.length > MAXIMUM_RUNS) throw wrong(where, tooMany(values.length));
  const texts = new Map<string, number>();
  for (const [index, one] of values.entries()) {
    const text = JSON.stringify(one);
    const first = texts.get(text);
    if (first !== undefined) throw wrong(where, `values ${first + 1} and ${index + 1} are the same: ${text}`);
    texts.set(text, index);
  }
  if (labels !== undefined && labels.length !== values.length)
    throw wrong(where, `expected as many labels as values, got ${labels.length} for ${values.length}`);
  if (labels !== undefined && new Set(labels).size < labels.length) throw wrong(where, 'two labels are the same');
  return { name: name ?? where, values, labels: labels ?? values.map(labelOf) };
}

/** One clause for a sweep that is too large; `its` when it was not counted to the end. */
export function tooMany(runs: number | 'its'): string {
  return `${runs} runs are more than the ${MAXIMUM_RUNS} that a sweep may have; sweep fewer values`;
}

function rangeValues(given: Range, where: string): readonly number[] {
  const { from, to } = given;
  if ('step' in given) {
    const steps = (to - from) / given.step;
    if (!Number.isFinite(steps) || steps < 0)
      throw wrong(where, `a step of ${given.step} never leads from ${from} to ${to}, so there is nothing to run`);
    // A millionth of a step absorbs what 0.1 + 0.1 + ... misses.
    const count = Math.floor(steps + 1e-6) + 1;
    if (count > MAXIMUM_RUNS) throw wrong(where, tooMany(count));
    return Array.from({ length: count }, (_, index) => clean(from + index * given.step));
  }
  const { count, scale } = given;
  if (count > MAXIMUM_RUNS) throw wrong(where, tooMany(count));
  if (scale === 'log' && (from <= 0 || to <= 0))
    throw wrong(where, `expected from and to above 0 on a log scale, got ${from} and ${to}`);
  if (count === 1 && from !== to) throw wrong(where, 'one value cannot be both from and to; expected count >= 2');
  return Array.from({ length: count }, (_, index) => {
    const share = count === 1 ? 0 : index / (count - 1);
    return clean(scale === 'log' ? from * (to / from) ** share : from + (to - from) * share);
  });
}

/** Twelve digits: 0.3, not 0.30000000000000004. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** A text for a value that was given none. */
function labelOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function got(value: unknown): string {
  const text = JSON.stringify(value);
  return `got ${text.length > 80 ? `${text.slice(0, 77)}...` : text}`;
}

function wrong(where: string, message: string): SweepError {
  return new SweepError(`${where}: ${message}`, { code: 'E_SWEEP', path: where });
}
