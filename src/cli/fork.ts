/** `edgemlsim fork`: how a run would have gone on from one of its moments, had something been different. */
import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import {
  comparisonTable,
  forkRun,
  parseMoment,
  UsageError,
  type ForkOutcome,
  type ForkVariant,
  type Trunk,
} from '../index.ts';
import { exitCodeOfFailures, INTERRUPTED } from './exit.ts';
import { onInterruption } from './interruption.ts';
import { collect, dataPlaces, positiveInteger, requireSumo } from './options.ts';
import { createPoolReporter } from './pool-reporter.ts';

interface ForkCommandOptions {
  readonly at: string;
  readonly set?: readonly string[];
  readonly variant?: readonly string[];
  readonly out?: string;
  readonly jobs?: number;
  readonly threads?: number;
  readonly backend: 'auto' | 'tfjs-node' | 'openblas' | 'wasm';
  readonly fromStart?: boolean;
  readonly data?: string;
  readonly json?: boolean;
}

/** Name of the only variant, when none is named. */
const CHANGED = 'changed';

/** Adds the command to the program. */
export function addFork(program: Command): void {
  program
    .command('fork <run>')
    .description('go on from a moment of a run (its folder), unchanged and with changes, side by side, and compare')
    .requiredOption('--at <moment>', 'simulated seconds like 120s, or a round like round=20')
    .option('--set <path=value>', 'a change that every variant has; may be repeated', collect)
    .option('--variant <name:path=value>', 'a variant and a change that it has; repeat a name for more', collect)
    .option('--from-start', 'run from the start where no checkpoint is early enough: as exact, and slower')
    .option('--out <dir>', 'new or empty folder for the results (default: <run>-fork-<moment>)')
    .option('--jobs <n>', 'runs at a time (default: as many as cores)', positiveInteger)
    .option('--threads <n>', 'computing threads of a run; results do not depend on it', positiveInteger)
    .addOption(
      new Option('--backend <name>', 'what computes gradients')
        .choices(['auto', 'tfjs-node', 'openblas', 'wasm'])
        .default('auto'),
    )
    .option('--data <dir>', 'folder in which public data (maps, MNIST) is looked for first')
    .option('--json', 'print one JSON document on standard output, and nothing else there')
    .option('--verbose', 'on failure, print the stack too')
    .action(fork);
}

async function fork(run: string, options: ForkCommandOptions): Promise<void> {
  const at = parseMoment(options.at);
  const variants = variantsOf(options);
  const { jobs = Math.min(availableParallelism(), variants.length + 1), backend } = options;
  const { threads = Math.max(1, Math.floor(availableParallelism() / jobs)) } = options;
  const interruption = onInterruption();
  const reporter = createPoolReporter(process.stderr);
  let outcome: ForkOutcome;
  try {
    outcome = await forkRun({
      run,
      at,
      variants,
      ...(options.out !== undefined && { out: options.out }),
      prepare: { ...dataPlaces(options.data), onNotice: notice },
      requireSumo,
      jobs,
      threads,
      backend,
      fromStart: options.fromStart ?? false,
      signal: interruption.signal,
      listeners: {
        ...reporter,
        onTrunk: (trunk) => {
          notice(describeTrunk(trunk));
        },
        trunk: { onNotice: notice },
      },
    });
  } finally {
    reporter.end();
    interruption.stopListening();
  }
  print(outcome, options);
}

/** Variants in the order in which they are first named. */
function variantsOf({ set = [], variant = [] }: ForkCommandOptions): readonly ForkVariant[] {
  const changes = new Map<string, string[]>();
  for (const text of variant) {
    const colon = text.indexOf(':');
    if (colon < 1)
      throw new UsageError(`--variant: expected name:path=value, e.g. slow:workers.computeTimeMs=400, got "${text}"`, {
        code: 'E_FORK',
        path: '--variant',
      });
    const name = text.slice(0, colon);
    changes.set(name, [...(changes.get(name) ?? []), text.slice(colon + 1)]);
  }
  if (variant.length === 0 && set.length > 0) changes.set(CHANGED, []);
  return [...changes].map(([name, own]) => ({ name, overrides: [...set, ...own] }));
}

function print({ folder, trunk, rows, failed, isComplete, digest }: ForkOutcome, { json }: ForkCommandOptions): void {
  for (const { name, failure } of failed) notice(`${name} failed: ${failure.message}`);
  if (!isComplete) notice('interrupted; fork again with a new --out');
  const base = rows.find(({ difference }) => difference === undefined);
  if (digest !== undefined && base !== undefined && digest !== base.digest)
    notice('the run as it was did not end as it did then; was it of another version, or a file changed?');
  if (json === true)
    process.stdout.write(`${JSON.stringify({ folder, trunk, rows, failed, complete: isComplete }, null, 2)}\n`);
  else process.stdout.write(`\n${comparisonTable(rows)}\nresults      ${folder}\n`);
  if (!isComplete) process.exitCode = INTERRUPTED;
  else if (failed.length > 0) process.exitCode = exitCodeOfFailures(failed.map(({ failure }) => failure.kind));
}

function describeTrunk({ step, round, simulatedMs }: Trunk): string {
  return `all go on from ${simulatedMs / 1000} s, after step ${step} and round ${round}`;
}

function notice(message: string): void {
  process.stderr.write(`edgemlsim: ${message}\n`);
}
