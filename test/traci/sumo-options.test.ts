import test from 'ava';
import { hasOption, portOf, sumoArguments } from '../../src/traci/sumo-options.ts';

const headless = { port: 5000, gui: false, hasHome: true };
const windowed = { port: 5000, gui: true, hasHome: true };

const found: readonly [readonly string[], boolean][] = [
  [['--start'], true],
  [['--start=true'], true],
  [['--start', 'true'], true],
  [['-S'], true],
  [['-vS'], true],
  [['-Sc', 'city.sumocfg'], true],
  [['-cS.sumocfg'], false],
  [['--startup-wait-threshold', '2'], false],
  [['-c', 'Some.sumocfg'], false],
  [['-s', '200'], false],
  [['city-S.sumocfg'], false],
  [[], false],
];
for (const [args, expected] of found) {
  test(`sumo-options - ${JSON.stringify(args)} ${expected ? 'says' : 'does not say'} --start`, (t) => {
    t.is(hasOption(args, 'start', 'S'), expected);
  });
}

test('sumo-options - the port is added unless the caller fixed one', (t) => {
  t.deepEqual(sumoArguments(['-c', 'a'], headless), ['-c', 'a', '--remote-port', '5000']);
  t.deepEqual(sumoArguments(['--remote-port', '7'], headless), ['--remote-port', '7']);
  t.is(portOf(['-c', 'a', '--remote-port', '7']), 7);
  t.is(portOf(['--remote-port=8']), 8);
  t.is(portOf(['-c', 'a']), undefined);
});

test('sumo-options - a window starts by itself and closes at the end, each said once', (t) => {
  t.deepEqual(sumoArguments([], windowed), ['--remote-port', '5000', '--start', '--quit-on-end']);
  t.deepEqual(sumoArguments(['-QS'], windowed), ['-QS', '--remote-port', '5000']);
  t.deepEqual(sumoArguments(['-Q'], windowed), ['-Q', '--remote-port', '5000', '--start']);
});

test('sumo-options - without schemas nothing is validated, unless the caller wants it', (t) => {
  const homeless = { ...headless, hasHome: false };
  t.deepEqual(sumoArguments([], homeless), ['--remote-port', '5000', '--xml-validation', 'never']);
  t.deepEqual(sumoArguments(['-X', 'auto'], homeless), ['-X', 'auto', '--remote-port', '5000']);
});
