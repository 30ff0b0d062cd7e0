/**
 * `--set path=value`: changes one value of an experiment before it is checked.
 *
 * The path is written as errors write it (`edgeServers[1].range`), the value is YAML. Pure.
 */
import { parse } from 'yaml';
import { ExperimentError } from './errors.ts';

type Part = string | number;

/**
 * @param experiment - the parsed file; not modified.
 * @param assignment - e.g. `stop.epochs=2` or `faults=[]`.
 * @returns A copy with the value in place; missing objects on the way are made.
 * @throws {ExperimentError} `E_EXPERIMENT_SET` for a text without "=", a path that does not parse or leads through a number or text.
 */
export function applyOverride(experiment: unknown, assignment: string): unknown {
  const equals = assignment.indexOf('=');
  if (equals < 1) throw malformed(assignment, 'expected path=value, e.g. stop.epochs=2');
  const path = parsePath(assignment.slice(0, equals).trim(), assignment);
  const value = parseValue(assignment.slice(equals + 1), assignment);
  const copy: unknown = structuredClone(experiment);
  const root = { value: copy };
  let holder: Record<Part, unknown> = root;
  let key: Part = 'value';
  for (const part of path) {
    holder[key] ??= typeof part === 'number' ? [] : {};
    const next = holder[key];
    if (typeof next !== 'object' || next === null)
      throw malformed(assignment, `"${String(key)}" holds ${JSON.stringify(next)}, which has no parts`);
    if (Array.isArray(next) && typeof part === 'number' && part > next.length)
      throw malformed(assignment, `there are ${next.length} entries, so [${part}] would leave a gap`);
    if (Array.isArray(next) !== (typeof part === 'number'))
      throw malformed(assignment, Array.isArray(next) ? 'expected an index like [0]' : `unexpected index [${part}]`);
    holder = next as Record<Part, unknown>;
    key = part;
  }
  holder[key] = value;
  return root.value;
}

function parsePath(text: string, assignment: string): readonly Part[] {
  const parts: Part[] = [];
  const pattern = /(?:^|\.)([A-Za-z_][A-Za-z0-9_-]*)|\[(\d+)\]/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw malformed(assignment, `cannot read the path at "${text.slice(at)}"`);
    const key = match[1];
    if (key === '__proto__') throw malformed(assignment, 'no such key');
    parts.push(key ?? Number(match[2]));
    at = pattern.lastIndex;
  }
  return parts;
}

function parseValue(text: string, assignment: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch (cause) {
    throw new ExperimentError(`--set ${assignment}: the value is not YAML`, { code: 'E_EXPERIMENT_SET', cause });
  }
}

function malformed(assignment: string, why: string): ExperimentError {
  return new ExperimentError(`--set ${assignment}: ${why}`, { code: 'E_EXPERIMENT_SET' });
}
