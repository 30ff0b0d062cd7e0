import test from 'ava';
import { sumBySpan, timeSpans } from '../../../src/report/run/spans.ts';

test('spans - few enough to tell apart, at least two rounds in each, to the end of the run', (t) => {
  t.deepEqual(timeSpans(177, 217), {
    seconds: 5,
    count: 36,
    unit: { name: 's', seconds: 1 },
    edges: Array.from({ length: 37 }, (_, index) => index * 5),
  });
  t.is(timeSpans(40, 4).count, 2);
  t.is(timeSpans(10, 0).count, 1);
  t.is(timeSpans(1e7, 1e6).seconds, 3 * 86_400);
  for (const end of [0.4, 33, 7200, 1e5, 3e7]) t.true(timeSpans(end, 1e9).count <= 48);
});

test('spans - every value is in one span, the one at the very end in the last', (t) => {
  const spans = timeSpans(40, 8);
  t.deepEqual([spans.seconds, spans.count], [10, 4]);
  t.deepEqual(sumBySpan(spans, [0, 9.9, 10, 39, 40], [1, 2, 4, 8, 16]), [3, 4, 0, 24]);
});
