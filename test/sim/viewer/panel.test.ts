import test from 'ava';
import { statusLines } from '../../../src/sim/viewer/panel.ts';
import { serverLabel } from '../../../src/sim/viewer/sites.ts';

test('viewer panel - says round, epoch, gradients and accuracy', (t) => {
  t.deepEqual(statusLines({ round: 12, epochs: 0.426, gradients: 345, accuracy: 0.8614 }), [
    'round 12, epoch 0.43',
    '345 gradients',
    'test accuracy 0.861',
  ]);
  t.is(statusLines({ round: 0, epochs: 0, gradients: 0, accuracy: undefined })[2], 'accuracy: not tested yet');
});

test('viewer panel - an edge server says its name, its range and who is there, or that it is down', (t) => {
  const server = { name: 'rsu1', site: { x: 0, y: 0, range: 50 } };
  t.is(serverLabel(server, 3, 'well'), 'rsu1, 50 m: 3 in range');
  t.is(serverLabel(server, 3, 'byzantine'), 'rsu1, 50 m: 3 in range');
  t.is(serverLabel(server, 0, 'down'), 'rsu1, 50 m: down');
});
