/**
 * Damaged answers: nothing but our typed errors, in bounded memory.
 */
import test from 'ava';
import { fuzz, fuzzCounts } from '../../scripts/conformance/fuzz.ts';

const MEBIBYTE = 1024 * 1024;

test('fuzz - 20,000 damaged answers', (t) => {
  const report = fuzz(20_000, 1);
  t.deepEqual(report.escaped, []);
  t.is(report.inputs, 20_000);
  // Were nearly all refused, or nearly none, the damage would not reach what it is meant for.
  t.true(report.accepted > 1000 && report.refused > 10_000, `${report.accepted} accepted, ${report.refused} refused`);
  t.true(report.memoryBytes < 256 * MEBIBYTE, `${report.memoryBytes} bytes`);
});

test('fuzz - a huge count at every place of every eighth answer allocates nothing', (t) => {
  const report = fuzzCounts(8);
  t.deepEqual(report.escaped, []);
  t.true(report.inputs > 20_000, `only ${report.inputs} inputs`);
  t.true(report.memoryBytes < 256 * MEBIBYTE, `${report.memoryBytes} bytes`);
});
