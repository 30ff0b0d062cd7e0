/** A screen for sumo-gui in tests: an X server that draws into memory. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import test from 'ava';
import type { ExecutionContext, Implementation } from 'ava';

const MISSING = ['sumo-gui', 'netconvert', 'Xvfb'].filter((program) => !isOnPath(program));

/** A test with a window: skipped, with the reason in its title, where there is no sumo-gui or no Xvfb. */
export function guiTest(title: string, implementation: Implementation<[]>): void {
  if (MISSING.length === 0) test.serial(title, implementation);
  else test.skip(`${title} (not on the PATH: ${MISSING.join(', ')})`, implementation);
}

/** Starts a screen of 1400 x 1000 pixels that goes with the test; returns its name for DISPLAY. */
export async function startDisplay(t: ExecutionContext): Promise<string> {
  const args = ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdio[3] as Readable });
  for await (const number of lines) return `:${number.trim()}`;
  throw new Error('Xvfb ended before it named its display');
}

export function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
