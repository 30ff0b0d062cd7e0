/**
 * From the content of an experiment file with sweeps to the list of its runs. Pure; the order is that of the file: the
 * first sweep changes slowest.
 *
 * The values of a sweep may contain sweeps themselves, which then exist in those runs only.
 */
import { findSweep, formatPath } from '../sim/index.ts';
import { SweepError } from './errors.ts';
import { MAXIMUM_RUNS, readSweep, tooMany, type Sweep } from './notation.ts';

/** One run of a sweep. */
export interface ExpandedRun {
  /** The label of its value on every dimension that it has. */
  readonly labels: Readonly<Record<string, string>>;
  /** `path=value` texts which, applied in order to the file with its sweeps, give the experiment. */
  readonly overrides: readonly string[];
  /** The content with every sweep replaced by a value. */
  readonly content: unknown;
}

/** A sweep spread out. */
export interface Expansion {
  /** Names of what is swept, in the order of their first appearance. */
  readonly dimensions: readonly string[];
  /** 1 to 100,000. */
  readonly runs: readonly ExpandedRun[];
}

/** What has been chosen on the way to a run. */
interface Choices {
  readonly labels: Readonly<Record<string, string>>;
  readonly overrides: readonly string[];
  /** For each name, the index into its values and their number. */
  readonly taken: ReadonlyMap<string, { readonly index: number; readonly of: number }>;
}

/**
 * @param content - the parsed file; not modified.
 * @param source - named in messages, e.g. the file's path.
 * @throws {SweepError} `E_SWEEP` if nothing is swept, a sweep is malformed, sweeps of one name have different lengths, or there
 *   are more than 100,000 runs.
 */
export function expand(content: unknown, source: string): Expansion {
  const dimensions: string[] = [];
  const runs: ExpandedRun[] = [];
  // A sweep is met again on the way to every run below it.
  const read = new Map<string, { readonly value: unknown; readonly sweep: Sweep }>();
  const readOnce = (path: readonly PropertyKey[], value: unknown): Sweep => {
    const known = read.get(formatPath(path));
    if (known !== undefined && known.value === value) return known.sweep;
    const sweep = readSweep(value, path);
    read.set(formatPath(path), { value, sweep });
    return sweep;
  };

  const visit = (current: unknown, choices: Choices): void => {
    const path = findSweep(current);
    if (path === undefined) {
      runs.push({ labels: choices.labels, overrides: choices.overrides, content: current });
      if (runs.length > MAXIMUM_RUNS) throw new SweepError(tooMany('its'), { code: 'E_SWEEP' });
      return;
    }
    const sweep = readOnce(path, valueAt(current, path));
    if (!dimensions.includes(sweep.name)) dimensions.push(sweep.name);
    const known = choices.taken.get(sweep.name);
    if (known !== undefined && known.of !== sweep.values.length)
      throw new SweepError(
        `${formatPath(path)}: sweeps named "${sweep.name}" go together, so expected ${known.of} values as in the first, got ${sweep.values.length}`,
        { code: 'E_SWEEP', path: formatPath(path) },
      );
    const indices = known === undefined ? sweep.values.keys() : [known.index];
    for (const index of indices) {
      const value = sweep.values[index];
      visit(replaceAt(current, path, value), {
        labels: known === undefined ? { ...choices.labels, [sweep.name]: sweep.labels[index]! } : choices.labels,
        overrides: [...choices.overrides, `${formatPath(path)}=${JSON.stringify(value)}`],
        taken: new Map([...choices.taken, [sweep.name, { index, of: sweep.values.length }]]),
      });
    }
  };

  try {
    if (findSweep(content) === undefined)
      throw new SweepError('nothing is swept; write {sweep: [a, b]} for a value, or use "edgemlsim run"', {
        code: 'E_SWEEP',
      });
    visit(content, { labels: {}, overrides: [], taken: new Map() });
  } catch (cause) {
    if (!(cause instanceof SweepError)) throw cause;
    const { code, path } = cause;
    throw new SweepError(`${source}: ${cause.message}`, { code, ...(path !== undefined && { path }), cause });
  }
  return { dimensions, runs };
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Readonly<Record<PropertyKey, unknown>>)[key], content);
}

/** A copy with one value replaced; what does not lie on the way is shared. */
function replaceAt(content: unknown, path: readonly PropertyKey[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(content))
    return content.map((entry: unknown, index) => (index === key ? replaceAt(entry, rest, value) : entry));
  const holder = content as Readonly<Record<PropertyKey, unknown>>;
  return { ...holder, [key]: replaceAt(holder[key], rest, value) };
}
