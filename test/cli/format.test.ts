import test from 'ava';
import { formatBytes, formatDuration, formatPercent, formatTable } from '../../src/cli/format.ts';

for (const [seconds, text] of [
  [0.4, '0 s'],
  [59.6, '1 min 0 s'],
  [185, '3 min 5 s'],
  [7800, '2 h 10 min'],
  [Infinity, '?'],
] as const) {
  test(`format - ${seconds} s is ${text}`, (t) => {
    t.is(formatDuration(seconds), text);
  });
}

for (const [bytes, text] of [
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [1_234_567, '1.23 MB'],
  [5e12, '5.00 TB'],
] as const) {
  test(`format - ${bytes} bytes are ${text}`, (t) => {
    t.is(formatBytes(bytes), text);
  });
}

test('format - percentages keep their width', (t) => {
  t.is(formatPercent(0.034), '  3 %');
  t.is(formatPercent(1), '100 %');
});

test('format - numbers stand right, words left', (t) => {
  const table = formatTable([
    ['name', 'value'],
    ['a', '1.5'],
    ['long', '10.25'],
  ]);
  t.is(table, 'name  value\n----  -----\na       1.5\nlong  10.25\n');
});
