/** Streams XML files, plain or gzipped: maps and traces may be gigabytes. */
import sax from 'sax';
import { readText } from '../sim/index.ts';
import { CityError } from './errors.ts';

/** Attributes of an element by name. */
export type Attributes = Readonly<Record<string, string | undefined>>;

export interface ElementVisitor {
  /** Called at an element's start, in the order of the file. */
  open(name: string, attributes: Attributes): void;
  close?(name: string): void;
}

/**
 * Shows every element of a file to a visitor.
 *
 * @param what - for messages, e.g. `a SUMO network`.
 * @throws {CityError} `E_CITY_INPUT` if the file cannot be read or is not XML.
 */
export async function visitElements(file: string, what: string, visitor: ElementVisitor): Promise<void> {
  const parser = sax.parser(true);
  // Without namespaces, sax gives attributes as plain strings.
  parser.onopentag = ({ name, attributes }) => {
    visitor.open(name, attributes as Attributes);
  };
  if (visitor.close) parser.onclosetag = visitor.close.bind(visitor);
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for await (const text of readText(file)) parser.write(text);
    parser.close();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'no such file' : (message.split('\n')[0] ?? '');
    throw new CityError(`${file}: expected ${what} (XML, may be gzipped): ${reason}`, { code: 'E_CITY_INPUT', cause });
  }
}

/** Text made fit for an attribute or the inside of an element. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
