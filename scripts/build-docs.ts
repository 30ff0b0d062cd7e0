/**
 * Writes what is generated from the code: docs/configuration.md and docs/experiment.schema.json.
 *
 *   npm run build:docs
 *
 * `test/docs.test.ts` fails when what is committed differs from what this would write.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { configurationPage, experimentJsonSchema } from './docs/configuration.ts';

const DOCS = resolve(import.meta.dirname, '../docs');

writeFileSync(resolve(DOCS, 'configuration.md'), configurationPage());
writeFileSync(resolve(DOCS, 'experiment.schema.json'), `${JSON.stringify(experimentJsonSchema(), null, 2)}\n`);
