/** The import rule of ARCHITECTURE.md: which folder of `src` may import which. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import test from 'ava';

const SOURCE = resolve(import.meta.dirname, '../src');

/** Folder of `src` to what it may import: other folders of `src` (with the file where only one is open), packages. */
const MAY_IMPORT: Readonly<
  Record<string, { readonly files: readonly RegExp[]; readonly packages: readonly RegExp[] }>
> = {
  traci: { files: [/^traci\//, /^errors\.ts$/, /^own-files\.ts$/], packages: [/^node:/, /^msgpackr$/] },
  ml: {
    files: [/^ml\//, /^errors\.ts$/, /^random\.ts$/, /^own-files\.ts$/],
    packages: [/^node:/, /^@tensorflow\//, /^koffi$/, /^zod$/, /^p-queue$/, /^yaml$/],
  },
  sim: {
    files: [
      /^sim\//,
      /^(traci|ml)\/index\.ts$/,
      /^errors\.ts$/,
      /^random\.ts$/,
      /^own-files\.ts$/,
      /^is-alive\.ts$/,
      /^replace-file\.ts$/,
    ],
    packages: [/^node:/, /^zod$/, /^yaml$/, /^xml2js$/, /^sax$/, /^p-queue$/, /^msgpackr$/],
  },
  sweep: {
    files: [
      /^sweep\//,
      /^(sim|report)\/index\.ts$/,
      /^errors\.ts$/,
      /^random\.ts$/,
      /^own-files\.ts$/,
      /^is-alive\.ts$/,
      /^replace-file\.ts$/,
    ],
    packages: [/^node:/, /^zod$/, /^yaml$/, /^p-queue$/],
  },
  reproduce: {
    files: [/^reproduce\//, /^(sim|report|sweep)\/index\.ts$/, /^errors\.ts$/],
    packages: [/^node:/, /^zod$/, /^yaml$/],
  },
  'what-if': {
    files: [/^what-if\//, /^(sim|sweep)\/index\.ts$/, /^errors\.ts$/, /^find-sumo\.js$/],
    packages: [/^node:/, /^yaml$/],
  },
  report: {
    files: [/^report\//, /^sim\/index\.ts$/, /^errors\.ts$/, /^random\.ts$/, /^replace-file\.ts$/],
    packages: [/^node:/, /^yaml$/, /^@observablehq\/plot$/, /^linkedom$/, /^@resvg\/resvg-js$/],
  },
  city: {
    files: [/^city\//, /^sim\/index\.ts$/, /^errors\.ts$/, /^random\.ts$/],
    packages: [/^node:/, /^sax$/],
  },
  // The report is not in src/index.ts: it loads a plot library, so only who writes one imports it.
  // Nor is what makes scenarios of maps: it is the command line's.
  cli: {
    files: [/^cli\//, /^index\.ts$/, /^(report|city)\/index\.ts$/, /^own-files\.ts$/],
    packages: [/^node:/, /^commander$/, /^p-queue$/],
  },
  '.': {
    files: [/^(traci|ml|sim|sweep|reproduce|what-if)\/index\.ts$/, /^errors\.ts$/, /^random\.ts$/, /^find-sumo\.js$/],
    packages: [/^node:/],
  },
};

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|js)$/.test(file) && !file.includes(`kernels${sep}assembly`))
  .map((file) => file.split(sep).join('/'));

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SOURCE, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\b[^;'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

test('architecture - every file of src imports only what its folder may', (t) => {
  t.true(files.length > 50);
  const violations: string[] = [];
  for (const file of files) {
    const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
    const rule = MAY_IMPORT[folder];
    if (rule === undefined) {
      violations.push(`${file}: folder "${folder}" is not in the rule`);
      continue;
    }
    for (const target of importsOf(file)) {
      const isFile = target.startsWith('.');
      const name = isFile
        ? relative(SOURCE, resolve(SOURCE, dirname(file), target))
            .split(sep)
            .join('/')
        : target;
      if (!(isFile ? rule.files : rule.packages).some((pattern) => pattern.test(name)))
        violations.push(`${file} -> ${name}`);
    }
  }
  t.deepEqual(violations, []);
});

test('architecture - only the socket file of traci imports node:net for bytes', (t) => {
  const allowed = new Set(['traci/connection.ts', 'traci/dial.ts', 'traci/free-port.ts', 'traci/replay/server.ts']);
  const users = files.filter(
    (file) =>
      file.startsWith('traci/') &&
      readFileSync(join(SOURCE, file), 'utf8')
        .split('\n')
        .some((line) => /^import (?!type).*'node:net'/.test(line)),
  );
  t.deepEqual(
    users.filter((file) => !allowed.has(file)),
    [],
  );
});

test('architecture - only src/cli prints or exits', (t) => {
  const offenders = files.filter(
    (file) =>
      !file.startsWith('cli/') &&
      /\bconsole\.|process\.exit\(|process\.(stdout|stderr)\.write/.test(readFileSync(join(SOURCE, file), 'utf8')),
  );
  t.deepEqual(offenders, []);
});
