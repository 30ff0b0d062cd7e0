/** `edgemlsim sweep`: all runs of an experiment file with sweeps, in parallel; started again, it goes on. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { openSweep, type Sweep, type SweepOutcome } from '../index.ts';
import { exitCodeOfFailures, INTERRUPTED } from './exit.ts';
import { formatDuration } from './format.ts';
import { onInterruption } from './interruption.ts';
import {
  positiveInteger,
  prepareOptions,
  requireSumo,
  withExperimentOptions,
  type ExperimentOptions,
} from './options.ts';
import { createPoolReporter, runsOf } from './pool-reporter.ts';

interface SweepCommandOptions extends ExperimentOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly backend: 'auto' | 'tfjs-node' | 'openblas' | 'wasm';
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addSweep(program: Command): void {
  withExperimentOptions(program.command('sweep <experiment>'))
    .description('run an experiment file whose values are swept, every combination; goes on where it was ended')
    .option('--out <dir>', 'folder for the results (default: results/<name>-sweep)')
    .option('--jobs <n>', 'runs at a time (default: from cores and memory)', positiveInteger)
    .addOption(
      new Option('--backend <name>', 'what computes gradients')
        .choices(['auto', 'tfjs-node', 'openblas', 'wasm'])
        .default('auto'),
    )
    .option('--dry-run', 'check, count the runs and estimate the time (may try the first run for some seconds)')
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .option('--verbose', 'on failure, print the stack too')
    .action(sweep);
}

async function sweep(file: string, options: SweepCommandOptions): Promise<void> {
  const opened = await openSweep({
    file,
    prepare: prepareOptions(options),
    sumo: requireSumo(),
    backend: options.backend,
    ...(options.out !== undefined && { out: options.out }),
    ...(options.jobs !== undefined && { jobs: options.jobs }),
  });
  const interruption = onInterruption();
  try {
    if (options.dryRun === true) await dryRun(opened, interruption.signal, options);
    else await wholeSweep(opened, interruption.signal, options);
    if (interruption.signal.aborted) process.exitCode = INTERRUPTED;
  } finally {
    interruption.stopListening();
  }
}

async function dryRun(sweep: Sweep, signal: AbortSignal, { json }: SweepCommandOptions): Promise<void> {
  const { counts, jobs, plan, out } = sweep;
  const seconds = await sweep.estimate(signal);
  const { dimensions } = plan;
  if (json === true) {
    const document = { dimensions, ...counts, jobs, estimatedSeconds: seconds ?? null, folder: out };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const time = seconds === undefined ? 'of unknown length' : `about ${formatDuration(seconds)}`;
  process.stdout.write(
    `${runsOf(counts.total)} over ${dimensions.join(', ')}; ${counts.done} done, ${counts.total - counts.done} to do, ${jobs} at a time: ${time}\n`,
  );
}

async function wholeSweep(sweep: Sweep, signal: AbortSignal, { json }: SweepCommandOptions): Promise<void> {
  const reporter = createPoolReporter(process.stderr);
  let outcome: SweepOutcome;
  try {
    outcome = await sweep.run({ signal, listeners: reporter });
  } finally {
    reporter.end();
  }
  const { folder, failed, isComplete } = outcome;
  const done = outcome.outcomes.size - failed.length;
  for (const { run, failure } of failed)
    process.stderr.write(`edgemlsim: run ${run.id} (${describeLabels(run.labels)}) failed: ${failure.message}\n`);
  if (!isComplete)
    process.stderr.write(
      `edgemlsim: interrupted; the same command goes on with the ${sweep.counts.total - done} left\n`,
    );
  if (json === true) process.stdout.write(`${JSON.stringify(describeOutcome(sweep, outcome), null, 2)}\n`);
  else
    process.stdout.write(
      `${done} of ${runsOf(sweep.counts.total)} done${failed.length > 0 ? `, ${failed.length} failed` : ''}\n` +
        `runs         ${join(folder, 'runs.csv')}\n` +
        `means        ${join(folder, 'summary.csv')}\n`,
    );
  if (failed.length > 0) process.exitCode = exitCodeOfFailures(failed.map(({ failure }) => failure.kind));
}

function describeOutcome({ plan, counts }: Sweep, { folder, failed, outcomes, isComplete }: SweepOutcome): unknown {
  return {
    folder,
    dimensions: plan.dimensions,
    total: counts.total,
    done: outcomes.size - failed.length,
    complete: isComplete,
    failed: failed.map(({ run, failure }) => ({ run: run.id, values: run.labels, ...failure })),
  };
}

/** E.g. `rule=mean seed=3`. */
export function describeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([dimension, label]) => `${dimension}=${label}`)
    .join(' ');
}
