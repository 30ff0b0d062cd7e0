/**
 * Bundles the program and the library into `dist`: a few files in place of a thousand modules, so that a command starts in
 * a third of the time. Type declarations come from `tsc`, into the same folder.
 *
 *   node scripts/bundle.mjs
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist');

/** What is imported or started from outside: the package's exports, its command, and what runs in threads and processes. */
const ENTRY_POINTS = [
  'index',
  'traci/index',
  'cli/main',
  'ml/engine/lane-thread-main',
  'ml/engine/lane-process-main',
  'sweep/run-main',
];
/** Native code, and what loads files of its own. */
const NOT_BUNDLED = ['@resvg/resvg-js', '@tensorflow/*', 'koffi', 'msgpackr'];
/** Packages in the older module format ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);";

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ENTRY_POINTS.map((name) => `src/${name}.ts`),
  outdir: OUT,
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: NOT_BUNDLED,
  banner: { js: REQUIRE },
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
for (const output of Object.keys(metafile.outputs).filter((name) => name.endsWith('.js'))) requireErrorNames(output);
writeFileSync(join(OUT, 'THIRD-PARTY-LICENSES.txt'), licenses(Object.keys(metafile.inputs)));

/**
 * Name, version and licence of every package of which code is in the bundle.
 *
 * @param {readonly string[]} inputs - paths from the project's root.
 */
function licenses(inputs) {
  const packages = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []));
  return [...packages]
    .sort()
    .map(licenseOf)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
function licenseOf(folder) {
  const read = (/** @type {string} */ name) => readFileSync(join(ROOT, folder, name), 'utf8');
  const { name, version, license } = JSON.parse(read('package.json'));
  const file = readdirSync(join(ROOT, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file === undefined ? 'No licence file in the package.\n' : read(file)}`;
}

/**
 * Errors bear the name of their class, which gets a number where two of the same name come into one file.
 *
 * @param {string} output - path from the project's root.
 */
function requireErrorNames(output) {
  // Those of packages name themselves.
  for (const [, name] of readFileSync(join(ROOT, output), 'utf8').matchAll(/\b(\w*Error\d+) = class\b/g))
    if (!['CommanderError2', 'InvalidArgumentError2'].includes(name))
      throw new Error(`${output}: ${name}: two classes of errors have one name; rename one`);
}
