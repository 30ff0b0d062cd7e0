/** The page in a real browser: Debian's Chromium, where it is installed. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { writeReport } from '../../src/report/write.ts';
import { escapeHtml } from '../../src/report/html.ts';
import { runFolder, temporaryFolder } from './run-folder.ts';

const chromium = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
  .find((file) => existsSync(file));
const browserTest = chromium === undefined ? test.skip : test;

browserTest(
  `browser - no error on the console, nothing wider than the screen, at phone and desktop width${chromium === undefined ? ' (skipped: no Chromium on this machine)' : ''}`,
  async (t) => {
    const folder = runFolder(t);
    const [page] = await writeReport(folder);
    // Frames of the same origin, so that the outer page may measure what is in them.
    const srcdoc = escapeHtml(readFileSync(page!, 'utf8'));
    const outer = join(folder, 'outer.html');
    const frames = [390, 1280].map((width) => `<iframe width="${width}" height="900" srcdoc="${srcdoc}"></iframe>`);
    writeFileSync(
      outer,
      `<!doctype html><body>${frames.join('')}<p id="measured"></p><script>
addEventListener('load', () => {
  measured.textContent = [...document.querySelectorAll('iframe')].map(({ contentDocument: page, width }) => {
    const shown = [...page.querySelectorAll('figure svg')].filter((svg) => svg.getClientRects().length > 0);
    return [width, page.documentElement.scrollWidth, shown.length, page.querySelectorAll('figure').length].join(' ');
  }).join(', ');
});
</script></body>`,
    );
    const { stdout, stderr } = await promisify(execFile)(
      chromium!,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--enable-logging=stderr',
        `--user-data-dir=${temporaryFolder(t)}`,
        '--dump-dom',
        `file://${outer}`,
      ],
      { timeout: 60_000, maxBuffer: 1 << 26 },
    );
    t.deepEqual(
      stderr.split('\n').filter((line) => line.includes('CONSOLE')),
      [],
    );
    const measured = /<p id="measured">([^<]*)<\/p>/.exec(stdout)?.[1];
    t.truthy(measured, 'the page was loaded');
    for (const text of measured!.split(', ')) {
      const [width, needed, shown, figures] = text.split(' ').map(Number);
      t.true(needed! <= width!, `at ${width!} px it needs ${needed!}`);
      // Of switched views one is shown: of three pairs of curves two, of three maps one.
      t.is(shown, figures! - 4 - 2);
    }
  },
);
