import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { Command, CommanderError } from 'commander';
import { guiOptions, withGuiOptions, type GuiCommandOptions } from '../../src/cli/gui-options.ts';
import { UsageError } from '../../src/index.ts';

const SUMO = { binary: '/opt/sumo', guiBinary: '/opt/sumo-gui' };

function parse(...args: readonly string[]): ReturnType<typeof guiOptions> {
  const command = withGuiOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(args, { from: 'user' });
  return guiOptions(command.opts<GuiCommandOptions>(), SUMO);
}

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'edgemlsim-test-'));
  t.teardown(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

test('gui options - without --gui there is no window, with it all may be left out', (t) => {
  t.is(parse(), undefined);
  t.deepEqual(parse('--gui'), {});
});

test('gui options - all of them', (t) => {
  const shots = join(folder(t), 'shots');
  t.deepEqual(
    parse(
      ...['--gui', '--delay', '0', '--window-size', '1000x700', '--window-pos', '-5,7', '--break-at', '60,20'],
      ...['--break-at', '40', '--gui-follow', 'taxi', '--screenshots', shots, '--screenshot-every', '2.5'],
    ),
    {
      delayMs: 0,
      windowSize: [1000, 700],
      windowPosition: [-5, 7],
      breakAt: [20, 40, 60],
      follow: 'taxi',
      screenshots: { folder: shots, everySeconds: 2.5 },
    },
  );
  t.deepEqual(parse('--gui', '--screenshots', shots)?.screenshots?.everySeconds, 10);
});

const WRONG_VALUES: readonly (readonly [readonly string[], RegExp])[] = [
  [['--delay', '-1'], /expected milliseconds/],
  [['--delay', ' '], /expected milliseconds/],
  [['--window-size', '10,10'], /at least 400,300/],
  [['--window-size', 'large'], /two whole numbers/],
  [['--window-pos', '1,2,3'], /two whole numbers/],
  [['--window-pos', '1.5,2'], /two whole numbers/],
  [['--break-at', 'noon'], /seconds > 0/],
  [['--break-at', ''], /seconds > 0/],
  [['--break-at', 's'], /seconds > 0/],
  [['--break-at', 'round=0'], /round >= 1/],
  [['--break-at', 'round=1.5'], /round >= 1/],
  [['--break-at', 'epoch=2'], /round >= 1/],
  [['--break-at', '30,'], /seconds > 0/],
  [['--break-at', '5,0'], /seconds > 0/],
  [['--screenshot-every', 'Infinity'], /seconds > 0/],
];

for (const [args, message] of WRONG_VALUES) {
  test(`gui options - ${args.join(' ')} is refused`, (t) => {
    t.throws(() => parse('--gui', ...args), { instanceOf: CommanderError, message });
  });
}

test('gui options - stops at seconds and at rounds', (t) => {
  const window = parse('--gui', '--break-at', '30s,round=5', '--break-at', 'round=2, 7.5');
  t.deepEqual(window?.breakAt, [7.5, 30]);
  t.deepEqual(window?.breakAtRounds?.rounds, [2, 5]);
  t.is(parse('--gui', '--break-at', 'round=2')?.breakAt, undefined);
});

test('gui options - each needs --gui, and an interval needs a folder', (t) => {
  t.throws(() => parse('--delay', '10'), { instanceOf: UsageError, message: /^--delay: .*--gui/ });
  t.throws(() => parse('--break-at', '10'), { instanceOf: UsageError, message: /^--break-at: .*--gui/ });
  t.throws(() => parse('--gui', '--screenshot-every', '5'), { message: /^--screenshot-every: .*--screenshots/ });
});

test('gui options - without sumo-gui the window is refused', (t) => {
  const error = t.throws(() => guiOptions({ gui: true }, { binary: '/opt/sumo' }), { instanceOf: UsageError });
  t.is(error.code, 'E_GUI_OPTION');
  t.regex(error.message, /no sumo-gui beside \/opt\/sumo/);
});

test('gui options - a screenshot folder that cannot be is refused', (t) => {
  const file = join(folder(t), 'file');
  writeFileSync(file, '');
  t.throws(() => parse('--gui', '--screenshots', file), { message: /it is a file/ });
  t.throws(() => parse('--gui', '--screenshots', join(file, 'below')), { message: /cannot write to/ });
});
