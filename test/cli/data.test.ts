import test from 'ava';
import { infoTable } from '../../src/cli/data.ts';

test('data - what is in a set is a line for each part, with the examples of each class', (t) => {
  const table = infoTable({
    train: { count: 1200, histogram: [700, 500], mean: 0.25, standardDeviation: 0.5 },
    test: { count: 30, histogram: [20, 10], mean: -0.1, standardDeviation: 1.25 },
  });
  t.deepEqual(table.trimEnd().split('\n'), [
    'part      examples     mean  deviation   #0   #1',
    '--------  --------  -------  ---------  ---  ---',
    'training      1200   0.2500     0.5000  700  500',
    'test            30  -0.1000     1.2500   20   10',
  ]);
});
