/** SUMO's files as text in pieces, for parsers that stream; networks of whole countries are gigabytes. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** The file's text in pieces, unzipped where its name ends in `.gz`. */
export function readText(file: string): AsyncIterable<string> {
  const bytes = createReadStream(file);
  if (!file.endsWith('.gz')) return bytes.setEncoding('utf8');
  const unzip = createGunzip().setEncoding('utf8');
  bytes.on('error', (error) => unzip.destroy(error)).pipe(unzip);
  return unzip;
}
