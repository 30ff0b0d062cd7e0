/**
 * What all what-if scripts share: `--small` and `--seeds`, the table and the verdict.
 *
 *   npx tsx scenarios/what-if/<script>.ts [--small] [--seeds 1,2,3]
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  averageRows,
  comparisonTable,
  openStudy,
  type AverageRow,
  type ComparisonRow,
  type Study,
} from '../../src/index.ts';

/** How a script is asked. */
export interface AskOptions {
  /** Seconds of work, for tests; answers nothing. */
  readonly small: boolean;
  readonly seed: number;
}

/** One question. */
export interface WhatIf {
  readonly question: string;
  /** Runs it with one seed; the first row is what the others are compared with. */
  ask(options: AskOptions): Promise<readonly ComparisonRow[]>;
  /** What the rows say, in one line. */
  verdict(rows: readonly AverageRow[]): string;
}

/** Boston Common, small enough to be asked many questions: 1 simulated second takes some 50 ms of two cores. */
const FULL = ['data.train=10000', 'data.test=2000', 'stop.simulatedSeconds=180'];
const SMALL = ['data.train=1000', 'data.test=200', 'model.hidden=[16]', 'stop.simulatedSeconds=15'];
const EXPERIMENT = fileURLToPath(new URL('../boston-common/experiment.yaml', import.meta.url));

/**
 * Opens Boston Common with changes, and closes it when the question is answered. Runs end when their time is up, so that
 * accuracies are those of the same moment.
 */
export async function askBostonCommon<Answer>(
  { small, seed }: AskOptions,
  set: readonly string[],
  work: (study: Study) => Promise<Answer>,
): Promise<Answer> {
  const common = ['stop.epochs=100000', 'evaluation.everyEpochs=100000', `seed=${seed}`];
  const study = await openStudy(EXPERIMENT, {
    set: [...common, ...(small ? SMALL : FULL), ...set],
    processes: !small,
  });
  try {
    return await work(study);
  } finally {
    study.close();
  }
}

/** Prints the answer when the script is what Node was started with; nothing when it is imported. */
export async function runAsScript(url: string, script: WhatIf): Promise<void> {
  // A module's address has no links in it.
  if (realpathSync(process.argv[1] ?? '') !== fileURLToPath(url)) return;
  const { values } = parseArgs({
    options: { small: { type: 'boolean', default: false }, seeds: { type: 'string' } },
  });
  const seeds = (values.seeds ?? (values.small ? '1' : '1,2,3')).split(',').map(Number);
  if (seeds.some((seed) => !Number.isInteger(seed) || seed < 0))
    throw new Error(`--seeds: expected 1,2,3, got ${values.seeds ?? ''}`);
  const answers: (readonly ComparisonRow[])[] = [];
  for (const seed of seeds) answers.push(await script.ask({ small: values.small, seed }));
  const rows = averageRows(answers);
  console.log(
    `${script.question}\n\n${comparisonTable(rows)}\nmeans over ${seeds.length === 1 ? 'one seed' : `${seeds.length} seeds`}`,
  );
  console.log(`verdict: ${script.verdict(rows)}`);
}

/** E.g. `0.81 against 0.85`. */
export function accuracies(row: AverageRow, than: AverageRow): string {
  return `${percent(row)} against ${percent(than)}`;
}

/** E.g. `81.2 %`. */
export function percent({ accuracy }: AverageRow): string {
  return accuracy === null ? 'no accuracy' : `${(100 * accuracy).toFixed(1)} %`;
}
