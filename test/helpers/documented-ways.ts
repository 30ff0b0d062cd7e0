/** In which way the tests carry out each command of the documentation, and which few they do not. */
import { argumentsOf, type DocumentedCommand } from './documented-commands.ts';
import { isIncompletion, understand } from './understood-command.ts';

/**
 * `here`: in the test's process; `window`: the same on a screen in memory; `shell`: as written, in a shell; `project`: as
 * written, in a small copy of the project; `name`: a sentence names a command without its arguments; `elsewhere`: see
 * `ELSEWHERE`.
 */
export type Way = 'here' | 'window' | 'shell' | 'project' | 'name' | 'elsewhere';

/** A command that no test carries out as it is written. */
export interface Elsewhere {
  readonly pattern: RegExp;
  readonly reason: string;
  /** What is carried out in its place: a file, and a word in it that says so. */
  readonly instead: string;
  readonly word: string;
}

/** All of them stand within sentences: every command of a block is carried out. */
export const ELSEWHERE: readonly Elsewhere[] = [
  {
    pattern: /^npx ava$/,
    reason: 'the tests themselves, of which this is one',
    instead: '.github/workflows/ci.yml',
    word: 'run: npx ava',
  },
  {
    pattern: /^npm ci\b/,
    reason: 'downloads for a minute; the first step of every job of CI',
    instead: '.github/workflows/ci.yml',
    word: 'run: npm ci',
  },
  {
    pattern: /^npm run build$/,
    reason: 'compiles all of the project; one of the steps of CI',
    instead: '.ci/run',
    word: 'run build',
  },
  {
    pattern: /^edgemlsim data fetch \S/,
    reason: 'downloads from other people’s servers; here from one of ours',
    instead: 'test/ml/data/fetch/fetch.test.ts',
    word: 'fetchFiles',
  },
  {
    pattern: /^npm run build:tfjs-node$/,
    reason: 'downloads and compiles for minutes; here each step on a machine that notes what it is told',
    instead: 'test/scripts/tfjs-node.test.ts',
    word: 'npm ci --prefix',
  },
  {
    pattern: /^npm run build:docs$/,
    reason: 'overwrites committed files; here what it would write is compared with them',
    instead: 'test/docs.test.ts',
    word: 'configurationPage()',
  },
  {
    pattern: /^npm run build:boston-common$/,
    reason: 'overwrites committed files; here what it would write is compared with them',
    instead: 'test/scenarios/boston-common.sumo.test.ts',
    word: 'buildNetwork()',
  },
  {
    pattern: /^node scripts\/build-kernels\.mjs$/,
    reason: 'overwrites committed files; here what it would write is compared with them',
    instead: 'test/ml/kernels/binary.test.ts',
    word: 'build-kernels.mjs',
  },
  {
    pattern: /^node scripts\/picture-report\.mjs$/,
    reason: 'overwrites committed pictures with those of a run of half a minute; here Chromium shows a small report',
    instead: 'test/report/browser.test.ts',
    word: 'chromium',
  },
  {
    pattern: /^npm run conformance$/,
    reason: 'minutes; its parts are tests',
    instead: 'test/conformance/twin.test.ts',
    word: 'compareTwins',
  },
  {
    pattern: /^npm run conformance:ml$/,
    reason: 'minutes; the same laws are tests',
    instead: 'test/ml/aggregation/properties.test.ts',
    word: 'conformance-ml',
  },
];

/** Programs that are called as they are written, where the reader would. */
const SHELL = /^(alias|node|sumo|npx tsx) /;

/** The project's own: see `docs-project.test.ts`. */
const PROJECT = /^(npx ava |npm (test$|run (check|format|setup|docs:api)$))/;

/** @throws {Error} the command is of no known kind. */
export function wayOf({ text, words, isWhole }: DocumentedCommand): Way {
  if (ELSEWHERE.some(({ pattern }) => pattern.test(text))) return 'elsewhere';
  if (PROJECT.test(text)) return 'project';
  if (SHELL.test(text)) return 'shell';
  const args = argumentsOf(words);
  if (args !== undefined) {
    if (!isWhole && isIncomplete(args)) return 'name';
    return args.includes('--gui') ? 'window' : 'here';
  }
  if (!isWhole && /^npm run sim( --)?$/.test(text)) return 'name';
  throw new Error(`${text}: neither carried out nor in ELSEWHERE`);
}

function isIncomplete(args: readonly string[]): boolean {
  try {
    understand(args);
    return false;
  } catch (error) {
    if (isIncompletion(error)) return true;
    throw error;
  }
}
