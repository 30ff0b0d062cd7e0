import test from 'ava';
import * as tf from '@tensorflow/tfjs-core';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { loadWasm } from '../../../src/ml/backend/wasm.ts';
import type { Computer, ComputerSetup, EvaluationSums } from '../../../src/ml/engine/computer.ts';
import { createDenseComputer } from '../../../src/ml/engine/dense-openblas.ts';
import { packDataset } from '../../../src/ml/engine/packed-dataset.ts';
import { createTfjsComputer } from '../../../src/ml/engine/tfjs-computer.ts';
import type { DenseModelSpec } from '../../../src/ml/model.ts';
import { initialParameters } from '../../../src/ml/parameters.ts';
import { createRandom } from '../../../src/random.ts';
import { inputOf, referenceGradient, referenceLogits, referenceLoss } from './reference.ts';
import { relativeDifference, sampleDataset } from './reference.ts';

const { openblas, reason } = await findOpenBlas();

/** All of these tests are about dense models, which every way can compute; for the others see `networks.test.ts`. */
type DenseSetup = ComputerSetup & { readonly model: DenseModelSpec };

/** Every way to compute; each makes its backend current, so tests that use one run one after the other. */
const computers: Readonly<Record<string, (setup: DenseSetup) => Promise<Computer>>> = {
  ...(openblas === undefined
    ? {}
    : {
        openblas: (setup: DenseSetup) => Promise.resolve(createDenseComputer(setup, openblas)),
        'openblas on packed data': (setup: DenseSetup) =>
          Promise.resolve(createDenseComputer({ ...setup, packed: packDataset(setup.dataset) }, openblas)),
        'wasm with OpenBLAS': async (setup: DenseSetup) => createTfjsComputer(setup, (await loadWasm(openblas)).tf),
      }),
  wasm: async (setup) => createTfjsComputer(setup, (await loadWasm(undefined)).tf),
};

if (openblas === undefined) test.skip(`computers - OpenBLAS is not tested: ${reason}`, () => undefined);

const models = [
  { what: 'two hidden layers over bytes', hidden: [7, 5], stored: 'bytes' },
  { what: 'two hidden layers over bytes that are mostly zero', hidden: [21, 5], stored: 'sparse' },
  { what: 'one hidden layer over floats', hidden: [6], stored: 'floats' },
  { what: 'softmax regression', hidden: [], stored: 'bytes' },
  { what: 'softmax regression over bytes that are mostly zero', hidden: [], stored: 'sparse' },
] as const;

for (const [name, create] of Object.entries(computers)) {
  for (const { what, hidden, stored } of models) {
    test.serial(`computers - ${name}: ${what} agrees with finite differences in double precision`, async (t) => {
      const dataset = sampleDataset({ stored });
      const model = { kind: 'dense', hidden } as const;
      const parameters = randomParameters(model, dataset);
      const examples = [3, 17, 3, 39, 0, 8, 21]; // one twice
      const coordinates = [...parameters.keys()];
      const expected = referenceGradient(model, dataset, parameters, { examples, coordinates });
      const expectedLoss = referenceLoss(model, dataset, parameters, examples);
      for (const lossReduction of ['mean', 'sum'] as const) {
        const computer = await create({ model, dataset, lossReduction });
        const gradient = new Float32Array(parameters.length).fill(NaN); // all of it must be overwritten
        const loss = computer.gradient(parameters, Uint32Array.from(examples), gradient);
        const factor = lossReduction === 'sum' ? examples.length : 1;
        t.true(Math.abs(loss / expectedLoss - 1) < 1e-6);
        t.true(
          relativeDifference(
            gradient,
            expected.map((value) => value * factor),
          ) < 2e-6,
        );
        computer.dispose();
      }
    });
  }

  test.serial(`computers - ${name}: a smaller batch after a larger one sees nothing of it`, async (t) => {
    const dataset = sampleDataset({ stored: 'sparse' });
    const setup = { model: { kind: 'dense', hidden: [7, 5] }, dataset, lossReduction: 'mean' } as const;
    const parameters = randomParameters(setup.model, dataset);
    const small = Uint32Array.of(5, 6);
    const fresh = new Float32Array(parameters.length);
    (await create(setup)).gradient(parameters, small, fresh);
    const computer = await create(setup);
    const again = new Float32Array(parameters.length);
    computer.gradient(
      parameters,
      Uint32Array.from({ length: 40 }, (_, index) => index),
      again,
    );
    computer.gradient(parameters, small, again);
    t.deepEqual(again, fresh);
  });

  test.serial(`computers - ${name}: predictions and losses are those of the reference`, async (t) => {
    const dataset = sampleDataset({ stored: 'sparse' });
    const model = { kind: 'dense', hidden: [7, 5] } as const;
    const parameters = randomParameters(model, dataset);
    const computer = await create({ model, dataset, lossReduction: 'mean' });
    const sums: EvaluationSums = { confusion: new Uint32Array(9), lossSum: 0 };
    computer.evaluate(parameters, dataset.test, { start: 0, end: 11 }, sums);
    computer.evaluate(parameters, dataset.test, { start: 11, end: 30 }, sums);
    const confusion = new Uint32Array(9);
    let lossSum = 0;
    for (let index = 0; index < 30; index++) {
      const logits = referenceLogits(model, dataset, parameters, inputOf(dataset.test, index, dataset));
      const label = dataset.test.labels[index]!;
      confusion[label * 3 + logits.indexOf(Math.max(...logits))]!++;
      lossSum += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label]!;
    }
    t.deepEqual(sums.confusion, confusion);
    t.true(Math.abs(sums.lossSum / lossSum - 1) < 1e-6);
  });

  test.serial(
    `computers - ${name}: on altered labels and features the gradient is that of the altered data`,
    async (t) => {
      for (const stored of ['bytes', 'sparse', 'floats'] as const) {
        const dataset = sampleDataset({ stored });
        const setup = { model: { kind: 'dense', hidden: [7, 5] }, dataset, lossReduction: 'mean' } as const;
        const parameters = randomParameters(setup.model, dataset);
        const examples = Uint32Array.of(3, 17, 3, 39);
        const labels = Uint8Array.from(examples, (index) => 2 - dataset.train.labels[index]!);
        const flipped = { ...dataset.train, labels: dataset.train.labels.map((label) => 2 - label) };
        const brighter = { ...flipped, scale: 2 * dataset.train.scale };
        const features = Float32Array.from([...examples].flatMap((index) => inputOf(brighter, index, dataset)));
        const computer = await create(setup);
        for (const [batch, train] of [
          [{ examples, labels }, flipped],
          [{ examples, labels, features }, brighter],
        ] as const) {
          const gradient = new Float32Array(parameters.length);
          const loss = computer.gradient(parameters, batch, gradient);
          const altered = { ...dataset, train };
          const coordinates = [...parameters.keys()];
          const expected = referenceGradient(setup.model, altered, parameters, {
            examples: [...examples],
            coordinates,
          });
          t.true(relativeDifference(gradient, expected) < 2e-6, `${relativeDifference(gradient, expected)}`);
          t.true(Math.abs(loss / referenceLoss(setup.model, altered, parameters, [...examples]) - 1) < 1e-6);
        }
        // What was altered stays in that batch.
        const plain = new Float32Array(parameters.length);
        computer.gradient(parameters, examples, plain);
        const fresh = new Float32Array(parameters.length);
        (await create(setup)).gradient(parameters, examples, fresh);
        t.deepEqual(plain, fresh);
      }
    },
  );

  test.serial(`computers - ${name}: a theta that has blown up gives NaN, not an exception`, async (t) => {
    const dataset = sampleDataset();
    const setup = { model: { kind: 'dense', hidden: [7, 5] }, dataset, lossReduction: 'mean' } as const;
    const computer = await create(setup);
    const examples = Uint32Array.of(0, 1, 2);
    const blowUps: Readonly<Record<string, (parameters: Float32Array) => unknown>> = {
      'all NaN': (parameters) => parameters.fill(NaN),
      'one weight NaN': (parameters) => (parameters[3] = NaN),
      'all infinite': (parameters) => parameters.fill(Infinity),
    };
    for (const [what, blowUp] of Object.entries(blowUps)) {
      const parameters = randomParameters(setup.model, dataset);
      blowUp(parameters);
      const gradient = new Float32Array(parameters.length);
      t.is(computer.gradient(parameters, examples, gradient), NaN, what);
      t.true(gradient.some(Number.isNaN), what);
      const sums: EvaluationSums = { confusion: new Uint32Array(9), lossSum: 0 };
      computer.evaluate(parameters, dataset.test, { start: 0, end: 30 }, sums);
      t.is(sums.lossSum, NaN, what);
      // Every row of logits holds a NaN: all count as the first class.
      const firstColumn = [0, 3, 6].reduce((sum, index) => sum + sums.confusion[index]!, 0);
      t.is(firstColumn, 30, what);
    }
  });
}

for (const [name, create] of Object.entries(computers)) {
  test.serial(`computers - ${name}: columns that are zero, in some or in most places`, async (t) => {
    const random = sampleDataset();
    const columns = random.train.features.length / random.train.count;
    for (const black of [[], [0, 5, 11], [0, 1, 4, 7, 11], [...Array(columns).keys()]]) {
      const features = random.train.features.map((value, index) => (black.includes(index % columns) ? 0 : value));
      const dataset = { ...random, train: { ...random.train, features } };
      const model = { kind: 'dense', hidden: [7, 5] } as const;
      const parameters = randomParameters(model, dataset);
      const examples = [3, 17, 3, 39, 0, 8, 21];
      const expected = referenceGradient(model, dataset, parameters, {
        examples,
        coordinates: [...parameters.keys()],
      });
      const computer = await create({ model, dataset, lossReduction: 'mean' });
      const gradient = new Float32Array(parameters.length).fill(NaN);
      const loss = computer.gradient(parameters, Uint32Array.from(examples), gradient);
      t.true(Math.abs(loss / referenceLoss(model, dataset, parameters, examples) - 1) < 1e-6);
      t.true(relativeDifference(gradient, expected) < 2e-6, `black: ${black.join(' ')}`);

      // Only these leave columns out: zero times infinity must be NaN all the same.
      for (const blowUp of name.startsWith('openblas') ? [NaN, Infinity] : []) {
        const blown = parameters.slice();
        blown[(black[1] ?? 5) * 7] = blowUp;
        const after = new Float32Array(parameters.length);
        t.is(computer.gradient(blown, Uint32Array.from(examples), after), NaN);
        t.true(after.some(Number.isNaN));
        const sums: EvaluationSums = { confusion: new Uint32Array(9), lossSum: 0 };
        computer.evaluate(blown, dataset.train, { start: 0, end: 30 }, sums);
        t.is(sums.lossSum, NaN);
      }
      computer.dispose();
    }
  });

  test.serial(`computers - ${name}: what was made from parameters is kept for their version only`, async (t) => {
    const dataset = sampleDataset({ stored: 'sparse' });
    const setup = { model: { kind: 'dense', hidden: [7, 5] }, dataset, lossReduction: 'mean' } as const;
    const computer = await create(setup);
    const batch = Uint32Array.of(4, 5, 6, 7);
    const parameters = randomParameters(setup.model, dataset);
    const other = parameters.map((value) => -value);
    const expectedOf = async (values: Float32Array): Promise<Float32Array> => {
      const gradient = new Float32Array(values.length);
      (await create(setup)).gradient(values, batch, gradient);
      return gradient;
    };
    const gradientAt = (values: Float32Array): Float32Array => {
      const gradient = new Float32Array(values.length);
      computer.gradient(values, batch, gradient);
      return gradient;
    };
    const [expected, expectedOther] = [await expectedOf(parameters), await expectedOf(other)];
    const held = parameters.slice();
    computer.hold(held, 1);
    for (let time = 0; time < 3; time++) {
      t.deepEqual(gradientAt(held), expected);
      t.deepEqual(gradientAt(other), expectedOther, 'a vector that is not held');
    }
    held.set(other);
    computer.hold(held, 2);
    t.deepEqual(gradientAt(held), expectedOther);
    // Not finite, which ReLU may hide, and then finite again.
    held[2 * 7] = -Infinity;
    const expectedNow = await expectedOf(held);
    computer.hold(held, 3);
    t.deepEqual(gradientAt(held), expectedNow);
    held.set(parameters);
    computer.hold(held, 4);
    t.deepEqual(gradientAt(held), expected);
  });
}

const model = { kind: 'dense', hidden: [7, 5] } as const;
const overflows: Readonly<Record<string, (parameters: Float32Array) => unknown>> = {
  'a weight that is minus infinity, and a ReLU that hides it': (parameters) => (parameters[2 * 7] = -Infinity),
  'derivatives beyond float32 where the loss is finite': (parameters) => {
    parameters.fill(1e-38, 0, 84).fill(1e-36, 84, 91); // outputs of the first layer: tiny
    parameters.fill(3e37, 91, 126).fill(1, 126, 131); // those of the second: about one
    parameters.set([100, 0, -100], 131);
  },
};
for (const [what, spoil] of Object.entries(overflows)) {
  test.serial(`computers - ${what}: NaN spreads as it does where nothing is left out`, (t) => {
    if (openblas === undefined) {
      t.pass('no OpenBLAS');
      return;
    }
    const dataset = sampleDataset({ stored: 'sparse' });
    const setup = { model, dataset, lossReduction: 'sum' } as const;
    const parameters = randomParameters(model, dataset);
    spoil(parameters);
    const [plain, packed] = [undefined, packDataset(dataset)!].map((data) => {
      const gradient = new Float32Array(parameters.length);
      const computer = createDenseComputer({ ...setup, packed: data }, openblas);
      return { loss: computer.gradient(parameters, Uint32Array.of(4, 5, 6, 7), gradient), gradient };
    });
    t.true(plain!.gradient.some((value) => !Number.isFinite(value)));
    t.deepEqual(packed, plain);
  });
}

test.serial('computers - logits too large for a plain exponential give the right loss', async (t) => {
  const dataset = sampleDataset({ stored: 'floats' });
  const model = { kind: 'dense', hidden: [] } as const;
  for (const create of Object.values(computers)) {
    const computer = await create({ model, dataset, lossReduction: 'mean' });
    const parameters = new Float32Array(12 * 3 + 3);
    parameters.set([300, 0, -300], 36); // biases alone decide: exp(300) is beyond float32
    const loss = computer.gradient(parameters, Uint32Array.of(0), new Float32Array(39));
    t.is(Math.abs(loss), [0, 300, 600][dataset.train.labels[0]!]!); // minus zero is fine
  }
});

test.serial('computers - the paper model: all ways agree to 1e-5', async (t) => {
  const dataset = sampleDataset({ featureShape: [28, 28], classes: 10, trainCount: 200 });
  const setup = { model: { kind: 'dense', hidden: [128, 64] }, dataset, lossReduction: 'sum' } as const;
  const parameters = initialParameters(setup.model, dataset, createRandom(5));
  const examples = Uint32Array.from({ length: 100 }, (_, index) => (index * 7) % 200);
  const results: Float32Array[] = [];
  for (const create of Object.values(computers)) {
    const gradient = new Float32Array(parameters.length);
    (await create(setup)).gradient(parameters, examples, gradient);
    results.push(gradient);
  }
  for (const result of results.slice(1)) t.true(relativeDifference(result, results[0]!) < 1e-5);
  t.true(results[0]!.some((value) => value !== 0));
});

test.serial('computers - TensorFlow.js keeps no tensor and no memory after a gradient or an evaluation', async (t) => {
  const dataset = sampleDataset();
  const setup = { model: { kind: 'dense', hidden: [7, 5] }, dataset, lossReduction: 'mean' } as const;
  for (const library of openblas === undefined ? [undefined] : [undefined, openblas]) {
    await loadWasm(library);
    const computer = createTfjsComputer(setup, tf);
    const parameters = randomParameters(setup.model, dataset);
    const gradient = new Float32Array(parameters.length);
    const work = (): { readonly tensors: number; readonly buffers: number } => {
      computer.gradient(parameters, Uint32Array.of(1, 2, 3), gradient);
      computer.evaluate(parameters, dataset.test, { start: 0, end: 30 }, { confusion: new Uint32Array(9), lossSum: 0 });
      // numDataIds also counts what kernels allocate behind the engine's back, as the repaired product does.
      return { tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() };
    };
    const before = { tensors: tf.memory().numTensors, buffers: tf.engine().backend.numDataIds() };
    t.deepEqual(work(), before);
    t.deepEqual(work(), before);
  }
});

/** Initial weights and small random biases, so that no derivative is zero by symmetry. */
function randomParameters(model: ComputerSetup['model'], dataset: ComputerSetup['dataset']): Float32Array {
  const parameters = initialParameters(model, dataset, createRandom(3));
  const stream = createRandom(3).stream('biases');
  return parameters.map((value) => (value === 0 ? 0.1 * stream.normal() : value));
}
