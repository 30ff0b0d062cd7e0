import test from 'ava';
import {
  formatBytes,
  formatDuration,
  formatFixed,
  formatNumber,
  formatShare,
  timeUnit,
} from '../../src/report/format.ts';

/** Thin spaces as plain ones, for reading. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('format - numbers', (t) => {
  const cases: readonly (readonly [number, number, string])[] = [
    [0, 2, '0'],
    [1234, 0, '1234'],
    [12_345, 0, '12 345'],
    [1_234_567.891, 2, '1 234 567.89'],
    [-0.5, 1, '\u22120.5'],
    [-0.01, 1, '0'],
    [2.5, 3, '2.5'],
    [NaN, 1, '\u2013'],
  ];
  for (const [value, digits, text] of cases) t.is(plain(formatNumber(value, digits)), text);
});

test('format - shares, durations, bytes, fixed decimals', (t) => {
  t.is(plain(formatShare(0.12345)), '12.3 %');
  t.is(formatShare(NaN), '\u2013');
  t.is(plain(formatDuration(0.256)), '0.26 s');
  t.is(plain(formatDuration(59.94)), '59.9 s');
  t.is(plain(formatDuration(60)), '1 min 0 s');
  t.is(plain(formatDuration(3599.6)), '1 h 0 min');
  t.is(plain(formatDuration(90_061)), '25 h 1 min');
  t.is(plain(formatBytes(999)), '999 B');
  t.is(plain(formatBytes(999_600)), '1.00 MB');
  t.is(plain(formatBytes(4_932_000_000)), '4.93 GB');
  t.is(formatFixed(null, 3), '\u2013');
  t.is(formatFixed(1 / 3, 3), '0.333');
});

test('format - spans of time are written in seconds, minutes or hours', (t) => {
  t.deepEqual(
    [600, 601, 18_000, 18_001].map((seconds) => timeUnit(seconds).name),
    ['s', 'min', 'min', 'h'],
  );
});
