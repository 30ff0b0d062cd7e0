#!/usr/bin/env node
/**
 * Makes docs/images/sumo-gui.png: the window of a run in which every colour occurs.
 *
 * Needs sumo-gui, Xvfb and ImageMagick (`import`, `convert`). Simulated time stops at a moment chosen for what is to be
 * seen, so the picture is the same each time but for the fonts of the machine.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '..');
const PICTURE = join(ROOT, 'docs/images/sumo-gui.png');
const SIZE = [1280, 860];
/** Simulated s; at this moment an edge server is down, and there are vehicles of every kind. */
const MOMENT = 164;
/** A network that takes time, so that transfers are seen, and faults of every kind. */
const SETTINGS = [
  'network={link: {kind: shared}}',
  'workers.computeTimeMs=1200',
  'learning.edgeServer.rule=marginal-median',
  'learning.timeout.afterMs=5000',
  `faults=[
    {attack: {name: sign-flip, magnitude: 1}, rate: 0.2},
    {kind: crash, rate: 0.2, timeToFailure: {meanS: 60}, recoverAfterS: 20},
    {kind: crash, node: edge-server, count: 1, during: {fromS: 130}, recoverAfterS: 120},
    {kind: omission, rate: 0.3, probability: 0.3},
  ]`,
];

const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-picture-'));
const children = [];
try {
  const display = await startScreen();
  const environment = { ...process.env, DISPLAY: display };
  await runUntilMoment(environment);
  // The window draws what it got with the last step.
  await sleep(2000);
  const raw = join(folder, 'window.png');
  execFileSync('import', ['-window', 'root', raw], { env: environment });
  // The message pane and the status bar at the bottom show where files lie on the machine that made the picture.
  execFileSync('convert', [
    raw,
    '-gravity',
    'north',
    '-crop',
    '1280x774+0+0',
    '+repage',
    '-colors',
    '192',
    '+dither',
    '-strip',
    PICTURE,
  ]);
  process.stdout.write(`${PICTURE}\n`);
} finally {
  for (const child of children.reverse()) await end(child);
  rmSync(folder, { recursive: true });
}

/** A screen of exactly the window's size; returns its name. */
async function startScreen() {
  const screen = ['-screen', '0', `${SIZE.join('x')}x24`, '-nolisten', 'tcp'];
  const child = start('Xvfb', ['-displayfd', '3', ...screen], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  for await (const number of createInterface({ input: child.stdio[3] })) return `:${number.trim()}`;
  throw new Error('Xvfb ended before it named its display');
}

/** Runs the scenario until the window has stopped. */
async function runUntilMoment(env) {
  const program = ['--import', 'tsx', 'src/cli/main.ts', 'run', 'scenarios/boston-common/experiment.yaml'];
  const window = ['--gui', '--delay', '0', '--window-size', SIZE.join(','), '--window-pos', '0,0'];
  const args = [...window, '--break-at', String(MOMENT), '--out', join(folder, 'out')];
  const settings = SETTINGS.flatMap((setting) => ['--set', setting]);
  const child = start(process.execPath, [...program, ...args, ...settings], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface({ input: child.stderr })) {
    process.stderr.write(`${line}\n`);
    if (line.includes(`stopped at ${MOMENT} s`)) return;
  }
  throw new Error(`the run ended before ${MOMENT} s`);
}

function start(program, args, options) {
  const child = spawn(program, args, options);
  children.push(child);
  return child;
}

/** Ends a child in an orderly way and waits for it. */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolveEnd) => child.once('close', resolveEnd));
  child.stderr?.resume();
  child.kill('SIGINT');
  await ended;
}
