/**
 * Comparing a value that the Python client returned, as JSON, with ours.
 *
 * Used by `twin`. Forms differ where the two languages do: Python's tuples are our arrays, or our records with the
 * fields in the tuple's order; its maps are our maps or results; None is undefined or null.
 */
import { VariableResults } from '../../src/traci/subscription-values.ts';

/** A value as `twin.py` writes it. */
export type Seen =
  | null
  | boolean
  | number
  | string
  | readonly Seen[]
  | { readonly '@number': string }
  | { readonly '@map': readonly (readonly [key: Seen, value: Seen])[] }
  | { readonly '@record': Readonly<Record<string, Seen>> };

/**
 * Looks for the first difference, depth first.
 *
 * @param tolerance - how far numbers may lie apart, relative to the larger; 0 for to the last bit.
 * @returns Where and what, e.g. `[2].length: expected 3, got 4`; undefined when the values are the same.
 */
export function firstDifference(seen: Seen, ours: unknown, tolerance = 0): string | undefined {
  return difference(seen, ours, '', tolerance);
}

function difference(seen: Seen, ours: unknown, at: string, tolerance: number): string | undefined {
  if (seen === null) return ours === undefined || ours === null ? undefined : unlike(at, seen, ours);
  if (typeof seen !== 'object')
    return Object.is(seen, ours) || isNear(seen, ours, tolerance) ? undefined : unlike(at, seen, ours);
  if (isList(seen)) return listDifference(seen, ours, at, tolerance);
  if ('@number' in seen)
    return String(ours).toLowerCase().startsWith(seen['@number']) ? undefined : unlike(at, seen, ours);
  if ('@map' in seen) return mapDifference(seen['@map'], ours, at, tolerance);
  return recordDifference(seen['@record'], ours, at, tolerance);
}

function listDifference(seen: readonly Seen[], ours: unknown, at: string, tolerance: number): string | undefined {
  if (typeof ours !== 'object' || ours === null) return unlike(at, seen, ours);
  const list: unknown[] = Array.isArray(ours) ? ours : Object.values(ours);
  if (list.length !== seen.length) return unlike(`${at}.length`, seen.length, list.length);
  return firstOf(seen, (item, index) => difference(item, list[index], `${at}[${index}]`, tolerance));
}

function mapDifference(
  seen: readonly (readonly [key: Seen, value: Seen])[],
  ours: unknown,
  at: string,
  tolerance: number,
): string | undefined {
  const all = entriesOf(ours);
  if (all === undefined) return unlike(at, seen, ours);
  // What is around an object that nothing is around, older Python clients leave out.
  const seenKeys = new Set(seen.map(([key]) => JSON.stringify(key)));
  const entries = new Map([...all].filter(([key, value]) => seenKeys.has(key) || !isEmptyMap(value)));
  if (entries.size !== seen.length)
    return unlike(
      `${at}.size`,
      seen.map(([key]) => key),
      [...entries.keys()],
    );
  return firstOf(seen, ([key, value]) => {
    const name = JSON.stringify(key);
    if (!entries.has(name)) return `${at}.${name}: expected a value, got none`;
    return difference(value, entries.get(name), `${at}.${name}`, tolerance);
  });
}

function recordDifference(
  seen: Readonly<Record<string, Seen>>,
  ours: unknown,
  at: string,
  tolerance: number,
): string | undefined {
  if (typeof ours !== 'object' || ours === null) return unlike(at, seen, ours);
  const record = ours as Readonly<Record<string, unknown>>;
  return firstOf(Object.entries(seen), ([key, value]) => {
    if (!(key in record)) return `${at}.${key}: expected a field, got none`;
    return difference(value, record[key], `${at}.${key}`, tolerance);
  });
}

/** The entries of a map, by the JSON of their keys. */
function entriesOf(ours: unknown): ReadonlyMap<string, unknown> | undefined {
  const entries: readonly (readonly [unknown, unknown])[] | undefined =
    ours instanceof VariableResults
      ? ours.entries()
      : ours instanceof Map
        ? [...(ours as ReadonlyMap<unknown, unknown>)]
        : typeof ours === 'object' && ours !== null
          ? Object.entries(ours)
          : undefined;
  return entries && new Map(entries.map(([key, value]) => [JSON.stringify(key), value]));
}

function isEmptyMap(value: unknown): boolean {
  return value instanceof Map && value.size === 0;
}

function firstOf<Item>(
  items: readonly Item[],
  look: (item: Item, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isNear(seen: unknown, ours: unknown, tolerance: number): boolean {
  if (typeof seen !== 'number' || typeof ours !== 'number') return false;
  return Math.abs(seen - ours) <= tolerance * Math.max(Math.abs(seen), Math.abs(ours)) && tolerance > 0;
}

function unlike(at: string, seen: unknown, ours: unknown): string {
  return `${at === '' ? 'value' : at}: expected ${JSON.stringify(seen)}, got ${JSON.stringify(ours)}`;
}

function isList(seen: Seen): seen is readonly Seen[] {
  return Array.isArray(seen);
}
