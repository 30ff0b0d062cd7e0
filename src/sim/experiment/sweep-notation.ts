/**
 * Where an experiment file stands for many: a mapping with the key `sweep` in place of a value.
 *
 * Known here only so that a run can refuse such a file; what the mapping may say is the business of `src/sweep`.
 */

/** True for `{sweep: ...}`. */
export function isSweep(value: unknown): value is Readonly<Record<string, unknown>> & { readonly sweep: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'sweep' in value;
}

/** The path of the first sweep in the order of the file; undefined when there is none. */
export function findSweep(content: unknown, path: readonly PropertyKey[] = []): readonly PropertyKey[] | undefined {
  if (isSweep(content)) return path;
  if (typeof content !== 'object' || content === null) return undefined;
  const entries: readonly (readonly [PropertyKey, unknown])[] = Array.isArray(content)
    ? content.map((value: unknown, index) => [index, value])
    : Object.entries(content);
  for (const [key, value] of entries) {
    const found = findSweep(value, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
