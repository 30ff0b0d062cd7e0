/** Spans of simulated time over which a report counts what happened. Pure. */
import { timeUnit, type TimeUnit } from '../format.ts';

/** Spans of equal length from the beginning of a run to its end. */
export interface TimeSpans {
  /** Length of each, seconds. */
  readonly seconds: number;
  readonly count: number;
  /** In which times are written. */
  readonly unit: TimeUnit;
  /** Ends of the spans in `unit`; shape [count + 1]. */
  readonly edges: readonly number[];
}

const MOST_SPANS = 48;
/** Lengths that read well, s; multiples of the last beyond it. */
const LENGTHS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/**
 * Chooses the length: few enough spans to tell apart, and a few rounds in each so that their rhythm makes no pattern.
 *
 * @param end - seconds, > 0.
 * @param rounds - cloud updates until then.
 */
export function timeSpans(end: number, rounds: number): TimeSpans {
  const least = Math.max(end / MOST_SPANS, (2 * end) / Math.max(1, rounds));
  const days = 86_400;
  const seconds = LENGTHS.find((length) => length >= least) ?? Math.ceil(least / days) * days;
  const count = Math.max(1, Math.ceil(end / seconds - 1e-9));
  const unit = timeUnit(end);
  return {
    seconds,
    count,
    unit,
    edges: Array.from({ length: count + 1 }, (_, index) => (index * seconds) / unit.seconds),
  };
}

/** @returns Sums of `values` by the span in which they happened; shape [count]. */
export function sumBySpan(
  { seconds, count }: TimeSpans,
  times: readonly number[],
  values: readonly number[],
): readonly number[] {
  const sums = Array.from({ length: count }, () => 0);
  for (const [index, time] of times.entries()) sums[Math.min(count - 1, Math.floor(time / seconds))]! += values[index]!;
  return sums;
}
