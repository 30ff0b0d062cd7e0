import test from 'ava';
import type { SimulationEvent } from '../../../src/sim/events.ts';
import { createStateTracker } from '../../../src/sim/viewer/states.ts';
import { createStops } from '../../../src/sim/viewer/stops.ts';
import { experiment } from '../../helpers/experiments.ts';

const PROGRESS = { step: 5, simulatedMs: 5000, epochs: 1, round: 3, gradients: 9, inRange: [0], accuracy: undefined };
const round = (number: number): SimulationEvent => ({
  at: 0,
  type: 'round',
  round: number,
  edgeServers: [],
  faulty: [],
  theta: '',
});

test('viewer stops - at a round the next step waits until it is told to go on, once', async (t) => {
  let goOn = (): void => undefined;
  let asked = 0;
  const breakAtRounds = {
    rounds: [3],
    howToGoOn: 'press Enter here',
    goOn: () => {
      asked++;
      return new Promise<void>((resolve) => (goOn = resolve));
    },
  };
  const notices: string[] = [];
  const tracker = createStateTracker('resume');
  const stops = createStops(
    { breakAtRounds },
    { experiment: experiment(), tracker, onNotice: (line) => notices.push(line) },
  );
  stops.onEvent(round(2));
  t.false(stops.afterStep(4000, PROGRESS));
  await stops.released();
  // Two rounds in a step: the one that was asked for is not overlooked.
  stops.onEvent(round(3));
  stops.onEvent(round(4));
  t.true(stops.afterStep(5000, PROGRESS));
  let isReleased = false;
  const released = stops.released().then(() => (isReleased = true));
  await new Promise(setImmediate);
  t.false(isReleased);
  goOn();
  await released;
  t.false(stops.afterStep(6000, PROGRESS));
  await stops.released();
  t.is(asked, 1);
  t.deepEqual(notices, [
    'stopped at 5 s: round 3, epoch 1.00, 9 gradients, accuracy not tested yet',
    '  a: 0 in range; 0 gradients since its last aggregation',
    '  press Enter here to go on',
  ]);
});
