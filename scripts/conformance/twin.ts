/**
 * Part B: two SUMOs with the same seed, one driven by SUMO's own Python client, one by ours, see the same.
 *
 * `twin.py` drives the first and writes down what it did and saw; the same is then done here, and every value compared:
 * doubles to the last bit, errors by SUMO's words, results of subscriptions as a whole.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchSumo, TraciCommandError } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';
import { methodOf, valuesOf } from './calls.ts';
import type { Argument } from './calls.ts';
import { firstDifference } from './compare.ts';
import type { Seen } from './compare.ts';
import { buildScenario } from './scenario.ts';
import type { SumoInstallation } from './scenario.ts';

/** One line of the Python twin. */
interface Line {
  readonly do: 'step' | 'get' | 'call' | 'end';
  readonly until?: number;
  readonly call?: string;
  readonly arguments?: readonly Argument[];
  readonly value?: Seen;
  readonly error?: string;
  /** Why the Python client itself failed. */
  readonly failed?: string;
}

export interface TwinOptions extends SumoInstallation {
  /** How many edges, lanes and junctions are passed over between two that are asked; 1 for none. */
  readonly stride: number;
  /** The Python that runs SUMO's own client. */
  readonly python: string;
  /** File to be written with an answer of SUMO to every getter, for the tests. */
  readonly answers?: string | undefined;
}

/** A value that differed. */
export interface TwinDifference {
  readonly call: string;
  readonly arguments: readonly Argument[];
  /** Simulated time, in steps made. */
  readonly step: number;
  readonly what: string;
}

export interface TwinReport {
  readonly sumoVersion: string;
  readonly steps: number;
  readonly gets: number;
  readonly calls: number;
  readonly errors: number;
  /** Calls that the Python client could not make sense of, by call. */
  readonly pythonFailed: ReadonlyMap<string, number>;
  readonly differences: readonly TwinDifference[];
}

/**
 * SUMO 1.15 adds up the speeds within an entry-exit detector in the order of the vehicles' addresses in memory, so that
 * the last bit of the mean depends on what SUMO did before, such as reading longer messages.
 */
const BY_ADDRESS = /^multientryexit\.(getLastStepMeanSpeed|getAllSubscriptionResults)$/;
const LAST_BITS = 1e-15;
/** Getters without side effects that travel in one message. */
const TOGETHER = 200;
/** The Python twin's lines take some ten megabytes. */
const MAXIMUM_OUTPUT_BYTES = 1024 * 1024 * 1024;

export async function compareTwins(options: TwinOptions): Promise<TwinReport> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-twins-'));
  try {
    const args = buildScenario(folder, options);
    const lines = runPython(args, options);
    const client = await launchSumo({
      binary: join(options.binFolder, 'sumo'),
      sumoHome: options.home,
      arguments: args,
    });
    try {
      return await new Twin(client).follow(lines);
    } finally {
      await client.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runPython(args: readonly string[], { home, binFolder, python, stride, answers }: TwinOptions): Line[] {
  const script = fileURLToPath(new URL('twin.py', import.meta.url));
  const output = execFileSync(
    python,
    [script, join(binFolder, 'sumo'), String(stride), ...(answers === undefined ? [] : [answers]), '--', ...args],
    {
      env: { ...process.env, SUMO_HOME: home },
      maxBuffer: MAXIMUM_OUTPUT_BYTES,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  );
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  if (lines.length === 0 || lines[lines.length - 1]!.do !== 'end')
    throw new Error('the Python twin did not come to its end');
  return lines;
}

class Twin {
  readonly #client: TraciClient;
  readonly #differences: TwinDifference[] = [];
  readonly #pythonFailed = new Map<string, number>();
  readonly #counts = { step: 0, get: 0, call: 0, end: 0 };
  #errors = 0;

  constructor(client: TraciClient) {
    this.#client = client;
  }

  async follow(lines: readonly Line[]): Promise<TwinReport> {
    for (let at = 0; at < lines.length;) {
      let end = at + 1;
      while (end < lines.length && end - at < TOGETHER && lines[at]!.do === 'get' && lines[end]!.do === 'get') end++;
      const made = await Promise.allSettled(lines.slice(at, end).map((line) => this.#make(line)));
      const dead = made.findIndex(({ status }) => status === 'rejected');
      if (dead >= 0) {
        this.#ended(lines[at + dead]!, (made[dead] as PromiseRejectedResult).reason);
        break;
      }
      at = end;
    }
    return {
      sumoVersion: this.#client.version.sumoVersion,
      steps: this.#counts.step,
      gets: this.#counts.get,
      calls: this.#counts.call,
      errors: this.#errors,
      pythonFailed: this.#pythonFailed,
      differences: this.#differences,
    };
  }

  /** Records what ended the connection: nothing can be compared from there on. */
  #ended({ call = 'simulationStep', arguments: list = [] }: Line, reason: unknown): void {
    const what = `the connection ended: ${String(reason)}`;
    this.#differences.push({ call, arguments: list, step: this.#counts.step, what });
  }

  async #make(line: Line): Promise<void> {
    this.#counts[line.do]++;
    if (line.do === 'end') return;
    if (line.do === 'step') {
      await this.#client.simulationStep(line.until);
      return;
    }
    const { call = '', arguments: list = [], failed } = line;
    const step = this.#counts.step;
    const method = methodOf(this.#client, call);
    const what =
      method === undefined
        ? 'no such method'
        : await compareOutcome(line, () => method(...valuesOf(this.#client, list)));
    if (line.error !== undefined) this.#errors++;
    if (failed !== undefined) this.#pythonFailed.set(call, (this.#pythonFailed.get(call) ?? 0) + 1);
    else if (what !== undefined) this.#differences.push({ call, arguments: list, step, what });
  }
}

/** What differed between the line and what `make` does; undefined when nothing did. */
async function compareOutcome(line: Line, make: () => unknown): Promise<string | undefined> {
  try {
    const value = await make();
    if (line.error !== undefined) return `expected the error ${JSON.stringify(line.error)}, got a value`;
    return firstDifference(line.value ?? null, value, BY_ADDRESS.test(line.call ?? '') ? LAST_BITS : 0);
  } catch (error) {
    if (!(error instanceof TraciCommandError)) throw error;
    if (line.error === undefined) return `expected a value, got ${error.message}`;
    return error.description === line.error
      ? undefined
      : `expected the error ${JSON.stringify(line.error)}, got ${JSON.stringify(error.description)}`;
  }
}
