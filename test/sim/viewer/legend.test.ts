import test from 'ava';
import { layoutPanel } from '../../../src/sim/viewer/legend.ts';
import type { Boundary } from '../../../src/sim/viewer/shapes.ts';

// A window of 1010 pixels has a view of 1000 pixels; over 500 m that is half a metre a pixel.
const VIEW: Boundary = [
  [1000, 2000],
  [1500, 2250],
];

test('viewer legend - the panel keeps 12 pixels from the upper left corner of the view', (t) => {
  const { panel } = layoutPanel(VIEW, 1010, 2);
  // 2 rows of 26 pixels less the last gap of 3, and 8 pixels above and below: 65 pixels high, 224 wide.
  t.deepEqual(panel, [
    [1006, 2250 - 6 - 32.5],
    [1118, 2244],
  ]);
});

test('viewer legend - rows lie below each other inside the panel, their texts centred', (t) => {
  const { panel, rows } = layoutPanel(VIEW, 1010, 3);
  t.is(rows.length, 3);
  for (const { box, label } of rows) {
    t.true(box[0][0] > panel[0][0] && box[1][0] < panel[1][0] && box[0][1] > panel[0][1] && box[1][1] < panel[1][1]);
    t.is(label[0], (box[0][0] + box[1][0]) / 2);
    // sumo-gui writes 0.7 text heights (50 / 3.2 pixels) above the point; that is where the middle of the row must be.
    const middle = (box[0][1] + box[1][1]) / 2;
    t.true(Math.abs(label[1] + (0.7 * 50 * 0.5) / 3.2 - middle) < 1e-9);
  }
  t.true(rows[0]!.box[0][1] > rows[1]!.box[1][1]);
});

test('viewer legend - zoomed out twice, the panel takes twice the metres', (t) => {
  const wide: Boundary = [
    [1000, 2000],
    [2000, 2500],
  ];
  const [lower, upper] = layoutPanel(wide, 1010, 2).panel;
  t.is(upper[0] - lower[0], 224);
});
