import test from 'ava';
import { downTimes } from '../../../src/report/run/faults.ts';

const at = (simulatedSeconds: number, event: string, node: string, tier = 'worker') => ({
  simulatedSeconds,
  event,
  tier,
  node,
});

test('faults - crashes are paired with recoveries, node by node; who does not come back is down to the end', (t) => {
  t.deepEqual(downTimes([at(1, 'crash', 'a'), at(2, 'crash', 'b'), at(3, 'recover', 'a'), at(5, 'crash', 'a')], 9), [
    { node: 'a', tier: 'worker', from: 1, to: 3 },
    { node: 'b', tier: 'worker', from: 2, to: 9 },
    { node: 'a', tier: 'worker', from: 5, to: 9 },
  ]);
});

test('faults - the same name on two tiers is two nodes; a recovery without a crash is nothing', (t) => {
  t.deepEqual(downTimes([at(1, 'crash', 'a', 'cloud'), at(2, 'recover', 'a', 'edge-server')], 4), [
    { node: 'a', tier: 'cloud', from: 1, to: 4 },
  ]);
});
