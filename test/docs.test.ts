/** What the documentation promises: generated pages are up to date, every error code is explained. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { configurationPage, experimentJsonSchema } from '../scripts/docs/configuration.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');

test('docs - configuration.md and the JSON Schema are what the schema says; else: npm run build:docs', (t) => {
  t.is(read('docs/configuration.md'), configurationPage());
  t.deepEqual(JSON.parse(read('docs/experiment.schema.json')), JSON.parse(JSON.stringify(experimentJsonSchema())));
});

test('docs - every key of an experiment file has a meaning', (t) => {
  const rows = read('docs/configuration.md').match(/^\| `.*$/gm)!;
  t.true(rows.length > 100);
  // In front of the meaning may stand in which variants there is such a key.
  t.deepEqual(
    rows.filter((row) => /\| *(?:\([a-z]+: [^)]*\) *)*\|$/.test(row)),
    [],
    'write it with .describe() in the schema',
  );
});

test('docs - errors.md lists every error code that the source raises, and no other', (t) => {
  const source = resolve(ROOT, 'src');
  const raised = new Set(
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|js)$/.test(file))
      .flatMap((file) => readFileSync(join(source, file), 'utf8').match(/(?<=['`])E_[A-Z0-9_]+(?=['`])/g) ?? []),
  );
  const listed = new Set([...read('docs/errors.md').matchAll(/^\| `(E_[A-Z0-9_]+)` +\|/gm)].map((match) => match[1]!));
  t.deepEqual(
    [...raised].filter((code) => !listed.has(code)),
    [],
    'raised but not in docs/errors.md',
  );
  t.deepEqual(
    [...listed].filter((code) => !raised.has(code)),
    [],
    'in docs/errors.md but never raised',
  );
});

test('docs - links between pages lead somewhere', (t) => {
  const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].concat(
    readdirSync(resolve(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file)),
  );
  for (const page of pages) {
    for (const [, target] of read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)) {
      t.notThrows(() => readdirSync(resolve(ROOT, page, '..', target!, '..')), `${page} -> ${target!}`);
      t.true(
        readdirSync(resolve(ROOT, page, '..', target!, '..')).includes(target!.replace(/\/$/, '').split('/').at(-1)!),
        `${page} -> ${target!}`,
      );
    }
  }
});
