import test from 'ava';
import { readSweep } from '../../src/sweep/notation.ts';

const values = (sweep: unknown): readonly unknown[] => readSweep({ sweep }, ['stop', 'epochs']).values;

test('sweep notation - a list stands for its values, whatever they are', (t) => {
  const { name, labels, values: listed } = readSweep({ sweep: ['mean', { name: 'krum', f: 2 }, 3, null] }, ['rule']);
  t.is(name, 'rule');
  t.deepEqual(listed, ['mean', { name: 'krum', f: 2 }, 3, null]);
  t.deepEqual(labels, ['mean', '{"name":"krum","f":2}', '3', 'null']);
});

test('sweep notation - names and labels', (t) => {
  const { name, labels } = readSweep({ sweep: [[], [1]], name: 'attack', labels: ['none', 'some'] }, ['faults']);
  t.is(name, 'attack');
  t.deepEqual(labels, ['none', 'some']);
});

test('sweep notation - a range includes its end and is not spoilt by binary fractions', (t) => {
  t.deepEqual(values({ from: 0, to: 0.5, step: 0.1 }), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  t.deepEqual(values({ from: 1, to: 10, step: 4 }), [1, 5, 9]);
  t.deepEqual(values({ from: 3, to: 1, step: -1 }), [3, 2, 1]);
  t.deepEqual(values({ from: 2, to: 2, step: 1 }), [2]);
});

test('sweep notation - a number of values, evenly spread or by equal factors', (t) => {
  t.deepEqual(values({ from: 0, to: 1, count: 5 }), [0, 0.25, 0.5, 0.75, 1]);
  t.deepEqual(values({ from: 0.001, to: 10, count: 5, scale: 'log' }), [0.001, 0.01, 0.1, 1, 10]);
  t.deepEqual(values({ from: 7, to: 7, count: 1 }), [7]);
});

const refuses = test.macro({
  exec(t, sweep: unknown, message: RegExp) {
    const error = t.throws(() => readSweep(sweep, ['stop', 'epochs']), { code: 'E_SWEEP', message });
    t.regex(error.message, /^stop\.epochs: [^\n]*$/);
  },
  title: (title) => `sweep notation - refuses ${title ?? ''}`,
});
test('an empty list', refuses, { sweep: [] }, /empty.*at least one/);
test('the same value twice', refuses, { sweep: [1, 2, 1] }, /values 1 and 3 are the same: 1/);
test(
  'a step away from the end',
  refuses,
  { sweep: { from: 1, to: 2, step: -1 } },
  /step of -1 never leads from 1 to 2/,
);
test('a step of 0', refuses, { sweep: { from: 1, to: 2, step: 0 } }, /never leads/);
test('a log scale from 0', refuses, { sweep: { from: 0, to: 2, count: 3, scale: 'log' } }, /above 0 on a log scale/);
test(
  'a range that is absurdly long',
  refuses,
  { sweep: { from: 0, to: 1e9, step: 1 } },
  /1000000001 runs are more than/,
);
test('an absurd count', refuses, { sweep: { from: 0, to: 1, count: 1e7 } }, /10000000 runs are more than/);
test('a number', refuses, { sweep: 3 }, /expected \{sweep: \[a, b, \.\.\.\]\}.*got \{"sweep":3\}/);
test('step and count at once', refuses, { sweep: { from: 0, to: 1, step: 1, count: 2 } }, /expected \{sweep/);
test('an unknown key beside it', refuses, { sweep: [1], lables: ['one'] }, /with name and labels/);
test('too few labels', refuses, { sweep: [1, 2], labels: ['one'] }, /as many labels as values, got 1 for 2/);
test('equal labels', refuses, { sweep: [1, 2], labels: ['one', 'one'] }, /two labels are the same/);
