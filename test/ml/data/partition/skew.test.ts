import test from 'ava';
import { skewReport } from '../../../../src/ml/data/partition/skew.ts';

test('skew - worked by hand: disjoint classes of unequal size', (t) => {
  const labels = Uint8Array.of(0, 0, 0, 1);
  const report = skewReport(labels, 2, [Uint32Array.of(0, 1, 2), Uint32Array.of(3)]);
  t.deepEqual(report.parts[0], {
    size: 3,
    histogram: [3, 0],
    classesPresent: 1,
    effectiveClasses: 1,
    labelDistance: 0.25,
  });
  t.is(report.parts[1]!.labelDistance, 0.75);
  t.is(report.meanLabelDistance, (3 * 0.25 + 0.75) / 4);
  // Sizes 3 and 1: mean 2, standard deviation 1.
  t.is(report.sizeVariation, 0.5);
  t.is(report.unassigned, 0);
});

test('skew - an even division has no distance and as many effective classes as there are', (t) => {
  const labels = Uint8Array.of(0, 1, 0, 1, 2, 2);
  const report = skewReport(labels, 3, [Uint32Array.of(0, 1, 4), Uint32Array.of(2, 3, 5)]);
  t.is(report.meanLabelDistance, 0);
  t.true(Math.abs(report.parts[0]!.effectiveClasses - 3) < 1e-12);
});

test('skew - empty parts and examples in no part are counted, not divided by', (t) => {
  const report = skewReport(Uint8Array.of(0, 1), 2, [Uint32Array.of(), Uint32Array.of(1)]);
  t.like(report.parts[0], { size: 0, effectiveClasses: 0, labelDistance: 0 });
  t.is(report.unassigned, 1);
  const nothing = skewReport(Uint8Array.of(0), 2, [Uint32Array.of()]);
  t.is(nothing.meanLabelDistance, 0);
  t.is(nothing.sizeVariation, 0);
});
