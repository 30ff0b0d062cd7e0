/** Tables as comma-separated values (RFC 4180, lines end with a line feed). Pure. */

/** What a cell may hold; undefined and NaN leave it empty. */
export type Cell = string | number | boolean | undefined;

/** @param rows - the first is the heading. */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === undefined || Number.isNaN(cell)) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
