/** Commands that the documentation shows: found in its pages, taken apart as a shell would. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** What `npm start` runs. */
export const DEFAULT_EXPERIMENT = 'scenarios/boston-common/experiment.yaml';

/** One command of a page. */
export interface DocumentedCommand {
  readonly page: string;
  /** As it stands there, for messages. */
  readonly text: string;
  /** Program and arguments; what comes before and after in a pipe is left out. */
  readonly words: readonly string[];
  /** In a block it is whole; within a sentence it may stand for all commands of its name. */
  readonly isWhole: boolean;
}

/** Pages that say what can be done now, as paths from the project's folder; the changelog says what could be. */
export function pages(): readonly string[] {
  return [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...below('docs', /\.md$/),
    ...below('scenarios', /(\.md|experiment\.yaml)$/),
  ];
}

function below(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => join(folder, file))
    .sort();
}

/** The arguments for `edgemlsim`, or undefined for other programs. */
export function argumentsOf([program, ...rest]: readonly string[]): readonly string[] | undefined {
  const own = rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : [];
  if (program === 'edgemlsim') return rest;
  if (program !== 'npm') return undefined;
  if (rest[0] === 'start') return ['run', DEFAULT_EXPERIMENT, ...own];
  return rest[0] === 'run' && rest[1] === 'sim' && own.length > 0 ? own : undefined;
}

/** What a command begins with, where nothing else marks it as one. */
const BEGINNING = /^(edgemlsim|npm|npx|node|xvfb-run) /;
/** The same in a block, where nobody speaks of SUMO's options alone. */
const BEGINNING_OF_LINE = new RegExp(`${BEGINNING.source}|^sumo `);

/** The commands of a page, in its order. */
export function commandsOf(page: string): readonly DocumentedCommand[] {
  const text = readFileSync(resolve(ROOT, page), 'utf8');
  if (page.endsWith('.yaml'))
    return lines(text)
      .map((line) => line.replace(/^#\s*/, ''))
      .filter((line) => BEGINNING.test(line))
      .flatMap((line) => parse(page, line, true));
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language, body]) => ({ language, body }));
  const prose = text.replaceAll(/^```\w*\n[\s\S]*?^```/gm, '');
  return [
    ...blocks
      .filter(({ language }) => language === 'sh' || language === '')
      .flatMap(({ language, body }) =>
        lines(body!)
          .filter((line) => language === 'sh' || BEGINNING_OF_LINE.test(line))
          .flatMap((line) => parse(page, line, true)),
      ),
    ...[...prose.matchAll(/`([^`\n]+)`/g)]
      .map(([, code]) => code!)
      .filter((code) => BEGINNING.test(code))
      .flatMap((code) => parse(page, code, false)),
  ];
}

/** Lines with something in them; one that ends with a backslash goes on in the next. */
function lines(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function parse(page: string, line: string, isWhole: boolean): readonly DocumentedCommand[] {
  const words = shellWords(line);
  const screen = words[0] === 'xvfb-run' ? 3 : 0; // xvfb-run -s '...' COMMAND
  return words.length === 0 ? [] : [{ page, text: line, words: words.slice(screen), isWhole }];
}

/** Splits a line into words as a shell does: quotes, comments, and no more than the first command of a pipe. */
export function shellWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [token] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (token.startsWith('#') || token === '|' || token === '&&') break;
    words.push(token.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double!));
  }
  return words;
}
