/** `edgemlsim data`: which data sets there are, which are here, and how to get the others. */
import { join } from 'node:path';
import { Argument, type Command } from 'commander';
import {
  catalogue,
  fetchDataset,
  findDataset,
  isDatasetComplete,
  loadDataset,
  summarise,
  type CatalogueEntry,
  type DatasetName,
  type FetchableDataset,
  type FetchEvent,
} from '../index.ts';
import { formatBytes, formatTable } from './format.ts';
import { dataPlaces, userCacheDir } from './options.ts';

interface DataOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** A data set, and what of it is on this machine. */
interface FoundEntry extends CatalogueEntry {
  /** Its folder, or `built-in`; null if it is in no place. */
  readonly place: string | null;
  /** Whether all of it is there. */
  readonly complete: boolean;
}

const NAMES = catalogue.map(({ set }) => set);
const FETCHABLE = catalogue.filter(({ fetchable }) => fetchable).map(({ set }) => set as FetchableDataset);
const REDRAW_MS = 100;

/** Adds the commands to the program. */
export function addData(program: Command): void {
  const data = program.command('data').description('list, fetch and describe data sets');
  withPlaces(data.command('list'))
    .description('say which data sets there are and which are on this machine')
    .action(list);
  data
    .command('fetch')
    .description("download a public data set into the user's cache folder, checked")
    .addArgument(new Argument('<set>').choices(FETCHABLE))
    .action(fetch);
  withPlaces(data.command('info'))
    .description('load a data set and say what is in it')
    .addArgument(new Argument('<set>').choices(NAMES))
    .action(info);
}

function withPlaces(command: Command): Command {
  return command
    .option('--data <dir>', 'folder in which public data is looked for first')
    .option('--json', 'print it as JSON');
}

async function list({ data, json }: DataOptions): Promise<void> {
  const places = dataPlaces(data);
  const entries = await Promise.all(
    catalogue.map(async (entry) => {
      const place = (await findDataset(entry, places)) ?? null;
      return { ...entry, place, complete: place !== null && (await isDatasetComplete(entry, place)) };
    }),
  );
  process.stdout.write(
    json === true
      ? `${JSON.stringify(entries, null, 2)}\n`
      : formatTable([
          ['set', 'what', 'train', 'test', 'classes', 'where'],
          ...entries.map((entry) => [
            entry.set,
            entry.title,
            String(entry.train),
            String(entry.test),
            String(entry.classes),
            whereabouts(entry),
          ]),
        ]),
  );
}

function whereabouts({ set, fetchable, downloadBytes, place, complete }: FoundEntry): string {
  if (place !== null) return complete ? place : `${place}, but not all of it`;
  return fetchable ? `edgemlsim data fetch ${set} (${formatBytes(downloadBytes)})` : 'made when it is needed';
}

async function fetch(set: FetchableDataset): Promise<void> {
  const folder = join(userCacheDir(), set);
  const isLive = process.stderr.isTTY;
  let drawnAt = -Infinity;
  await fetchDataset(set, {
    folder,
    onEvent(event) {
      const isProgress = event.kind === 'receiving';
      if (isProgress && (!isLive || performance.now() - drawnAt < REDRAW_MS)) return;
      drawnAt = performance.now();
      const start = isLive ? '\r\u001b[2K' : '';
      process.stderr.write(`${start}${eventLine(event)}${isProgress ? '' : '\n'}`);
    },
  });
  process.stdout.write(`${folder}\n`);
}

function eventLine(event: FetchEvent): string {
  switch (event.kind) {
    case 'present':
      return `${event.file}: already here`;
    case 'receiving':
      return `${event.file}: ${formatBytes(event.receivedBytes)} of ${formatBytes(event.totalBytes)}`;
    case 'failed-try':
      return `${event.file}: ${event.url}: ${event.reason}`;
    case 'done':
      return `${event.file}: done`;
  }
}

async function info(set: Exclude<DatasetName, 'csv'>, { data, json }: DataOptions): Promise<void> {
  const { train, test } = catalogue.find((entry) => entry.set === set)!;
  const spec = set === 'digits' ? { set, train: 20_000, test: 4000, seed: 1 } : { set, train, test };
  const dataset = await loadDataset(spec, { places: dataPlaces(data) });
  const summary = summarise(dataset);
  process.stdout.write(json === true ? `${JSON.stringify({ set, ...summary }, null, 2)}\n` : infoTable(summary));
}

/** What is in a data set: a line for each of its two parts, and how many examples of each class they have. */
export function infoTable({ train, test }: ReturnType<typeof summarise>): string {
  const line = (part: string, { count, mean, standardDeviation, histogram }: typeof train): readonly string[] => [
    part,
    String(count),
    mean.toFixed(4),
    standardDeviation.toFixed(4),
    ...histogram.map(String),
  ];
  const classes = train.histogram.map((_, index) => `#${index}`);
  return formatTable([
    ['part', 'examples', 'mean', 'deviation', ...classes],
    line('training', train),
    line('test', test),
  ]);
}
