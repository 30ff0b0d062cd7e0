import test from 'ava';
import { legendRows } from '../../../src/sim/viewer/legend-rows.ts';
import { experiment } from '../../helpers/experiments.ts';

const labels = (changes: Readonly<Record<string, unknown>>): readonly string[] =>
  legendRows(experiment(changes)).map(({ label }) => label);

test('viewer legend rows - explain only what can occur', (t) => {
  t.deepEqual(labels({}), [
    'out of range',
    'in range, waiting',
    'computing a gradient',
    'carrying it, no link',
    'gradient delivered',
    'delivered too late',
    'gradient lost',
  ]);
  const network = { link: { kind: 'shared' } };
  t.deepEqual(
    labels({ network }).filter((label) => !labels({}).includes(label)),
    ['receiving theta', 'sending the gradient'],
  );
  const faults = [
    { attack: 'sign-flip', rate: 0.2 },
    { kind: 'crash', rate: 0.2 },
    { kind: 'omission', rate: 0.1, probability: 0.5 },
  ];
  t.deepEqual(
    labels({ faults }).filter((label) => !labels({}).includes(label)),
    ['Byzantine', 'crashed', 'message omitted'],
  );
});

test('viewer legend rows - shapes stay in their rows', (t) => {
  const box = [
    [10, 20],
    [40, 26],
  ] as const;
  const faults = [{ kind: 'omission', rate: 0.1, probability: 0.5 }];
  for (const { label, shapeIn } of legendRows(experiment({ faults })))
    for (const [x, y] of shapeIn(box)) t.true(x >= 10 && x <= 40 && y >= 20 - 1e-9 && y <= 26 + 1e-9, label);
});
