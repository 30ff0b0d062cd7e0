/**
 * What pages say that their commands print, held against what they print.
 *
 * Where vehicles drive is the same with the same SUMO, and what is learned with the same SUMO and the same library for
 * gradients on the same processor; the tutorial names all three, and on other machines there is less to compare.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ROOT } from './documented-commands.ts';
import type { Size } from './small-commands.ts';

/** Carry out in whole, and compare all of, what is otherwise made small: minutes instead of seconds. */
export const COMPARES_ALL = process.env['EDGEMLSIM_WHOLE_DOCS'] === '1';

const TUTORIAL = 'docs/tutorial.md';

/** Pages whose figures are compared. */
const WITH_FIGURES: readonly string[] = COMPARES_ALL ? ['README.md', TUTORIAL] : [TUTORIAL];

/** A command of a page that was carried out. */
export interface Printed {
  /** The command, as the page has it. */
  readonly text: string;
  readonly stdout: string;
  /** What is left of it: `whole`, or at least all that does not depend on what is learned. */
  readonly size: Exclude<Size, 'small'>;
}

/** What of the page can be compared here. */
export interface Comparable {
  /** The same vehicles at the same places. */
  readonly events: boolean;
  /** The same sums to the last bit. */
  readonly numbers: boolean;
}

interface Sentence {
  /** Of the run. */
  readonly out: string;
  /** Whether it is about what was learned. */
  readonly learned: boolean;
  readonly says: (figures: Readonly<Record<'accuracy' | 'simulated' | 'used' | 'faulted', string>>) => string;
}

/** Sentences of the tutorial with figures of its runs. */
const SENTENCES: readonly Sentence[] = [
  {
    out: 'results/mine',
    learned: true,
    says: ({ accuracy, simulated }) => `end at accuracy ${accuracy} after ${simulated} simulated seconds`,
  },
  { out: 'results/mine', learned: true, says: ({ accuracy }) => ` against ${accuracy} for the mean of all five` },
  { out: 'results/attacked', learned: true, says: ({ accuracy }) => `The mean ends at ${accuracy},` },
  { out: 'results/defended', learned: true, says: ({ accuracy }) => `The median ends at ${accuracy}:` },
  { out: 'results/first', learned: true, says: ({ accuracy }) => `: ${accuracy} against` },
  {
    out: 'results/liars',
    learned: false,
    says: ({ used, faulted }) => `(${faulted} of ${Number(used) + Number(faulted)})`,
  },
];

/** Whether this page's figures are compared. */
export function hasFigures(page: string): boolean {
  return WITH_FIGURES.includes(page);
}

/** Whether a page says of a run what happens in it, beside what is learned. */
export function showsEvents(page: string, text: string): boolean {
  const isInSentence = sentencesOn(page, text).some(({ learned }) => !learned);
  return isInSentence || shownAfter(page, text).some((line) => eventsIn(line) !== '');
}

/** @param stderr - of a run: its first line says what drives and what computes. */
export function comparableWith(stderr: string): Comparable {
  const [, sumo, library] = /: (SUMO [\d.]+), gradients by .*? \((.*)\)$/m.exec(stderr) ?? [];
  const text = read(TUTORIAL);
  const events = sumo !== undefined && text.includes(sumo);
  return { events, numbers: events && library !== undefined && text.includes(library) };
}

/** What the page has to be changed in, one line each. */
export function staleIn(page: string, printed: Printed, comparable: Comparable): readonly string[] {
  return [...staleLines(page, printed, comparable), ...staleSentences(page, printed, comparable)];
}

function staleLines(page: string, { text, stdout, size }: Printed, { events, numbers }: Comparable): readonly string[] {
  const isRun = !text.startsWith('node ');
  const isAll = isRun ? size === 'whole' && numbers : events;
  const form = isAll ? withoutWallTime : eventsIn;
  if (!events) return [];
  const found = stdout.split('\n').map((line) => form(line));
  return shownAfter(page, text)
    .map((line) => ({ line, wanted: form(line) }))
    .filter(({ wanted }) => wanted !== '' && !found.includes(wanted))
    .map(({ line }) => `${page}: has "${line}", now it is ${nearest(line, stdout)}: ${text}`);
}

/** A line without what every machine has its own of. */
function withoutWallTime(line: string): string {
  return line.replace(/ in [\d.]+ s, /, ' ').trimEnd();
}

/** What a line says of what happened; nothing of what was learned. */
function eventsIn(line: string): string {
  return /^(?:(?:stopped|gradients) .*|traffic .* s simulated)/.exec(line)?.[0] ?? '';
}

/** The line that was printed in its place, which begins alike. */
function nearest(line: string, stdout: string): string {
  const [first] = line.trim().split(/\s+/);
  const printed = stdout.split('\n').find((other) => other.trim().split(/\s+/)[0] === first);
  return printed === undefined ? `none of ${JSON.stringify(stdout)}` : `"${printed}"`;
}

function staleSentences(
  page: string,
  { text, stdout, size }: Printed,
  { events, numbers }: Comparable,
): readonly string[] {
  const figure = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? '';
  const figures = {
    accuracy: figure(/^test accuracy (\S+)/m),
    simulated: figure(/^traffic +(\S+) s/m),
    used: figure(/ (\d+) used/),
    faulted: figure(/ (\d+) faulted/),
  };
  return sentencesOn(page, text)
    .filter(({ learned }) => (learned ? size === 'whole' && numbers : events))
    .map(({ says }) => says(figures))
    .filter((sentence) => !read(page).includes(sentence))
    .map((sentence) => `${page}: should say "${sentence}": ${text}`);
}

/** The sentences of a page about a run. */
function sentencesOn(page: string, text: string): readonly Sentence[] {
  const run = / --out (\S+)/.exec(text)?.[1];
  return page === TUTORIAL ? SENTENCES.filter(({ out }) => out === run) : [];
}

/** The output that a page shows for the last command of a block: the next block, if that is text; without what is left out. */
function shownAfter(page: string, text: string): readonly string[] {
  const blocks = [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(([, language, body]) => ({
    language: language!,
    body: body!,
  }));
  const at = blocks.findIndex(({ language, body }) => language === 'sh' && joined(body).endsWith(text));
  const next = blocks[at + 1];
  if (at === -1 || next?.language !== 'text') return [];
  return next.body.split('\n').filter((line) => !['', '...'].includes(line.trim()));
}

/** Commands of a block as `commandsOf` tells them. */
function joined(body: string): string {
  return body.replaceAll(/\\\n\s*/g, '').trim();
}

function read(page: string): string {
  return readFileSync(resolve(ROOT, page), 'utf8');
}
