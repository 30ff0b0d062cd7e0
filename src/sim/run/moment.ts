/** Moments of a run at which another one may leave it. Pure. */
import { ForkError } from './errors.ts';

/** Simulated seconds, or so many cloud updates done. */
export type Moment = { readonly seconds: number } | { readonly round: number };

/** A moment in simulated ms. A run can be left between two steps only. */
export interface MomentMs {
  readonly ms: number;
  /** The end of the last step that ends by then, or of the first that ends no earlier. */
  readonly rounding: 'before' | 'after';
}

/**
 * @param text - `120s` or `round=20`.
 * @throws {ForkError} `E_FORK_MOMENT`.
 */
export function parseMoment(text: string): Moment {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text)?.[1];
  if (seconds !== undefined && Number(seconds) > 0) return { seconds: Number(seconds) };
  const round = /^round=(\d+)$/.exec(text)?.[1];
  if (round !== undefined && Number(round) > 0) return { round: Number(round) };
  throw momentError(`expected simulated seconds like 120s, or a round like round=20, got "${text}"`);
}

export function describeMoment(moment: Moment): string {
  return 'seconds' in moment ? `${moment.seconds}s` : `round=${moment.round}`;
}

/**
 * @param roundsCsv - `rounds.csv` of the run; looked at for rounds alone.
 * @throws {ForkError} `E_FORK_MOMENT` for a round that the run did not come to.
 */
export function momentMs(moment: Moment, roundsCsv: string): MomentMs {
  if ('seconds' in moment) return { ms: Math.round(moment.seconds * 1000), rounding: 'before' };
  const [header = '', ...lines] = roundsCsv.trimEnd().split('\n');
  const columns = header.split(',');
  const [roundAt, msAt] = [columns.indexOf('round'), columns.indexOf('simulated_ms')];
  const rows = lines.map((line) => line.split(','));
  const row = rows.find((cells) => Number(cells[roundAt]) === moment.round);
  if (row !== undefined) return { ms: Number(row[msAt]), rounding: 'after' };
  throw momentError(`the run has ${rows.length} rounds, so there is no moment after round ${moment.round}`);
}

/** Ms by which the step must end whose end is the moment; that end is less than a step earlier. */
export function latestEndMs({ ms, rounding }: MomentMs, stepLengthMs: number): number {
  return rounding === 'before' ? ms : ms + stepLengthMs - 1;
}

export function momentError(message: string): ForkError {
  return new ForkError('E_FORK_MOMENT', `--at: ${message}`, '--at');
}
