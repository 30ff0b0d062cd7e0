/** A check of one rule or attack, for the tests and for `npm run conformance:ml`: the same functions in both. */

/** One thing that must hold. */
export interface Check {
  /** The rule, pre-aggregation or attack, by its name in experiments. */
  readonly subject: string;
  /** A value that somebody else's program gave, or a law. */
  readonly kind: 'golden' | 'property';
  /** What must hold, with the options. */
  readonly title: string;
  /** @returns What is wrong, in one line; undefined when it holds. An exception counts as a failure, too. */
  readonly run: () => string | undefined;
}

/** The first of several complaints; undefined when there is none. */
export function firstOf(complaints: Iterable<string | undefined>): string | undefined {
  for (const complaint of complaints) if (complaint !== undefined) return complaint;
  return undefined;
}

/** Undefined when it holds. */
export function expectThat(holds: boolean, complaint: () => string): string | undefined {
  return holds ? undefined : complaint();
}

/** Same length, and every value within `tolerance` (relative to values above 1), or the same infinity or NaN. */
export function isClose(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-6): boolean {
  if (actual.length !== wanted.length) return false;
  return Array.from(wanted).every((value, index) => {
    const got = actual[index]!;
    return Object.is(got, value) || Math.abs(got - value) <= tolerance * Math.max(1, Math.abs(value));
  });
}

/** Bit by bit. */
export function isSame(actual: Float32Array, wanted: Float32Array): boolean {
  return actual.length === wanted.length && actual.every((value, index) => Object.is(value, wanted[index]!));
}

/** `expected 1 2, got 1 3`. */
export function difference(actual: ArrayLike<number>, wanted: ArrayLike<number>): string {
  return `expected ${Array.from(wanted).join(' ')}, got ${Array.from(actual).join(' ')}`;
}
