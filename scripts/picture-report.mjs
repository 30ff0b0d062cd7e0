#!/usr/bin/env node
/**
 * Makes docs/images/report-desktop.png and report-phone.png: the report of the default scenario, as Chromium shows it.
 *
 * Needs SUMO, Chromium and ImageMagick (`convert`). The same each time but for the fonts and the wall time of the machine.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
/** Chromium's windows are at least 500 px wide: a phone's page is shown in a frame, and cut out. */
const PHONE = { width: 390, height: 1500 };
const DESKTOP = { width: 1280, height: 1690 };

const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-picture-'));
try {
  const run = join(folder, 'run');
  edgemlsim('run', join(ROOT, 'scenarios/boston-common/experiment.yaml'), '--out', run);
  edgemlsim('report', run);
  const page = `file://${join(run, 'report.html')}`;
  screenshot(page, DESKTOP, 'light', 'report-desktop.png');
  const frame = join(folder, 'phone.html');
  writeFileSync(
    frame,
    `<style>body{margin:0}iframe{border:0;display:block}</style><iframe src="${page}" width="${PHONE.width}" height="${PHONE.height}"></iframe>`,
  );
  screenshot(`file://${frame}`, PHONE, 'dark', 'report-phone.png');
} finally {
  rmSync(folder, { recursive: true });
}

function edgemlsim(...args) {
  execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd: ROOT, stdio: 'inherit' });
}

function screenshot(address, { width, height }, scheme, name) {
  const picture = join(ROOT, 'docs/images', name);
  execFileSync('chromium', [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    `--user-data-dir=${join(folder, 'profile')}`,
    `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`,
    `--window-size=${Math.max(500, width)},${height}`,
    `--screenshot=${picture}`,
    address,
  ]);
  execFileSync('convert', [picture, '-crop', `${width}x${height}+0+0`, '+repage', '-colors', '256', picture]);
}
