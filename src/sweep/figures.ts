/** The figures of a run that a table of runs holds: all of its `summary.json` but for what the wall clock decides. Pure. */

/** A figure: a number, or a word such as why the run stopped. */
export type Figure = number | string;

/** Known from elsewhere, or different when the same run is repeated. */
const LEFT_OUT: ReadonlySet<string> = new Set(['schemaVersion', 'name', 'backend', 'sumo.version', 'timings']);

/** Of the last evaluation: short names for what everybody looks at. */
const FINAL = 'final.';

/**
 * @param summary - content of a run's `summary.json`.
 * @returns Figures by column, e.g. `accuracy`, `fates.used`; absent where the file says `null`.
 */
export function figuresOf(summary: Readonly<Record<string, unknown>>): ReadonlyMap<string, Figure> {
  const figures = new Map<string, Figure>();
  const visit = (value: unknown, path: string): void => {
    if (LEFT_OUT.has(path) || /wall/i.test(path)) return;
    if (typeof value === 'number' || typeof value === 'string')
      figures.set(path.startsWith(FINAL) ? path.slice(FINAL.length) : path, value);
    else if (typeof value === 'boolean') figures.set(path, String(value));
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, path === '' ? key : `${path}.${key}`);
  };
  visit(summary, '');
  const digest = figures.get('digest');
  figures.delete('digest');
  if (digest !== undefined) figures.set('digest', digest);
  return figures;
}
