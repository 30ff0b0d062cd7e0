/**
 * Text tables to rows of fields. Pure; used by `csv-dataset.ts`.
 *
 * ```
 * table => record (line-break record)* line-break?       line-break is LF or CRLF
 * record => field ("," field)*
 * field => '"' (character but '"' | '""')* '"' | characters without '"', ',' and line-break
 * ```
 * Source: RFC 4180, section 2. Blank lines are skipped, which the RFC leaves open; a byte-order mark likewise.
 */
import { DataError } from '../errors.ts';

/** A record and where it begins. */
export interface CsvRecord {
  /** Line number, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Splits a table into records.
 *
 * @param path - for messages.
 * @throws {DataError} `E_DATA_FORMAT` for a quote inside an unquoted field, text after a closing quote, or no closing quote.
 */
export function parseCsv(path: string, text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const start = line;
    const fields: string[] = [];
    let more = true;
    while (more) {
      const field = text[at] === '"' ? readQuoted(path, text, at, line) : readPlain(path, text, at, line);
      fields.push(field.value);
      line += field.lineBreaks;
      more = text[field.end] === ',';
      at = field.end + 1;
      if (text[field.end] === '\r') at++;
    }
    line++;
    if (fields.length > 1 || fields[0] !== '') records.push({ line: start, fields });
  }
  return records;
}

interface Field {
  readonly value: string;
  /** Index of the comma, line break or end behind it. */
  readonly end: number;
  readonly lineBreaks: number;
}

function readPlain(path: string, text: string, start: number, line: number): Field {
  let end = start;
  while (end < text.length && text[end] !== ',' && !isLineBreak(text, end)) {
    if (text[end] === '"') throw malformed(path, line, 'a quote inside a field without quotes');
    end++;
  }
  return { value: text.slice(start, end), end, lineBreaks: 0 };
}

function readQuoted(path: string, text: string, start: number, line: number): Field {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw malformed(path, line, 'a quote that is never closed');
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      if (end < text.length && text[end] !== ',' && !isLineBreak(text, end))
        throw malformed(path, line, 'text behind a closing quote');
      return { value, end, lineBreaks: value.split('\n').length - 1 };
    }
    value += '"';
    from = quote + 2;
  }
}

function isLineBreak(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

function malformed(path: string, line: number, what: string): DataError {
  return new DataError(
    'E_DATA_FORMAT',
    `${path}: line ${line}: expected comma-separated fields (RFC 4180), got ${what}`,
  );
}
