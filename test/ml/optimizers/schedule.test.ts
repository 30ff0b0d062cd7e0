import test from 'ava';
import { learningRateAt, learningRateSpec, type LearningRate } from '../../../src/ml/optimizers/index.ts';

const at = (spec: unknown, rounds: number): readonly number[] => {
  const rate: LearningRate = learningRateSpec.parse(spec);
  return Array.from({ length: rounds }, (_, round) => learningRateAt(rate, round));
};

// PyTorch 1.13: StepLR, ExponentialLR, CosineAnnealingLR, and LinearLR followed by StepLR.
const pytorch = [
  {
    spec: { schedule: 'step', initial: 0.4, every: 3, factor: 0.5 },
    rates: [0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1, 0.1],
  },
  {
    spec: { schedule: 'exponential', initial: 0.4, factor: 0.9 },
    rates: [0.4, 0.36, 0.324, 0.2916, 0.26244, 0.236196, 0.2125764, 0.19131876],
  },
  {
    spec: { schedule: 'cosine', initial: 0.4, rounds: 5, final: 0.1 },
    rates: [0.4, 0.37135254915624216, 0.29635254915624215, 0.2036474508437579, 0.1286474508437579, 0.1],
  },
  {
    spec: { schedule: 'step', initial: 0.4, every: 2, factor: 0.5, warmUpRounds: 4 },
    rates: [0.1, 0.2, 0.3, 0.4, 0.4, 0.4, 0.2, 0.2],
  },
];

for (const { spec, rates } of pytorch) {
  test(`schedule - agrees with PyTorch: ${JSON.stringify(spec)}`, (t) => {
    for (const [round, rate] of at(spec, rates.length).entries()) t.true(Math.abs(rate - rates[round]!) < 1e-15);
  });
}

test('schedule - constant is constant, cosine stays at its end, warm-up comes before both', (t) => {
  t.deepEqual(at(0.3, 3), [0.3, 0.3, 0.3]);
  t.deepEqual(at({ schedule: 'constant', initial: 0.5, warmUpRounds: 2 }, 4), [0.25, 0.5, 0.5, 0.5]);
  t.deepEqual(at({ schedule: 'cosine', initial: 1, rounds: 2 }, 5), [1, 0.5, 0, 0, 0]);
});

test('schedule - refuses what is no schedule', (t) => {
  for (const spec of [
    { schedule: 'step', initial: 0.1 },
    { schedule: 'step', initial: 0.1, every: 0, factor: 0.5 },
    { schedule: 'exponential', initial: 0.1, factor: 2 },
    { schedule: 'cosine', initial: 0.1, rounds: 5, final: -1 },
    { schedule: 'constant', initial: 0.1, warmUpRounds: 1.5 },
    { schedule: 'constant', initial: 0.1, colour: 'blue' },
  ]) {
    t.false(learningRateSpec.safeParse(spec).success, JSON.stringify(spec));
  }
});
