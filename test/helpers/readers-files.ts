/** Files that the documentation tells its reader to write, or takes the reader to have. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_EXPERIMENT, ROOT } from './documented-commands.ts';

const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');

/** The first block of a language in a page. */
function block(page: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(read(page))![1]!;
}

const FILES: Readonly<Record<string, () => string>> = {
  'mine/count.mjs': () => block('docs/tutorial.md', 'js'),
  'mine/first.ts': () => block('docs/extending.md', 'ts'),
  'mine/parts.ts': () => block('docs/extending.md', 'ts'),
  'sweep.yaml': () => block('docs/sweeps.md', 'yaml'),
  'experiment.yaml': () => read(DEFAULT_EXPERIMENT),
  'town.sumocfg': () => read(join(dirname(DEFAULT_EXPERIMENT), 'boston-common.sumocfg')),
  'town.osm': () => read('test/fixtures/city/town.osm.xml'),
};

/** Writes those that a command names and the folder lacks. */
export function writeReadersFiles(folder: string, words: readonly string[]): void {
  for (const [file, content] of Object.entries(FILES)) {
    const path = join(folder, file);
    if (!words.includes(file) || existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content());
  }
}
