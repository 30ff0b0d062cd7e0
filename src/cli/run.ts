/** `edgemlsim run`: one experiment from its file to its folder of results. */
import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { checkResultsFolder, planExperiment, runExperiment, UsageError, type RunOutcome } from '../index.ts';
import { INTERRUPTED } from './exit.ts';
import { guiOptions, withGuiOptions, type GuiCommandOptions } from './gui-options.ts';
import { onInterruption } from './interruption.ts';
import {
  defaultThreads,
  positiveInteger,
  prepareOptions,
  requireSumo,
  withExperimentOptions,
  type ExperimentOptions,
} from './options.ts';
import { createReporter } from './reporter.ts';
import { summaryTable } from './table.ts';

export interface RunCommandOptions extends ExperimentOptions, GuiCommandOptions {
  readonly out?: string;
  readonly threads: number;
  readonly backend: 'auto' | 'tfjs-node' | 'openblas' | 'wasm';
  readonly events?: boolean;
  readonly json?: boolean;
  readonly report: boolean;
  readonly resume?: boolean;
  readonly restore: 'replay' | 'state';
  readonly checkpointEvery: number;
  readonly keep: number;
  readonly record?: string;
  readonly recordMargin?: number | 'all';
}

/** Adds the command to the program. */
export function addRun(program: Command): void {
  withGuiOptions(withRunOptions(program.command('run <experiment>')))
    .description('run an experiment (a YAML file) and write its folder of results')
    .optionsGroup('Recording traffic:')
    .option('--record <file>', 'record the traffic in a trace, for "edgemlsim replay"')
    .option(
      '--record-margin <metres|all>',
      'with --record: metres beyond the ranges to which vehicles are recorded, or all',
      recordMargin,
      1,
    )
    .action((file: string, options: RunCommandOptions) => run(file, options));
}

/** Adds the options of `run` and `replay` alike. */
export function withRunOptions(command: Command): Command {
  return withExperimentOptions(command)
    .option('--out <dir>', 'folder for the results (default: results/<name>-s<seed>)')
    .option('--threads <n>', 'computing threads; results do not depend on it', positiveInteger, defaultThreads())
    .addOption(
      new Option('--backend <name>', 'what computes gradients')
        .choices(['auto', 'tfjs-node', 'openblas', 'wasm'])
        .default('auto'),
    )
    .optionsGroup('Saving and going on:')
    .option('--resume', 'go on with the run in the folder for the results, at its newest checkpoint')
    .addOption(
      new Option('--restore <how>', "how traffic comes back: stepped there again (exact) or from SUMO's saved state")
        .choices(['replay', 'state'])
        .default('replay'),
    )
    .option('--checkpoint-every <s>', 'simulated seconds between checkpoints; 0: none', seconds, 60)
    .option('--keep <n>', 'checkpoints that are kept', positiveInteger, 3)
    .optionsGroup('What is told:')
    .option('--events', 'also write every event to events.jsonl')
    .option('--no-report', 'do not write report.html')
    .option('--json', 'print the summary as one JSON document on standard output, and nothing else there')
    .option('--verbose', 'on failure, print the stack too');
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1e9))
    throw new InvalidArgumentError('expected seconds, 0 or more.');
  return value;
}

function recordMargin(text: string): number | 'all' {
  if (text === 'all') return text;
  const metres = Number(text);
  if (text.trim() === '' || !(metres >= 1 && metres <= 1e6))
    throw new InvalidArgumentError('expected metres, 1 or more, or all.');
  return metres;
}

/** @param trace - a recorded trace that takes the place of the experiment's traffic. */
export async function run(file: string, options: RunCommandOptions, trace?: string): Promise<void> {
  const planned = await planExperiment(file, { ...prepareOptions(options), trace });
  const { experiment } = planned;
  const out = options.out ?? join('results', `${experiment.name}-s${experiment.seed}`);
  checkResultsFolder(out, options.out !== undefined);
  if (options.resume === true && options.record !== undefined)
    throw new UsageError(
      '--record: a run that is resumed cannot be recorded from its middle; record it from the start',
      { code: 'E_RESUME', path: '--record' },
    );
  const sumo = planned.traffic.kind === 'sumo' ? requireSumo() : undefined;
  const gui = guiOptions(options, sumo);
  const interruption = onInterruption();
  const reporter = createReporter(process.stderr, experiment);
  // The drawing libraries load while SUMO loads its network.
  const report = options.report ? import('../report/index.ts') : undefined;
  // A failure shows where the report is wanted.
  report?.catch(() => undefined);
  let outcome: RunOutcome;
  try {
    outcome = await runExperiment(planned, {
      out,
      ...(sumo && { sumo }),
      threads: options.threads,
      backend: options.backend,
      events: options.events ?? false,
      resume: options.resume ?? false,
      restore: options.restore,
      ...(options.checkpointEvery > 0 && {
        checkpoints: { everyMs: Math.max(1, Math.round(1000 * options.checkpointEvery)), keep: options.keep },
      }),
      ...(options.record !== undefined && {
        record: { file: options.record, coverage: options.recordMargin ?? 1 },
      }),
      ...(gui && { gui }),
      signal: interruption.signal,
      listeners: reporter,
    });
  } finally {
    reporter.end();
    interruption.stopListening();
  }
  const { summary, folder } = outcome;
  try {
    await (await report)?.writeReport(folder);
  } finally {
    // The run is done whatever becomes of its report.
    process.stdout.write(options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : summaryTable(outcome));
  }
  if (summary.stoppedBy !== 'interrupted') return;
  const isSaved = options.checkpointEvery > 0;
  const then = isSaved ? `go on with --resume --out ${folder}` : 'nothing was saved, for --checkpoint-every is 0';
  process.stderr.write(`edgemlsim: interrupted; ${then}\n`);
  process.exitCode = INTERRUPTED;
}
