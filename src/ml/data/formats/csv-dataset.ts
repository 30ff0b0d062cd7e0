/**
 * Loads a classification task from two CSV files: one column is the label, every other column a feature.
 *
 * Used by the registry of data sets. Labels may be class numbers (0 to 255) or names; names are numbered in the order of
 * their code units, so that the numbering does not depend on the order of the rows. Blanks around labels and names of columns
 * do not count, as they do not around numbers.
 */
import { readFile } from 'node:fs/promises';
import type { Dataset, Examples } from '../../dataset.ts';
import { takeCount } from '../counts.ts';
import type { Counts } from '../counts.ts';
import { DataError } from '../errors.ts';
import { sharedBytes, sharedFloats } from '../shared-memory.ts';
import { parseCsv } from './csv.ts';
import type { CsvRecord } from './csv.ts';

const MOST_CLASSES = 256;

/** What to load and how to read it. */
export interface CsvOptions extends Counts {
  readonly name: string;
  /** Paths of the two files. */
  readonly trainFile: string;
  readonly testFile: string;
  /** Whether the first record names the columns. */
  readonly header: boolean;
  /** The label's column: its name, or its number from 0. */
  readonly label: string | number;
  /** What every stored feature is multiplied by, e.g. 1/255 for pixels. */
  readonly scale: number;
}

interface Table {
  readonly path: string;
  readonly columns: readonly string[];
  readonly labelColumn: number;
  readonly rows: readonly CsvRecord[];
}

/**
 * Loads the first rows of both files.
 *
 * @returns Features of shape [columns - 1] as float32, in shared memory; `classes` counts the classes of the training rows
 *   that are taken.
 * @throws {DataError} `E_DATA_NOT_FOUND` if a file cannot be read; `E_DATA_FORMAT` for a column that is missing, a row of
 *   another length, a feature that is no finite number, or a test label that no training row has; names file and line.
 */
export async function loadCsvDataset(options: CsvOptions): Promise<Dataset> {
  const [train, test] = [
    takeRows(await readTable(options.trainFile, options), options.train),
    takeRows(await readTable(options.testFile, options), options.test),
  ];
  if (train.columns.join() !== test.columns.join() || train.labelColumn !== test.labelColumn) {
    const got = train.columns.length === test.columns.length ? 'as many of other names' : `${test.columns.length}`;
    throw new DataError(
      'E_DATA_FORMAT',
      `${test.path}: expected the ${train.columns.length} columns of ${train.path}, got ${got}`,
    );
  }
  const numbering = numberLabels(train);
  return {
    name: options.name,
    classes: numbering.classes,
    featureShape: [train.columns.length - 1],
    train: toExamples(train, numbering.numbers, options.scale),
    test: toExamples(test, numbering.numbers, options.scale),
  };
}

async function readTable(path: string, options: CsvOptions): Promise<Table> {
  const records = parseCsv(path, await readText(path));
  const [first] = records;
  if (first === undefined) throw new DataError('E_DATA_FORMAT', `${path}: expected rows, got none`);
  const columns = options.header
    ? first.fields.map((name) => name.trim())
    : first.fields.map((_, index) => String(index));
  const labelColumn = typeof options.label === 'number' ? options.label : columns.indexOf(options.label);
  if (columns[labelColumn] === undefined || columns.length < 2)
    throw new DataError(
      'E_DATA_FORMAT',
      `${path}: expected a label column '${options.label}' and features, got columns ${columns.slice(0, 8).join(', ')}`,
    );
  return { path, columns, labelColumn, rows: options.header ? records.slice(1) : records };
}

function takeRows(table: Table, asked: number | undefined): Table {
  if (table.rows.length === 0) throw new DataError('E_DATA_FORMAT', `${table.path}: expected rows, got a header only`);
  return { ...table, rows: table.rows.slice(0, takeCount(table.path, asked, table.rows.length)) };
}

/** Class numbers as they are if all of them are; else the names, sorted, get numbers. */
function numberLabels(table: Table): { readonly classes: number; readonly numbers: ReadonlyMap<string, number> } {
  const texts = [...new Set(table.rows.map((row) => row.fields[table.labelColumn]?.trim() ?? ''))].sort();
  const numeric = texts.every((text) => /^\d{1,3}$/.test(text) && Number(text) < MOST_CLASSES);
  const classes = numeric ? Math.max(...texts.map(Number)) + 1 : texts.length;
  if (classes < 2 || classes > MOST_CLASSES)
    throw new DataError('E_DATA_FORMAT', `${table.path}: expected 2 to ${MOST_CLASSES} classes, got ${classes}`);
  // Written so that `07` and `7` are one class, and that a test row may hold any number below the highest.
  const numbers = numeric
    ? new Map(Array.from({ length: classes }, (_, label) => [String(label), label]))
    : new Map(texts.map((text, label) => [text, label]));
  return { classes, numbers };
}

function toExamples(table: Table, numbers: ReadonlyMap<string, number>, scale: number): Examples {
  const { path, columns, labelColumn, rows } = table;
  const features = sharedFloats(rows.length * (columns.length - 1));
  const labels = sharedBytes(rows.length);
  let at = 0;
  for (const [row, { line, fields }] of rows.entries()) {
    if (fields.length !== columns.length)
      throw new DataError(
        'E_DATA_FORMAT',
        `${path}: line ${line}: expected ${columns.length} fields, got ${fields.length}`,
      );
    for (const [column, text] of fields.entries()) {
      if (column === labelColumn) labels[row] = labelNumber(`${path}: line ${line}`, text.trim(), numbers);
      else features[at++] = featureValue(`${path}: line ${line}: column ${columns[column]}`, text);
    }
  }
  return { count: rows.length, features, scale, labels };
}

function labelNumber(where: string, text: string, numbers: ReadonlyMap<string, number>): number {
  const number = numbers.get(text) ?? (/^\d{1,3}$/.test(text) ? numbers.get(String(Number(text))) : undefined);
  if (number === undefined)
    throw new DataError('E_DATA_FORMAT', `${where}: expected a label that the training rows have, got '${text}'`);
  return number;
}

function featureValue(where: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  // Beyond float32 a number would become infinite on storing.
  if (!Number.isFinite(Math.fround(value)))
    throw new DataError('E_DATA_FORMAT', `${where}: expected a finite number, got '${text}'`);
  return value;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DataError('E_DATA_NOT_FOUND', `${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
