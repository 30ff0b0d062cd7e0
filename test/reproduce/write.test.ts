import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Measured } from '../../src/reproduce/compare.ts';
import type { Curve } from '../../src/reproduce/curves.ts';
import { SETTINGS, type Variant } from '../../src/reproduce/settings.ts';
import { writeDocumentation, writeReproduction } from '../../src/reproduce/write.ts';
import { assertSelfContained, assertWellFormed, wordsOf } from '../report/page-checks.ts';

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-reproduce-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const curve = (slowness: number): Curve =>
  [0.3, 0.6, 0.7, 0.76, 0.81].map((accuracy, index) => ({
    epoch: index + 1,
    accuracy,
    trainLoss: 1,
    seconds: (index + 1) * slowness,
  }));

/** One setting of each figure. */
const measured = (variants: readonly Variant[], published: readonly Curve[], slowness = 50): readonly Measured[] =>
  [SETTINGS[2]!, SETTINGS[4]!].flatMap((setting) =>
    variants.map((variant) => ({ setting, variant, curves: [curve(slowness)], published })),
  );

test('reproduce write - each variant has pictures of its own; the published runs are dashed beside the program alone', async (t) => {
  const folder = temporaryFolder(t);
  await writeReproduction(folder, measured(['program', 'paper'], [curve(45), curve(55)]), []);
  const pictures = readdirSync(folder).filter((file) => file.endsWith('.svg'));
  t.deepEqual(
    pictures.sort(),
    ['3a', '3b']
      .flatMap((figure) => [`${figure}-epoch`, `${figure}-seconds`, `${figure}-text-epoch`, `${figure}-text-seconds`])
      .map((name) => `reproduction-${name}.svg`),
  );
  const dashes = (name: string): number =>
    readFileSync(join(folder, `reproduction-${name}.svg`), 'utf8').match(
      /stroke-dasharray="5 3"|stroke-dasharray="5,3"/g,
    )?.length ?? 0;
  t.is(dashes('3a-seconds'), 1);
  t.is(dashes('3a-text-seconds'), 0);

  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  assertWellFormed(t, page);
  assertSelfContained(t, page);
  t.regex(wordsOf(page), /every figure lies inside its band/);
});

test('reproduce write - the page says first what lies outside its band, and what is not the paper’s', async (t) => {
  const folder = temporaryFolder(t);
  await writeReproduction(folder, measured(['program'], [curve(45)], 200), []);
  const late = wordsOf(readFileSync(join(folder, 'report.html'), 'utf8'));
  t.regex(late, /2 figures lie outside the band/);
  t.regex(late, /mean, 3 edge servers: s to 0\.80 is 1000, expected 153 to 259/);

  await writeReproduction(folder, measured(['program'], []), ['the map is another']);
  const page = wordsOf(readFileSync(join(folder, 'report.html'), 'utf8'));
  t.regex(page, /Our runs of the paper’s settings\. The map is another\. /);
  t.false(/band\b/.test(page), 'nothing is judged');
});

test('reproduce write - what was run decides which page of the documentation is written', async (t) => {
  const folder = temporaryFolder(t);
  const write = (variants: readonly Variant[], isFallback: boolean): Promise<string> =>
    writeDocumentation(folder, measured(variants, []), { command: 'COMMAND', sumoVersion: '1.15.0', isFallback });
  t.is(await write(['program'], false), join(folder, 'reproduction.md'));
  t.is(await write(['program', 'paper'], false), join(folder, 'reproduction.md'));
  t.is(await write(['paper'], false), join(folder, 'reproduction-text.md'));
  t.is(await write(['program', 'paper'], true), join(folder, 'reproduction-fallback.md'));
  const pictures = readdirSync(join(folder, 'images'));
  for (const name of ['reproduction', 'reproduction-text', 'reproduction-fallback']) {
    const page = readFileSync(join(folder, `${name}.md`), 'utf8');
    t.regex(page, /\n```\nCOMMAND\n```\n/);
    const shown = [...page.matchAll(/\]\(images\/([^)]+)\)/g)].map((match) => match[1]!);
    t.true(shown.length >= 4);
    for (const picture of shown) t.true(pictures.includes(picture), picture);
  }
});
