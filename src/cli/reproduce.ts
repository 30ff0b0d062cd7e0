/** `edgemlsim reproduce srds21`: the paper's figures again, beside the authors' raw results. */
import { join } from 'node:path';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import {
  FIGURES,
  missedLines,
  openReproduction,
  TABLE_HEADING,
  tableRows,
  VARIANTS,
  writeDocumentation,
  writeReproduction,
  type Figure,
  type Reproduction,
  type ReproductionOutcome,
  type Variant,
} from '../index.ts';
import { ownFile } from '../own-files.ts';
import { exitCodeOfFailures, INTERRUPTED } from './exit.ts';
import { formatTable } from './format.ts';
import { onInterruption } from './interruption.ts';
import { positiveInteger, prepareOptions, requireSumo } from './options.ts';
import { createPoolReporter } from './pool-reporter.ts';

interface ReproduceCommandOptions {
  readonly figure?: readonly Figure[];
  readonly variant: Variant | 'both';
  readonly runs: number;
  readonly epochs: number;
  readonly data?: string;
  readonly published?: string;
  readonly out: string;
  readonly jobs?: number;
  readonly writeDocs?: string;
}

/** A figure fell outside its band. */
const MISSED = 1;

/** Adds the command to the program. */
export function addReproduce(program: Command): void {
  program
    .command('reproduce')
    .addArgument(new Argument('<paper>', 'whose figures').choices(['srds21']))
    .description("run the paper's evaluation and compare it with the authors' raw results; goes on where it was ended")
    .option('--figure <name>', 'figure 3a or 3b; may be repeated (default: both)', collectFigure)
    .addOption(
      new Option('--variant <name>', "follow the authors' program, from which the figures came, or the paper's text")
        .choices([...VARIANTS, 'both'])
        .default('program'),
    )
    .option('--runs <n>', 'runs of each setting, each with a seed of its own', positiveInteger, 5)
    .option('--epochs <n>', 'epochs of each run', positiveInteger, 20)
    .option('--data <dir>', "folder with the paper's map, MNIST and, as srds21, the authors' results")
    .option('--published <dir>', "folder of the authors' raw results")
    .option('--out <dir>', 'folder for the results', join('results', 'srds21-reproduction'))
    .option('--jobs <n>', 'runs at a time (default: from cores and memory)', positiveInteger)
    .option('--write-docs <dir>', 'also write a page of documentation and its pictures into this folder')
    .option('--verbose', 'on failure, print the stack too')
    .action((_: string, options: ReproduceCommandOptions) => reproduce(options));
}

async function reproduce(options: ReproduceCommandOptions): Promise<void> {
  const { figure, variant, runs, epochs, out, jobs } = options;
  const opened = await openReproduction({
    figures: figure ?? FIGURES,
    variants: variant === 'both' ? VARIANTS : [variant],
    runs,
    epochs,
    out,
    file: scenario('srds21'),
    fallbackFile: scenario('boston-common'),
    prepare: prepareOptions(options.data === undefined ? {} : { data: options.data }),
    sumo: requireSumo(),
    ...(options.published !== undefined && { published: options.published }),
    ...(jobs !== undefined && { jobs }),
  });
  for (const notice of opened.notices) process.stderr.write(`edgemlsim: ${notice}\n`);
  const interruption = onInterruption();
  const reporter = createPoolReporter(process.stderr);
  let outcome: ReproductionOutcome;
  try {
    outcome = await opened.run({ signal: interruption.signal, listeners: reporter });
  } finally {
    reporter.end();
    interruption.stopListening();
  }
  await writeReproduction(out, outcome.measured, opened.notices);
  report(outcome, options);
  if (outcome.isComplete && options.writeDocs !== undefined)
    await writeDocs(options.writeDocs, opened, outcome, options);
}

/** Prints the table and decides the exit code. */
function report({ measured, failed, isComplete }: ReproductionOutcome, { out }: ReproduceCommandOptions): void {
  if (measured.length > 0) process.stdout.write(formatTable([TABLE_HEADING, ...tableRows(measured)]));
  process.stdout.write(`figures      ${join(out, 'report.html')}\n`);
  for (const { run, failure } of failed) process.stderr.write(`edgemlsim: run ${run.id} failed: ${failure.message}\n`);
  const missed = missedLines(measured);
  for (const line of missed) process.stderr.write(`edgemlsim: outside its band: ${line}\n`);
  if (!isComplete) {
    process.stderr.write('edgemlsim: interrupted; the same command goes on\n');
    process.exitCode = INTERRUPTED;
  } else if (failed.length > 0) process.exitCode = exitCodeOfFailures(failed.map(({ failure }) => failure.kind));
  else if (missed.length > 0) process.exitCode = MISSED;
}

async function writeDocs(
  folder: string,
  { sumoVersion, isFallback }: Reproduction,
  { measured }: ReproductionOutcome,
  { figure = [], variant, runs, epochs }: ReproduceCommandOptions,
): Promise<void> {
  const figures = figure.map((name) => ` --figure ${name}`).join('');
  const data = isFallback ? '' : ' --data DIR';
  const command = `edgemlsim reproduce srds21${figures} --variant ${variant} --runs ${runs} --epochs ${epochs}${data} --write-docs docs`;
  const page = await writeDocumentation(folder, measured, { command, sumoVersion, isFallback });
  process.stderr.write(`edgemlsim: wrote ${page}\n`);
}

function scenario(name: string): string {
  return ownFile(`scenarios/${name}/experiment.yaml`);
}

function collectFigure(value: string, previous: readonly Figure[] = []): readonly Figure[] {
  const figure = FIGURES.find((name) => name === value);
  if (figure === undefined) throw new InvalidArgumentError(`expected ${FIGURES.join(' or ')}.`);
  return previous.includes(figure) ? previous : [...previous, figure];
}
