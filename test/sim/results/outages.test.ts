import test from 'ava';
import { outageLine } from '../../../src/sim/results/outages.ts';

test('outages - crashes and recoveries are lines, other events are not', (t) => {
  t.is(
    outageLine({ at: 1200, type: 'crash', tier: 'edge-server', node: 'beacon-charles' }),
    '1200,crash,edge-server,beacon-charles',
  );
  t.is(
    outageLine({ at: 2400, type: 'recover', tier: 'edge-server', node: 'beacon-charles' }),
    '2400,recover,edge-server,beacon-charles',
  );
  t.is(outageLine({ at: 0, type: 'link', vehicle: 'v', edgeServer: null }), undefined);
});
