import test from 'ava';
import { windowArguments } from '../../../src/sim/viewer/arguments.ts';
import { NO_SETTINGS } from '../../../src/sim/viewer/settings.ts';

const NOTHING = { options: new Map<string, string>(), settings: NO_SETTINGS };

test('viewer arguments - defaults', (t) => {
  t.deepEqual(windowArguments({}, NOTHING, 'view.xml'), {
    size: [1280, 860],
    arguments: ['--gui-settings-file', 'view.xml', '--window-size', '1280,860', '--delay', '100'],
  });
});

test("viewer arguments - the scenario's wishes come before the defaults", (t) => {
  const options = new Map([
    ['window-size', '1000, 700'],
    ['window-pos', '5,5'],
    ['breakpoints', '10 20'],
  ]);
  const scenario = { options, settings: { ...NO_SETTINGS, delay: '30', breakpoints: ['40'] } };
  t.deepEqual(windowArguments({}, scenario, 'view.xml'), {
    size: [1000, 700],
    arguments: [
      ...['--gui-settings-file', 'view.xml', '--window-size', '1000,700'],
      ...['--delay', '30', '--breakpoints', '10,20,40'],
    ],
  });
});

test("viewer arguments - the caller's wishes come before the scenario's", (t) => {
  const options = new Map([
    ['window-size', '1000,700'],
    ['delay', '500'],
    ['breakpoints', '10'],
  ]);
  const wish = { windowSize: [800, 600], windowPosition: [0, 7], delayMs: 0, breakAt: [30, 60] } as const;
  t.deepEqual(windowArguments(wish, { options, settings: NO_SETTINGS }, 'view.xml'), {
    size: [800, 600],
    arguments: [
      ...['--gui-settings-file', 'view.xml', '--window-size', '800,600', '--window-pos', '0,7'],
      ...['--delay', '0', '--breakpoints', '30,60'],
    ],
  });
});

test('viewer arguments - a size that is none counts as absent', (t) => {
  const options = new Map([['window-size', 'large']]);
  t.deepEqual(windowArguments({}, { options, settings: NO_SETTINGS }, 'v').size, [1280, 860]);
});
