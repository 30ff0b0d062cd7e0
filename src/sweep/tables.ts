/**
 * The tables of a sweep: a line a run, and a line for each combination of values with means over the seeds. Pure.
 *
 * Both depend on the results alone, never on when, where or in how many attempts the runs were made.
 */
import type { Cell } from './csv.ts';
import { figuresOf, type Figure } from './figures.ts';
import type { PlannedRun, SweepPlan } from './plan.ts';
import { isFinished, type RunOutcomeInPool } from './pool.ts';
import { estimate } from './statistics.ts';

/** A run that is done, with its figures. */
export interface MeasuredRun {
  readonly run: PlannedRun;
  readonly figures: ReadonlyMap<string, Figure>;
}

/** The dimension that repetitions differ in. */
export const SEED = 'seed';

/** Runs that are done, in the order of the plan. */
export function measuredRuns(
  { runs }: Pick<SweepPlan, 'runs'>,
  outcomes: ReadonlyMap<string, RunOutcomeInPool>,
): readonly MeasuredRun[] {
  return runs.flatMap((run) => {
    const outcome = outcomes.get(run.id);
    return isFinished(outcome) ? [{ run, figures: figuresOf(outcome.summary) }] : [];
  });
}

/** `runs.csv`: what was swept, what came of it, and the run's folder. */
export function runsTable(
  dimensions: readonly string[],
  measured: readonly MeasuredRun[],
): readonly (readonly Cell[])[] {
  const columns = columnsOf(measured).filter((column) => !dimensions.includes(column));
  const heading = [...dimensions, ...columns, 'run'];
  const rows = measured.map(({ run, figures }) => [
    ...dimensions.map((dimension) => run.labels[dimension]),
    ...columns.map((column) => figures.get(column)),
    run.id,
  ]);
  return [heading, ...rows];
}

/** Repetitions of one combination of values. */
export interface Group {
  /** The label on every dimension but the seed. */
  readonly labels: Readonly<Record<string, string>>;
  readonly runs: readonly MeasuredRun[];
}

/** Runs that differ in nothing but their seed, together; in the order of the first of each. */
export function groupBySeed(dimensions: readonly string[], measured: readonly MeasuredRun[]): readonly Group[] {
  const groups = new Map<string, { labels: Readonly<Record<string, string>>; runs: MeasuredRun[] }>();
  for (const one of measured) {
    const entries = dimensions
      .filter((dimension) => dimension !== SEED && one.run.labels[dimension] !== undefined)
      .map((dimension) => [dimension, one.run.labels[dimension]!] as const);
    const key = JSON.stringify(entries);
    const group = groups.get(key) ?? { labels: Object.fromEntries(entries), runs: [] };
    group.runs.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * `summary.csv`: for every figure that is a number, its mean over the seeds and half the width of its 95 % confidence
 * interval. Both stay empty when a repetition lacks the figure, e.g. the loss of a model that diverged.
 */
export function summaryTable(
  dimensions: readonly string[],
  measured: readonly MeasuredRun[],
): readonly (readonly Cell[])[] {
  const swept = dimensions.filter((dimension) => dimension !== SEED);
  const columns = columnsOf(measured).filter(
    (column) =>
      column !== SEED && !swept.includes(column) && measured.some(({ figures }) => isNumber(figures.get(column))),
  );
  const heading = [...swept, 'runs', ...columns.flatMap((column) => [column, `${column}_ci95`])];
  const rows = groupBySeed(dimensions, measured).map(({ labels, runs }) => [
    ...swept.map((dimension) => labels[dimension]),
    runs.length,
    ...columns.flatMap((column) => {
      const mean = meanOf(runs, column);
      return [mean?.mean, mean?.halfWidth];
    }),
  ]);
  return [heading, ...rows];
}

/** Mean of a figure over repetitions; undefined if one of them lacks it. */
export function meanOf(runs: readonly MeasuredRun[], column: string): ReturnType<typeof estimate> | undefined {
  const values = runs.map(({ figures }) => figures.get(column)).filter(isNumber);
  return values.length === runs.length && values.length > 0 ? estimate(values) : undefined;
}

function isNumber(figure: Figure | undefined): figure is number {
  return typeof figure === 'number';
}

/** Figures of any run, in the order of their first appearance, the digest last. */
function columnsOf(measured: readonly MeasuredRun[]): readonly string[] {
  const columns = new Set(measured.flatMap(({ figures }) => [...figures.keys()]));
  const hasDigest = columns.delete('digest');
  return [...columns, ...(hasDigest ? ['digest'] : [])];
}
