/** `edgemlsim run`: one experiment from its file to its folder of results. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { checkResultsFolder, prepareExperiment, runExperiment, type RunOutcome } from '../index.ts';
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

interface RunCommandOptions extends ExperimentOptions, GuiCommandOptions {
  readonly out?: string;
  readonly threads: number;
  readonly backend: 'auto' | 'tfjs-node' | 'openblas' | 'wasm';
  readonly events?: boolean;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addRun(program: Command): void {
  withGuiOptions(withExperimentOptions(program.command('run <experiment>')))
    .description('run an experiment (a YAML file) and write its folder of results')
    .option('--out <dir>', 'folder for the results (default: results/<name>-s<seed>)')
    .option('--threads <n>', 'computing threads; results do not depend on it', positiveInteger, defaultThreads())
    .addOption(
      new Option('--backend <name>', 'what computes gradients')
        .choices(['auto', 'tfjs-node', 'openblas', 'wasm'])
        .default('auto'),
    )
    .option('--events', 'also write every event to events.jsonl')
    .option('--json', 'print the summary as one JSON document on standard output, and nothing else there')
    .option('--verbose', 'on failure, print the stack too')
    .action(run);
}

async function run(file: string, options: RunCommandOptions): Promise<void> {
  const prepared = await prepareExperiment(file, prepareOptions(options));
  const { experiment } = prepared;
  const out = options.out ?? join('results', `${experiment.name}-s${experiment.seed}`);
  checkResultsFolder(out, options.out !== undefined);
  const sumo = requireSumo();
  const gui = guiOptions(options, sumo);
  const interruption = onInterruption();
  const reporter = createReporter(process.stderr, experiment);
  let outcome: RunOutcome;
  try {
    outcome = await runExperiment(prepared, {
      out,
      sumo,
      threads: options.threads,
      backend: options.backend,
      events: options.events ?? false,
      ...(gui && { gui }),
      signal: interruption.signal,
      listeners: reporter,
    });
  } finally {
    reporter.end();
    interruption.stopListening();
  }
  const { summary, folder } = outcome;
  process.stdout.write(options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : summaryTable(outcome));
  if (summary.stoppedBy !== 'interrupted') return;
  process.stderr.write(`edgemlsim: interrupted; what there was of the results is in ${folder}\n`);
  process.exitCode = INTERRUPTED;
}
