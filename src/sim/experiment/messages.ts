/**
 * One line for what is wrong with an experiment file: the path of the value, expected, got, what to do.
 *
 * Pure; `load.ts` turns the first line into an error.
 */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A problem of an experiment and where it is. */
export interface Problem {
  /** E.g. `edgeServers[1].range`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Writes a path as `edgeServers[1].range`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? String(part) : `.${String(part)}`;
  }
  return text;
}

/**
 * The most telling problem among what the schema found.
 *
 * @param issues - at least one.
 * @param input - the value that was checked, for "got".
 * @param knownKeys - keys that an object at a path may have, for "did you mean".
 */
export function describeIssue(
  issues: readonly Issue[],
  input: unknown,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): Problem {
  const first = issues[0]!;
  const issue = issues.find((one) => isSlipOf(first, one, input)) ?? first;
  return describe(issue, issue.path, input, knownKeys);
}

/** Whether a value is missing because its key was misspelt: the key that nobody knows is what to tell of. */
function isSlipOf(first: Issue, issue: Issue, input: unknown): boolean {
  const missing = first.path.at(-1);
  if (issue.code !== 'unrecognized_keys' || typeof missing !== 'string') return false;
  const isBeside = formatPath(issue.path) === formatPath(first.path.slice(0, -1));
  return isBeside && valueAt(input, first.path) === undefined && nearestName(issue.keys[0]!, [missing]) !== undefined;
}

function describe(
  issue: Issue,
  path: readonly PropertyKey[],
  input: unknown,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): Problem {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] ?? '';
      return { path: formatPath([...path, key]), message: unknownKey(key, knownKeys(path)) };
    }
    case 'invalid_union':
      // The key that tells the branches apart has none of their values.
      if ('options' in issue) return { path: formatPath(path), message: oneOf(issue.options, valueAt(input, path)) };
      return describeUnion(issue, path, input, knownKeys);
    case 'invalid_type':
      return { path: formatPath(path), message: `expected ${issue.expected}, ${got(valueAt(input, path))}` };
    case 'too_small':
    case 'too_big':
      return { path: formatPath(path), message: `expected ${bound(issue)}, ${got(valueAt(input, path))}` };
    case 'invalid_value':
      return { path: formatPath(path), message: oneOf(issue.values, valueAt(input, path)) };
    case 'invalid_format':
      return { path: formatPath(path), message: `${issue.message}, ${got(valueAt(input, path))}` };
    default:
      return { path: formatPath(path), message: issue.message };
  }
}

/** Of a union's branches, the one whose first complaint lies deepest is the one the user meant. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
  input: unknown,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): Problem {
  const branches = issue.errors.filter((branch) => branch.length > 0);
  const isShape = (branch: readonly Issue[]): boolean => branch.some((one) => one.path.length > 0);
  const missing = (branch: readonly Issue[]): number =>
    branch.filter((one) => one.code === 'invalid_type' && valueAt(input, [...path, ...one.path]) === undefined).length +
    branch.filter((one) => one.code === 'unrecognized_keys').length;
  const kinds = branches.map((branch) => branch.find(isWrongKind));
  if (kinds.length > 0 && kinds.every((kind) => kind !== undefined)) {
    const at = [...path, ...kinds[0]!.path];
    const values = kinds.flatMap((kind) => kind.values);
    return { path: formatPath(at), message: oneOf(values, valueAt(input, at)) };
  }
  const best = branches
    .filter((branch) => isShape(branch) && !branch.some(isWrongKind))
    .sort((a, b) => missing(a) - missing(b))[0];
  if (best === undefined) {
    const types = branches.map((branch) => (branch[0]?.code === 'invalid_type' ? branch[0].expected : 'another value'));
    return {
      path: formatPath(path),
      message: `expected ${[...new Set(types)].join(' or ') || 'one of the documented forms'}, ${got(valueAt(input, path))}`,
    };
  }
  const first = best[0]!;
  return describe(first, [...path, ...first.path], input, knownKeys);
}

/** A complaint about the constant that tells the branches of a union apart. */
function isWrongKind(issue: Issue): issue is Extract<Issue, { code: 'invalid_value' }> {
  return issue.code === 'invalid_value' && issue.path.length === 1 && issue.values.length === 1;
}

function oneOf(values: readonly unknown[], value: unknown): string {
  const names = values.map(String);
  const nearest = typeof value === 'string' ? nearestName(value, names) : undefined;
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `expected ${names.join(' or ')}, ${got(value)}${hint}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `known keys: ${known.join(', ')}` : `did you mean "${nearest}"?`;
  return `unknown key "${key}"; ${hint}`;
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const strict = issue.inclusive === false;
  const sign = issue.code === 'too_small' ? (strict ? '>' : '>=') : strict ? '<' : '<=';
  if (issue.origin === 'array' || issue.origin === 'string') {
    const what = issue.origin === 'array' ? 'entries' : 'characters';
    return `${sign} ${String(limit)} ${what}`;
  }
  return `a number ${sign} ${String(limit)}`;
}

function got(value: unknown): string {
  if (value === undefined) return 'but it is missing';
  const text = JSON.stringify(value);
  return `got ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

/** The value at a path; undefined where there is none. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[part];
  }
  return value;
}

/**
 * The known name most like `name`, if one is near enough to be a slip of the keyboard.
 *
 * @returns A member of `known` at edit distance at most 1 + a third of the name's length, or undefined.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const limit = 1 + Math.floor(name.length / 3);
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Edit distance in which exchanging two neighbours counts as one slip (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    const previous = rows[row - 1]!;
    for (let column = 1; column <= b.length; column++) {
      const change = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(change, previous[column]! + 1, current[column - 1]! + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        least = Math.min(least, rows[row - 2]![column - 2]! + 1);
      current.push(least);
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
