/**
 * Plain, slow, obvious training of dense ReLU layers with softmax cross-entropy: says how hard a data set is without any
 * of the machinery under test elsewhere. Zero inputs are skipped, which makes mostly black images affordable.
 */
import { permutation } from '../../../../src/random.ts';
import type { Random, RandomStream } from '../../../../src/random.ts';
import type { Dataset, Examples } from '../../../../src/ml/dataset.ts';

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Shape [inputs x outputs]. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface TrainingOptions {
  /** Sizes of the hidden layers; none is softmax regression. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  readonly learningRate: number;
}

/** Trains by SGD on single examples and returns the accuracy on the test examples. */
export function testAccuracy(dataset: Dataset, options: TrainingOptions, random: Random): number {
  const inputs = dataset.train.features.length / dataset.train.count;
  const sizes = [inputs, ...options.hidden, dataset.classes];
  const initial = random.stream('initial');
  const layers = sizes.slice(1).map((outputs, index) => createLayer(sizes[index]!, outputs, initial));
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    // A falling rate takes the noise of single examples out of the last steps.
    const rate = options.learningRate * (1 - epoch / options.epochs);
    for (const index of permutation(dataset.train.count, random.stream('order', epoch))) {
      const activations = forward(layers, dataset.train, index);
      backward(layers, activations, { label: dataset.train.labels[index]!, rate });
    }
  }
  let right = 0;
  for (let index = 0; index < dataset.test.count; index++) {
    const scores = forward(layers, dataset.test, index)[layers.length]!;
    if (scores.indexOf(Math.max(...scores)) === dataset.test.labels[index]) right++;
  }
  return right / dataset.test.count;
}

function createLayer(inputs: number, outputs: number, stream: RandomStream): Layer {
  const limit = Math.sqrt(6 / (inputs + outputs));
  const weights = Float64Array.from({ length: inputs * outputs }, () => limit * (2 * stream.uniform() - 1));
  return { inputs, outputs, weights, biases: new Float64Array(outputs) };
}

/** Activations of the input and after each layer; the last are scores, without softmax. */
function forward(layers: readonly Layer[], examples: Examples, index: number): Float64Array[] {
  const { inputs } = layers[0]!;
  const stored = examples.features.subarray(index * inputs, (index + 1) * inputs);
  const features = new Float64Array(inputs);
  for (let feature = 0; feature < inputs; feature++) features[feature] = stored[feature]! * examples.scale;
  const activations = [features];
  for (const [depth, layer] of layers.entries()) {
    const { weights, outputs } = layer;
    const input = activations[depth]!;
    const output = layer.biases.slice();
    for (let from = 0; from < layer.inputs; from++) {
      const value = input[from]!;
      if (value === 0) continue;
      const row = from * outputs;
      for (let to = 0; to < outputs; to++) output[to] = output[to]! + value * weights[row + to]!;
    }
    activations.push(depth === layers.length - 1 ? output : output.map((value) => Math.max(0, value)));
  }
  return activations;
}

function backward(
  layers: readonly Layer[],
  activations: readonly Float64Array[],
  step: { readonly label: number; readonly rate: number },
): void {
  const scores = activations[layers.length]!;
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  let errors = powers.map((power, index) => power / total - (index === step.label ? 1 : 0));
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const layer = layers[depth]!;
    const { weights, outputs } = layer;
    const input = activations[depth]!;
    const inputErrors = new Float64Array(layer.inputs);
    for (let from = 0; from < layer.inputs; from++) {
      const value = input[from]!;
      // The derivative of ReLU is 0 where its output is 0.
      if (value === 0) continue;
      let error = 0;
      const row = from * outputs;
      for (let to = 0; to < outputs; to++) {
        const weight = weights[row + to]!;
        error += errors[to]! * weight;
        weights[row + to] = weight - step.rate * errors[to]! * value;
      }
      inputErrors[from] = error;
    }
    for (let to = 0; to < layer.outputs; to++) layer.biases[to]! -= step.rate * errors[to]!;
    errors = inputErrors;
  }
}
