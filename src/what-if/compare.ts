/** Runs side by side: what came of each, and how that differs from the first. Pure. */
import type { Summary } from '../sim/index.ts';

/** A finished run and what to call it. */
export interface ComparedRun {
  readonly name: string;
  readonly summary: Summary;
}

/** Figures that are compared. */
export interface ComparedFigures {
  /** Share of test examples classified rightly, [0, 1]; null where no gradient was computed. */
  readonly accuracy: number | null;
  /** Mean cross-entropy on the test set, nats; null where it is not finite. */
  readonly loss: number | null;
  readonly simulatedSeconds: number;
  readonly epochs: number;
  /** Cloud updates. */
  readonly rounds: number;
  /** Gradients whose computing began, and what became of them. */
  readonly gradients: number;
  readonly used: number;
  readonly faulted: number;
  readonly late: number;
  readonly lost: number;
  readonly rejected: number;
}

/** A line of a comparison. */
export interface AverageRow extends ComparedFigures {
  readonly name: string;
  /** Figures minus those of the first run; undefined for the first. */
  readonly difference: ComparedFigures | undefined;
}

/** One run of a comparison. */
export interface ComparisonRow extends AverageRow {
  readonly stoppedBy: Summary['stoppedBy'];
  readonly digest: string;
}

const FIGURES = [
  'accuracy',
  'loss',
  'simulatedSeconds',
  'epochs',
  'rounds',
  'gradients',
  'used',
  'faulted',
  'late',
  'lost',
  'rejected',
] as const satisfies readonly (keyof ComparedFigures)[];

/** @param runs - the first is what the others are compared with. */
export function comparisonRows(runs: readonly ComparedRun[]): readonly ComparisonRow[] {
  const [first] = runs;
  return runs.map(({ name, summary }) => {
    const figures = figuresOf(summary);
    const difference =
      first === undefined || first.summary === summary ? undefined : subtract(figures, figuresOf(first.summary));
    return { name, ...figures, stoppedBy: summary.stoppedBy, digest: summary.digest, difference };
  });
}

/**
 * The same comparison made with several seeds, as one: every figure is the mean over the seeds, null if one of them is.
 *
 * @param repetitions - rows of the same runs in the same order; at least one.
 */
export function averageRows(repetitions: readonly (readonly ComparisonRow[])[]): readonly AverageRow[] {
  const [rows = []] = repetitions;
  const averages = rows.map((_, index) => average(repetitions.map((repetition) => repetition[index]!)));
  return rows.map(({ name }, index) => ({
    name,
    ...averages[index]!,
    difference: index === 0 ? undefined : subtract(averages[index]!, averages[0]!),
  }));
}

function average(rows: readonly ComparedFigures[]): ComparedFigures {
  const entries = FIGURES.map((key) => {
    const values = rows.map((row) => row[key]).filter((value) => value !== null);
    const sum = values.reduce((total, value) => total + value, 0);
    return [key, values.length < rows.length ? null : sum / rows.length] as const;
  });
  return Object.fromEntries(entries) as unknown as ComparedFigures;
}

function figuresOf({ final, simulatedSeconds, epochs, rounds, gradients, fates }: Summary): ComparedFigures {
  const { used, faulted, late, lost, rejected } = fates;
  return {
    accuracy: final?.accuracy ?? null,
    loss: final?.loss ?? null,
    simulatedSeconds,
    epochs,
    rounds,
    gradients,
    used,
    faulted,
    late,
    lost,
    rejected,
  };
}

function subtract(figures: ComparedFigures, others: ComparedFigures): ComparedFigures {
  const entries = FIGURES.map((key) => {
    const [a, b] = [figures[key], others[key]];
    return [key, a === null || b === null ? null : a - b] as const;
  });
  return Object.fromEntries(entries) as unknown as ComparedFigures;
}

/** Columns of the table: title, figure, decimals. */
const COLUMNS = [
  ['accuracy', 'accuracy', 4],
  ['loss', 'loss', 4],
  ['simulated s', 'simulatedSeconds', 1],
  ['rounds', 'rounds', 0],
  ['used', 'used', 0],
  ['faulted', 'faulted', 0],
  ['late', 'late', 0],
  ['lost', 'lost', 0],
  ['rejected', 'rejected', 0],
] as const satisfies readonly (readonly [string, keyof ComparedFigures, number])[];

/**
 * The comparison as people read it: a line a run, differences to the first in brackets.
 *
 * @returns Several lines, each ended by a line feed.
 */
export function comparisonTable(rows: readonly AverageRow[]): string {
  const lines = [['run', ...COLUMNS.map(([title]) => title)], ...rows.map(cellsOf)];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const align = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!);
  const [heading, ...body] = lines.map((line) => line.map(align).join('  '));
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [heading!, rule, ...body].map((line) => `${line}\n`).join('');
}

function cellsOf(row: AverageRow): readonly string[] {
  return [
    row.name,
    ...COLUMNS.map(([, key, decimals]) => {
      const value = row[key];
      if (value === null) return '-';
      const difference = row.difference?.[key];
      const own = value.toFixed(decimals);
      return difference === undefined || difference === null ? own : `${own} (${signed(difference, decimals)})`;
    }),
  ];
}

/** E.g. `+0.0123`, `-4`, `=`. */
function signed(value: number, decimals: number): string {
  if (value === 0) return '=';
  return `${value > 0 ? '+' : ''}${value.toFixed(decimals)}`;
}

/** `comparison.csv`: a line a run, figures and then differences to the first run, empty where there is none. */
export function comparisonCells(rows: readonly ComparisonRow[]): readonly (readonly (string | number)[])[] {
  const header = ['run', ...FIGURES, ...FIGURES.map((key) => `${key}_difference`), 'stoppedBy', 'digest'];
  return [
    header,
    ...rows.map((row) => [
      row.name,
      ...FIGURES.map((key) => row[key] ?? ''),
      ...FIGURES.map((key) => row.difference?.[key] ?? ''),
      row.stoppedBy,
      row.digest,
    ]),
  ];
}
