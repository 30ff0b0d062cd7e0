/**
 * Reads the folder of a run: whatever of its files is there, in the shapes that the sections draw from.
 *
 * A folder of an older version, or of a run that was killed, lacks some; only `manifest.json` makes it a run.
 * Formats: docs/results-format.md.
 */
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { RESULTS_SCHEMA_VERSION, type Manifest, type RoadMap, type Summary } from '../../sim/index.ts';
import { ReportError } from '../errors.ts';
import { numbers, parseCsv, texts, type CsvTable } from './csv.ts';

/** One line of `metrics.csv`. */
export interface Evaluated {
  readonly epoch: number;
  readonly round: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly accuracy: number;
  readonly testLoss: number;
  readonly trainLoss: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Of a backdoor; NaN where there is none, or theta has blown up. */
  readonly attackSuccess: number;
}

/** Columns of `rounds.csv`; every array has an entry a round. */
export interface RoundColumns {
  readonly simulatedSeconds: readonly number[];
  /** `used`, `late` and so on, in the order of the file. */
  readonly fates: ReadonlyMap<string, readonly number[]>;
  /** Gradients used, by edge server. */
  readonly attendance: ReadonlyMap<string, readonly number[]>;
}

/** A node that crashed or came back. */
export interface Outage {
  readonly simulatedSeconds: number;
  readonly event: string;
  readonly tier: string;
  readonly node: string;
}

/** Gradients of one cell of the map, over all edge servers. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly delivered: number;
  readonly late: number;
  readonly lost: number;
}

/** Wall-clock seconds by part of the program; in summaries of versions that measure them. */
export type Timings = Readonly<Record<string, number>>;

/** `summary.json`, open to fates, tiers and timings of other versions. */
export type RunSummary = Omit<Summary, 'bytes' | 'fates'> & {
  readonly bytes: Readonly<Record<string, number>>;
  readonly fates: Readonly<Record<string, number>>;
  readonly timings?: Timings;
};

/** What there is of a run. */
export interface RunRecord {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Undefined when the run did not end. */
  readonly summary: RunSummary | undefined;
  readonly evaluations: readonly Evaluated[];
  readonly rounds: RoundColumns | undefined;
  readonly outages: readonly Outage[];
  readonly places: readonly Place[] | undefined;
  readonly map: RoadMap | undefined;
  /** Test examples by class and prediction. */
  readonly confusion: readonly (readonly number[])[] | undefined;
  /** `experiment.yaml` as it stands, and what it says. */
  readonly experimentText: string | undefined;
  readonly experiment: unknown;
}

/**
 * @throws {ReportError} `E_RUN_FOLDER` if the folder is not that of a run, or a file in it is damaged.
 */
export function readRun(folder: string): RunRecord {
  const json = (file: string): unknown => {
    const text = readText(folder, file);
    return text === undefined ? undefined : parsed(folder, file, () => JSON.parse(text) as unknown);
  };
  const csv = (file: string): CsvTable | undefined => {
    const text = readText(folder, file);
    return text === undefined ? undefined : parseCsv(text);
  };
  const experimentText = readText(folder, 'experiment.yaml');
  const confusion = csv('confusion.csv')?.rows.map((row) => row.slice(1).map(Number));
  return {
    folder,
    manifest: checkManifest(folder, json('manifest.json')),
    summary: checkSummary(folder, json('summary.json')),
    evaluations: readEvaluations(folder),
    rounds: roundColumns(csv('rounds.csv')),
    outages: outagesOf(csv('outages.csv')),
    places: placesOf(csv('places.csv')),
    map: checkMap(folder, json('map.json')),
    confusion: confusion?.length === 0 ? undefined : confusion,
    experimentText,
    experiment:
      experimentText === undefined
        ? undefined
        : parsed(folder, 'experiment.yaml', () => parse(experimentText, { maxAliasCount: 0 }) as unknown),
  };
}

/** The evaluations alone, for pages over many runs; none where there is no `metrics.csv`. */
export function readEvaluations(folder: string): readonly Evaluated[] {
  const text = readText(folder, 'metrics.csv');
  return text === undefined ? [] : evaluated(parseCsv(text));
}

/** What a run is called in a report: its name and seed. */
export function titleOf({ manifest }: RunRecord): string {
  return `${manifest.name}, seed ${manifest.seed}`;
}

/** What tells a run from others of the same name: the last part of its folder. */
export function folderName({ folder }: RunRecord): string {
  return basename(resolve(folder));
}

function readText(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw damaged(folder, file, (cause as Error).message, cause);
  }
}

function parsed(folder: string, file: string, parseText: () => unknown): unknown {
  try {
    return parseText();
  } catch (cause) {
    throw damaged(folder, file, (cause as Error).message.split('\n')[0]!, cause);
  }
}

function checkManifest(folder: string, value: unknown): Manifest {
  if (value === undefined)
    throw new ReportError(`${folder}: expected the folder of a run, found no manifest.json in it`, {
      code: 'E_RUN_FOLDER',
      path: folder,
    });
  const manifest = checkRecord(folder, 'manifest.json', value, ['name', 'seed']);
  if (Number(manifest['schemaVersion']) > RESULTS_SCHEMA_VERSION)
    throw damaged(
      folder,
      'manifest.json',
      `written by a newer version (schemaVersion ${String(manifest['schemaVersion'])}); use that one`,
    );
  return manifest as unknown as Manifest;
}

function checkSummary(folder: string, value: unknown): RunRecord['summary'] {
  if (value === undefined) return undefined;
  const needed = [
    'digest',
    'stoppedBy',
    'rounds',
    'epochs',
    'gradients',
    'fates',
    'bytes',
    'simulatedSeconds',
    'wallSeconds',
  ];
  return checkRecord(folder, 'summary.json', value, needed) as unknown as RunSummary;
}

function checkMap(folder: string, value: unknown): RoadMap | undefined {
  if (value === undefined) return undefined;
  return checkRecord(folder, 'map.json', value, ['edgeServers', 'roads', 'junctions']) as unknown as RoadMap;
}

function checkRecord(
  folder: string,
  file: string,
  value: unknown,
  needed: readonly string[],
): Readonly<Record<string, unknown>> {
  const lacking = typeof value === 'object' && value !== null ? needed.find((key) => !(key in value)) : needed[0];
  if (lacking !== undefined) throw damaged(folder, file, `it has no "${lacking}"`);
  return value as Readonly<Record<string, unknown>>;
}

function damaged(folder: string, file: string, reason: string, cause?: unknown): ReportError {
  return new ReportError(`${join(folder, file)}: expected what a run writes there: ${reason}`, {
    code: 'E_RUN_FOLDER',
    path: folder,
    cause,
  });
}

function evaluated(table: CsvTable): readonly Evaluated[] {
  const column = (name: string): readonly number[] => numbers(table, name) ?? table.rows.map(() => NaN);
  const [epoch, round, simulated, wall] = ['epoch', 'round', 'simulated_s', 'wall_s'].map(column);
  const [accuracy, testLoss, trainLoss] = ['test_accuracy', 'test_loss', 'train_loss'].map(column);
  const [precision, recall, f1, attackSuccess] = ['precision', 'recall', 'f1', 'attack_success'].map(column);
  return table.rows.map((_, index) => ({
    epoch: epoch![index]!,
    round: round![index]!,
    simulatedSeconds: simulated![index]!,
    wallSeconds: wall![index]!,
    accuracy: accuracy![index]!,
    testLoss: testLoss![index]!,
    trainLoss: trainLoss![index]!,
    precision: precision![index]!,
    recall: recall![index]!,
    f1: f1![index]!,
    attackSuccess: attackSuccess![index]!,
  }));
}

const ATTENDANCE = 'gradients_';

/** Fates are whatever stands between the time and the bytes, so that new ones are shown as they come. */
function roundColumns(table: CsvTable | undefined): RoundColumns | undefined {
  const times = table && numbers(table, 'simulated_ms');
  if (table === undefined || times === undefined) return undefined;
  const { header } = table;
  const firstBytes = header.findIndex((name) => name.startsWith('bytes_'));
  const columns = (names: readonly string[], skip: number): ReadonlyMap<string, readonly number[]> =>
    new Map(names.map((name) => [name.slice(skip), numbers(table, name)!]));
  return {
    simulatedSeconds: times.map((ms) => ms / 1000),
    fates: columns(header.slice(header.indexOf('simulated_ms') + 1, firstBytes), 0),
    attendance: columns(
      header.filter((name) => name.startsWith(ATTENDANCE)),
      ATTENDANCE.length,
    ),
  };
}

function outagesOf(table: CsvTable | undefined): readonly Outage[] {
  if (table === undefined) return [];
  const [events, tiers, nodes] = ['event', 'tier', 'node'].map((name) => texts(table, name) ?? []);
  return (numbers(table, 'simulated_ms') ?? []).map((ms, index) => ({
    simulatedSeconds: ms / 1000,
    event: events![index] ?? '',
    tier: tiers![index] ?? '',
    node: nodes![index] ?? '',
  }));
}

function placesOf(table: CsvTable | undefined): readonly Place[] | undefined {
  if (table === undefined) return undefined;
  const [x, y, delivered, late, lost] = ['x', 'y', 'delivered', 'late', 'lost'].map(
    (name) => numbers(table, name) ?? [],
  );
  const cells = new Map<string, Place>();
  for (let index = 0; index < x!.length; index++) {
    const key = `${x![index]!},${y![index]!}`;
    const known = cells.get(key);
    cells.set(key, {
      x: x![index]!,
      y: y![index]!,
      delivered: (known?.delivered ?? 0) + delivered![index]!,
      late: (known?.late ?? 0) + late![index]!,
      lost: (known?.lost ?? 0) + lost![index]!,
    });
  }
  return [...cells.values()];
}
