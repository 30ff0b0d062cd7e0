import test from 'ava';
import { createOptimizer, OptimizerError, optimizers } from '../../../src/ml/optimizers/index.ts';

// Worked by hand: theta 1, steps 2 then -1, every number exact in binary.
const byHand = [
  { what: 'distributed-sgd', options: { learningRate: 0.5 }, thetas: [0, 0.5] },
  { what: 'distributed-sgd', options: { learningRate: 0.5, weightDecay: 0.5 }, thetas: [-0.25, 0.3125] },
  { what: 'momentum', options: { learningRate: 0.5, momentum: 0.5 }, thetas: [0, 0] },
  { what: 'momentum', options: { learningRate: 0.5, momentum: 0.5, nesterov: true }, thetas: [-0.5, 0] },
  // Without memory and epsilon beside 2 and 1, Adam's step is the step's sign.
  { what: 'adam', options: { learningRate: 0.5, beta1: 0, beta2: 0, epsilon: 1e-30 }, thetas: [0.5, 1] },
];

for (const { what, options, thetas } of byHand) {
  test(`optimizers - ${what} by hand: ${JSON.stringify(options)}`, (t) => {
    const { init, apply } = createOptimizer(what, options);
    const first = new Float32Array(1);
    const second = new Float32Array(1);
    const state = apply(Float32Array.of(1), Float32Array.of(2), init(1), first);
    apply(first, Float32Array.of(-1), state, second);
    t.deepEqual([first[0], second[0]], thetas);
  });
}

// PyTorch 1.13, float32: torch.optim.SGD and Adam, gradients as in STEPS, theta after each of four updates.
const THETA = [1, -2, 0.5];
const STEPS = [
  [0.3, -1, 2],
  [0.1, 0.5, -1.5],
  [-0.2, 0.25, 0.75],
  [0.4, -0.125, 0],
];
const pytorch: readonly { name: string; options: Record<string, unknown>; thetas: readonly (readonly number[])[] }[] = [
  {
    name: 'distributed-sgd',
    options: { learningRate: 0.1, weightDecay: 0.01 },
    thetas: [
      [0.968999982, -1.898000002, 0.299499989],
      [0.958030999, -1.946102023, 0.449200481],
      [0.977072954, -1.969155908, 0.373751283],
      [0.936095893, -1.954686761, 0.373377532],
    ],
  },
  {
    name: 'momentum',
    options: { learningRate: 0.1 },
    thetas: [
      [0.969999969, -1.899999976, 0.300000012],
      [0.932999969, -1.860000014, 0.270000011],
      [0.919699967, -1.848999977, 0.168000013],
      [0.867729962, -1.826599956, 0.076200016],
    ],
  },
  {
    name: 'momentum',
    options: { learningRate: 0.1, nesterov: true, weightDecay: 0.01 },
    thetas: [
      [0.941100001, -1.806200027, 0.119049974],
      [0.895201921, -1.815148234, 0.241418764],
      [0.900039732, -1.823878407, 0.073699132],
      [0.809489369, -1.783653855, -0.009671287],
    ],
  },
  {
    name: 'momentum',
    options: { learningRate: { schedule: 'exponential', initial: 0.1, factor: 0.5 } },
    thetas: [
      [0.969999969, -1.899999976, 0.300000012],
      [0.951499939, -1.879999995, 0.285000026],
      [0.948174953, -1.877249956, 0.259500027],
      [0.941678703, -1.874449968, 0.24802503],
    ],
  },
  {
    name: 'adam',
    options: { learningRate: 0.1 },
    thetas: [
      [0.900000036, -1.899999976, 0.400000006],
      [0.812893629, -1.873366237, 0.391067505],
      [0.790171087, -1.867227316, 0.366084307],
      [0.735001087, -1.855916739, 0.345619589],
    ],
  },
  {
    name: 'adam',
    options: { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.01 },
    thetas: [
      [0.950160742, -1.950048923, 0.450024933],
      [0.907198191, -1.938277936, 0.44831562],
      [0.898269773, -1.937091708, 0.436743408],
      [0.869244218, -1.931838989, 0.427733034],
    ],
  },
];

for (const { name, options, thetas } of pytorch) {
  test(`optimizers - ${name} agrees with PyTorch: ${JSON.stringify(options)}`, (t) => {
    const { init, apply } = createOptimizer(name, options);
    const theta = Float32Array.from(THETA);
    let state = init(3);
    for (const [turn, expected] of thetas.entries()) {
      state = apply(theta, Float32Array.from(STEPS[turn]!), state, theta);
      for (const [index, value] of expected.entries()) t.true(Math.abs(theta[index]! - value) < 3e-7);
    }
  });
}

test('optimizers - distributed SGD rounds once', (t) => {
  const theta = Float32Array.of(0.1, 1e8);
  const expected = Float32Array.of(theta[0]! - 0.001 * Math.fround(0.3), 1e8 - 0.001 * Math.fround(7e3));
  const { init, apply } = createOptimizer('distributed-sgd', { learningRate: 0.001 });
  apply(theta, Float32Array.of(0.3, 7e3), init(2), theta);
  t.deepEqual(theta, expected);
});

for (const name of optimizers.keys()) {
  test(`optimizers - ${name} changes neither theta nor step nor state, and repeats from a copied state`, (t) => {
    const { init, apply } = createOptimizer(name, {
      learningRate: { schedule: 'step', initial: 1, every: 1, factor: 0.5 },
    });
    const theta = Float32Array.of(1, -2, 3);
    const step = Float32Array.of(2, 4, -1);
    const state = apply(theta, step, init(3), new Float32Array(3));
    const checkpoint = structuredClone(state);
    const out = new Float32Array(3);
    const next = apply(theta, step, state, out);
    t.deepEqual(state, checkpoint);
    t.deepEqual([[...theta], [...step]], [[1, -2, 3], [2, 4, -1]]); // prettier-ignore
    const again = new Float32Array(3);
    t.deepEqual(apply(theta, step, checkpoint, again), next);
    t.deepEqual(again, out);
    const inPlace = theta.slice();
    apply(inPlace, step, state, inPlace);
    t.deepEqual(inPlace, out);
    t.false(out.every((value, index) => value === theta[index]));
  });

  test(`optimizers - ${name} refuses vectors of other lengths and rates that are no rates`, (t) => {
    const { init, apply } = createOptimizer(name, { learningRate: 1 });
    const three = new Float32Array(3);
    t.throws(() => apply(three, new Float32Array(2), init(3), three), { message: /step: .* length 3 .* got 2/ });
    t.throws(() => apply(three, three, init(3), new Float32Array(4)), { message: /out: .* length 3 .* got 4/ });
    if (name !== 'distributed-sgd') t.throws(() => apply(three, three, init(2), three), { instanceOf: RangeError });
    for (const learningRate of [0, -1, NaN, Infinity, { schedule: 'triangle', initial: 1 }, undefined]) {
      const error = t.throws(() => createOptimizer(name, { learningRate }), { instanceOf: OptimizerError });
      t.is(error.code, 'E_OPTIMIZER_OPTIONS');
      t.regex(error.message, new RegExp(`^${name}: options do not fit: learningRate`));
    }
  });
}

test('optimizers - an unknown name is answered with the known ones', (t) => {
  t.throws(() => createOptimizer('adagrad', { learningRate: 1 }), {
    code: 'E_UNKNOWN_OPTIMIZER',
    message: /'adagrad' is unknown; expected one of distributed-sgd, momentum, adam/,
  });
});
