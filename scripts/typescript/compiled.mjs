/**
 * The JavaScript of a TypeScript file: by the project's compiler, without a look at types, kept under
 * `node_modules/.cache` until the file changes.
 *
 * Sources have only types that can be erased, so each file is compiled by itself.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const PROJECT = new URL('../../', import.meta.url);
const CACHE = new URL('node_modules/.cache/edgemlsim-typescript/', PROJECT);
/** A kept file begins with the hash of what it was made from, in hexadecimal. */
const KEY_LENGTH = 64;

const options = {
  target: 'es2023',
  module: 'esnext',
  verbatimModuleSyntax: true,
  isolatedModules: true,
  // Node maps the lines of stack traces back when it runs with --enable-source-maps, as AVA has it do.
  inlineSourceMap: true,
};
/** What else decides the outcome. */
const made = JSON.stringify([options, require('typescript/package.json').version]);

/** @param {string} file path @returns {string} its code, from the cache if that is still so */
export function compiled(file) {
  const source = readFileSync(file, 'utf8');
  const key = hash(`${made}\0${source}`);
  // What tests write lies in another folder each time.
  const name = file.startsWith(fileURLToPath(PROJECT)) ? file : `${basename(file)}\0${source}`;
  const kept = new URL(`${hash(name)}.js`, CACHE);
  const before = readIfThere(kept);
  if (before?.startsWith(key)) return before.slice(KEY_LENGTH);
  const code = compile(file, source);
  keep(kept, key + code);
  return code;
}

/** Another process or thread may read or write the same file: it appears whole or not at all. */
function keep(kept, text) {
  const part = `${fileURLToPath(kept)}.${process.pid}.${threadId}.part`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(part, text);
    renameSync(part, kept);
  } catch (error) {
    // In a folder that is not ours to write to, each process compiles for itself.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function compile(file, source) {
  // Loaded only here: most processes find everything in the cache.
  const ts = require('typescript');
  const compilerOptions = ts.convertCompilerOptionsFromJson(options, '').options;
  return ts.transpileModule(source, { fileName: file, compilerOptions }).outputText;
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
