/** The `.csv` files of a run's folder: plain values without quotes, as the simulator writes them. Pure. */

/** A file as columns. */
export interface CsvTable {
  readonly header: readonly string[];
  /** Lines that are whole; one that was being written when the run was killed is left out. */
  readonly rows: readonly (readonly string[])[];
}

/** @param text - with a header line, lines ended by line feeds. */
export function parseCsv(text: string): CsvTable {
  const [first = '', ...lines] = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const header = first.split(',');
  const rows = lines.filter((line) => line !== '').map((line) => line.split(','));
  return { header, rows: rows.filter((row) => row.length === header.length) };
}

/** A column's values as numbers, `NaN` where they are none; undefined when there is no such column. */
export function numbers({ header, rows }: CsvTable, column: string): readonly number[] | undefined {
  const index = header.indexOf(column);
  return index < 0 ? undefined : rows.map((row) => (row[index] === '' ? NaN : Number(row[index])));
}

/** A column's values as text; undefined when there is no such column. */
export function texts({ header, rows }: CsvTable, column: string): readonly string[] | undefined {
  const index = header.indexOf(column);
  return index < 0 ? undefined : rows.map((row) => row[index]!);
}
