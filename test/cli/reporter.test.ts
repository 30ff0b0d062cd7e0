import test from 'ava';
import { createReporter, evaluationLine, progressLine } from '../../src/cli/reporter.ts';
import { experiment } from '../helpers/experiments.ts';

const row = {
  epoch: 3,
  round: 14,
  simulatedSeconds: 180.4,
  wallSeconds: 1,
  testAccuracy: 0.7123,
  testLoss: 0.931,
  trainLoss: 1,
  precision: 0.7,
  recall: 0.7,
  f1: 0.7,
  confusion: [
    [3, 1],
    [1, 3],
  ],
};
const progress = {
  step: 60,
  simulatedMs: 60_000,
  epochs: 2.5,
  round: 12,
  gradients: 1250,
  inRange: [4],
  accuracy: 0.5,
};

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 200, written, write: (text: string) => written.push(text) };
}

test('reporter - an evaluation is one line with its figures', (t) => {
  t.regex(evaluationLine(row), /epoch 3 .*round 14 .*180\.4 s simulated .*test accuracy 0\.712 .*loss 0\.931/);
});

test('reporter - the live line says where the run stands, how fast it goes and how long it will take', (t) => {
  const line = progressLine(progress, experiment({ stop: { epochs: 10 } }), 5);
  t.regex(line, /25 % .*60 s .*in range: a 4 .*1250 gradients .*accuracy 0\.500 .*12x real time .*15 s left/);
});

test('reporter - off a terminal there are plain lines only', (t) => {
  const out = terminal(false);
  const reporter = createReporter(out, experiment(), () => 0);
  reporter.onStep(progress);
  reporter.onEvaluation(row);
  reporter.end();
  t.is(out.written.length, 1);
  t.false(out.written.join('').includes('\u001b'));
});

test('reporter - on a terminal the line is redrawn, cleared for others, and gone at the end', (t) => {
  const out = terminal(true);
  let now = 0;
  const reporter = createReporter(out, experiment(), () => (now += 1000));
  reporter.onStep(progress);
  t.true(out.written.at(-1)!.startsWith('\r\u001b[2K'));
  t.false(out.written.at(-1)!.endsWith('\n'));
  reporter.onEvaluation(row);
  t.is(out.written.at(-2), '\r\u001b[2K');
  reporter.onStep(progress);
  reporter.end();
  t.is(out.written.at(-1), '\r\u001b[2K');
});

test('reporter - no line is longer than the terminal is wide', (t) => {
  const out = { ...terminal(true), columns: 40 };
  const reporter = createReporter(out, experiment(), () => 0);
  reporter.onStep(progress);
  t.true(out.written[0]!.replace('\r\u001b[2K', '').length < 40);
});
