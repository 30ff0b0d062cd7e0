import test from 'ava';
import { isDue, offTheGrid, screenshotName } from '../../../src/sim/viewer/moments.ts';

test('viewer moments - a picture is due at multiples of the interval, once', (t) => {
  const due = [1000, 2000, 3000, 4000, 5000, 6000].filter((timeMs) => isDue(timeMs, 3, 1000));
  t.deepEqual(due, [3000, 6000]);
});

test('viewer moments - where no step meets the multiple, the first step after it is due', (t) => {
  const steps = Array.from({ length: 10 }, (_, step) => 400 * (step + 1));
  t.deepEqual(
    steps.filter((timeMs) => isDue(timeMs, 1, 400)),
    [1200, 2000, 3200, 4000],
  );
});

test('viewer moments - an interval shorter than a step means every step', (t) => {
  t.true([1000, 2000, 3000].every((timeMs) => isDue(timeMs, 0.25, 1000)));
});

test('viewer moments - names of pictures sort by time and are safe as file names', (t) => {
  t.is(screenshotName('srds21', 120_000), 'srds21-000120.000s.png');
  t.is(screenshotName('a/b c', 500), 'a-b-c-000000.500s.png');
});

test('viewer moments - a stop must lie on a step', (t) => {
  t.is(offTheGrid([1, 20, 300], 1000), undefined);
  t.is(offTheGrid([0.1, 0.3], 100), undefined);
  t.is(offTheGrid([2, 2.5], 1000), 2.5);
});
