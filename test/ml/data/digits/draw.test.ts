import test from 'ava';
import { DIGIT_CLASSES, DIGIT_PIXELS, drawDigit } from '../../../../src/ml/data/digits/draw.ts';
import { skeletons } from '../../../../src/ml/data/digits/skeletons.ts';
import { createRandom } from '../../../../src/random.ts';

const random = createRandom(5);

test('draw - the same label and stream give the same bytes, another stream others', (t) => {
  const first = drawDigit(3, random.stream('same', 1));
  t.is(first.length, DIGIT_PIXELS);
  t.deepEqual(first, drawDigit(3, random.stream('same', 1)));
  t.notDeepEqual(first, drawDigit(3, random.stream('same', 2)));
});

test('draw - every digit shows ink, mostly on black and almost never cut off by the border', (t) => {
  for (let label = 0; label < DIGIT_CLASSES; label++) {
    let inked = 0;
    let border = 0;
    for (let index = 0; index < 100; index++) {
      const image = drawDigit(label, random.stream('ink', label, index));
      const dark = image.reduce((count, value) => count + (value > 127 ? 1 : 0), 0);
      t.true(dark > 8 && dark < 300, `digit ${label}, image ${index}: ${dark} bright pixels`);
      inked += image.reduce((count, value) => count + (value > 0 ? 1 : 0), 0);
      border += image.subarray(0, 28).some((value) => value > 127) ? 1 : 0;
    }
    t.true(inked / 100 > 40 && inked / 100 < 260, `digit ${label}: ${inked / 100} inked pixels`);
    t.true(border <= 20, `digit ${label}: ${border} of 100 touch the upper border`);
  }
});

test('draw - a label that is no digit is refused', (t) => {
  for (const label of [-1, 10, 1.5, Number.NaN])
    t.throws(() => drawDigit(label, random.stream('bad')), {
      instanceOf: RangeError,
      message: `label: expected an integer in [0, 9], got ${label}`,
    });
});

test('skeletons - each digit has several styles, within the unit box, corners at both ends of a stroke', (t) => {
  t.is(skeletons.length, DIGIT_CLASSES);
  for (const styles of skeletons) {
    t.true(styles.length >= 3);
    for (const { weight, strokes } of styles) {
      t.true(weight > 0);
      for (const { points, corners } of strokes) {
        t.is(points.length, 2 * corners.length);
        t.true(corners.length >= 3 && corners[0]! && corners.at(-1)!);
        t.true(points.every((value) => value >= -0.5 && value <= 0.5));
      }
    }
  }
});
