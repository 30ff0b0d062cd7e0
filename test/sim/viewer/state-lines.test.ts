import test from 'ava';
import type { SimulationEvent } from '../../../src/sim/events.ts';
import { createStateTracker } from '../../../src/sim/viewer/states.ts';
import { stateLines } from '../../../src/sim/viewer/state-lines.ts';
import { experiment } from '../../helpers/experiments.ts';

const PROGRESS = {
  step: 30,
  simulatedMs: 30_000,
  epochs: 1.234,
  round: 7,
  gradients: 90,
  inRange: [4, 0],
  accuracy: 0.5,
};
const at = 0;

test('viewer state lines - say who is in range, what workers do, what is collected, who is down or lies', (t) => {
  const tracker = createStateTracker('resume');
  const link = (vehicle: string, edgeServer: string | null): SimulationEvent => ({
    at,
    type: 'link',
    vehicle,
    edgeServer,
  });
  const compute = (vehicle: string): SimulationEvent => ({ at, type: 'compute', vehicle, gradient: 1, round: 6 });
  const events: readonly SimulationEvent[] = [
    ...['v10', 'v2', 'v1', 'liar'].map((vehicle) => link(vehicle, 'a')),
    compute('v10'),
    compute('v2'),
    { at, type: 'receive', vehicle: 'v1', edgeServer: 'a', round: 7 },
    { at, type: 'aggregate', edgeServer: 'a', gradients: [3], vehicles: ['liar'], faulty: [0], rejected: false },
    { at, type: 'deliver', vehicle: 'liar', gradient: 4, edgeServer: 'a', late: false, x: 0, y: 0 },
    link('far', 'b'),
    compute('far'),
    { at, type: 'computed', vehicle: 'far', gradient: 1 },
    { at, type: 'send', vehicle: 'far', gradient: 1, edgeServer: 'b' },
    link('far', null),
    { at, type: 'interrupt', vehicle: 'far', edgeServer: 'b' },
    { at, type: 'crash', tier: 'worker', node: 'w' },
    { at, type: 'crash', tier: 'edge-server', node: 'b' },
    link('idle', null),
  ];
  for (const event of events) tracker.onEvent(event);
  const edgeServers = ['a', 'b'].map((name) => ({ name, position: { x: 0, y: 0 }, range: 50 }));
  t.deepEqual(stateLines(30_000, PROGRESS, { experiment: experiment({ edgeServers }), tracker }), [
    'stopped at 30 s: round 7, epoch 1.23, 90 gradients, test accuracy 0.500',
    '  a: 4 in range: 2 computing (v2, v10), 1 receiving (v1), 1 waiting (liar); 1 gradient since its last aggregation',
    '  b: down',
    '  elsewhere: 1 crashed (w), 1 sending, link broken (far)',
    '  Byzantine in their latest aggregation: liar',
  ]);
});

test('viewer state lines - long lists are cut, and counted', (t) => {
  const tracker = createStateTracker('resume');
  for (let number = 1; number <= 20; number++)
    tracker.onEvent({ at, type: 'link', vehicle: `v${number}`, edgeServer: 'a' });
  const [, line] = stateLines(0, { ...PROGRESS, inRange: [20] }, { experiment: experiment(), tracker });
  t.regex(line!, /20 waiting \(v1, v2, v3, v4, v5, v6 and 14 more\);/);
});
