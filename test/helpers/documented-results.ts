/** What docs/results-format.md says of a run's folder, against what is in one. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf } from '../../src/sweep/figures.ts';

const PAGE = new URL('../../docs/results-format.md', import.meta.url);

/** A name in the first column of a table. */
interface Documented {
  readonly name: string;
  /** Its description says when it is there: `only ...`. */
  readonly sometimes: boolean;
}

/** Of the table under a heading; that of all files stands before the first. */
function documented(heading: string): readonly Documented[] {
  const sections = readFileSync(PAGE, 'utf8').split(/^## /m);
  const section = sections.find((text, index) => (heading === '' ? index === 0 : text.startsWith(`${heading}\n`)));
  const rows = section!.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => {
    const [, names, meaning] = row.split(/(?:^| )\|(?: |$)/);
    return [...names!.matchAll(/`([^`]+)`/g)].map(([, name]) => ({
      name: name!,
      sometimes: /\bonly\b/.test(meaning!),
    }));
  });
}

/** What is in a folder and not on the page, and what the page promises and is not there; one line each. */
export function differencesFromPage(folder: string): readonly string[] {
  const json = (file: string): Readonly<Record<string, unknown>> =>
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Readonly<Record<string, unknown>>;
  const edgeServers = /^gradients_.*$/;
  const columns = (file: string): readonly string[] =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n', 1)[0]!
      .split(',')
      .map((column) => column.replace(edgeServers, 'gradients_<name>'));
  const files = readdirSync(folder).map((name) => (statSync(join(folder, name)).isDirectory() ? `${name}/` : name));
  return [
    ...differences('', files),
    ...['metrics.csv', 'rounds.csv', 'places.csv'].flatMap((file) => differences(file, columns(file))),
    ...['manifest.json', 'summary.json'].flatMap((file) => differences(file, pathsIn(json(file)))),
    ...columnsOfSweep(json('summary.json')),
  ];
}

/** The page says which fields of a summary become columns of a sweep's `runs.csv`, and under which names. */
function columnsOfSweep(summary: Readonly<Record<string, unknown>>): readonly string[] {
  const leftOut = /^(?:schemaVersion|name|backend\..*|sumo\.version|timings\..*|wallSeconds)$/;
  const expected = pathsIn(summary)
    .filter((path) => !leftOut.test(path))
    .map((path) => path.replace(/^final\./, ''));
  const columns = [...figuresOf(summary).keys()];
  const unlike = [...expected, ...columns].filter((name) => expected.includes(name) !== columns.includes(name));
  return unlike.map((name) => `runs.csv and the page differ about ${name}`);
}

function differences(where: string, present: readonly string[]): readonly string[] {
  const page = documented(where);
  const place = where === '' ? 'the folder' : where;
  return [
    ...present
      .filter((name) => !page.some((one) => one.name === name))
      .map((name) => `${place} has ${name}, of which the page says nothing`),
    ...page
      .filter(({ name, sometimes }) => !sometimes && !present.includes(name))
      .map(({ name }) => `the page says that ${place} has ${name}`),
  ];
}

/** Of all values that are no objects, e.g. `fates.used`. */
function pathsIn(value: Readonly<Record<string, unknown>>, prefix = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? pathsIn(part as Readonly<Record<string, unknown>>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
