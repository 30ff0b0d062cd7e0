import test from 'ava';
import type { Dataset, Examples } from '../../../src/ml/dataset.ts';
import { packDataset, type PackedExamples } from '../../../src/ml/engine/packed-dataset.ts';
import { sampleDataset } from './reference.ts';

test('packed dataset - common columns are those used by more than 18 % of the training set, rounded up to eight', (t) => {
  const uses = [50, 0, 19, 18, 100, 17, 20, 0, 18, 99, 30, 0, 40];
  const packed = packDataset(datasetOf(examplesOf(uses, 100), examplesOf([], 2, 13)))!;
  // Seven are used often enough; of the two that are used most of all others, the first.
  t.deepEqual([...packed.common], [0, 2, 3, 4, 6, 9, 10, 12]);
  t.deepEqual([...packed.rare], [1, 5, 7, 8, 11]);
});

test('packed dataset - records hold all that is not zero, of every split, in shared memory', (t) => {
  // More examples than are looked at in one go.
  const sample = sampleDataset({ stored: 'sparse', featureShape: [7, 5], trainCount: 600, testCount: 256 });
  const packed = packDataset({ ...sample, triggered: sample.test })!;
  t.true(packed.common.length > 0 && packed.rare.length > 0);
  for (const split of ['train', 'test', 'triggered'] as const) {
    const examples = split === 'train' ? sample.train : sample.test;
    const part = packed.examples[split]!;
    t.true(part.words.buffer instanceof SharedArrayBuffer && part.starts.buffer instanceof SharedArrayBuffer);
    const unpacked = Array.from({ length: examples.count }, (_, index) => unpack(part, packed.common, 35, index));
    t.deepEqual(Uint8Array.from(unpacked.flat()), examples.features);
    const lengths = unpacked.map((_, index) => part.starts[index + 1]! - part.starts[index]!);
    t.is(part.mostRare, Math.max(...lengths) - packed.common.length / 4);
    t.true(part.starts.every((at) => at % 2 === 0));
  }
});

test('packed dataset - not where features are no bytes or too many, or few columns are mostly zero', (t) => {
  t.is(packDataset(datasetOf(examplesOf([], 1, 2 ** 16 + 1), examplesOf([], 1, 2 ** 16 + 1))), undefined);
  t.is(packDataset(sampleDataset({ stored: 'floats' })), undefined);
  t.is(packDataset(sampleDataset({ stored: 'bytes' })), undefined);
  const used = (rare: number): readonly number[] => [
    ...Array<number>(32 - rare).fill(100),
    ...Array<number>(rare).fill(1),
  ];
  t.is(packDataset(datasetOf(examplesOf(used(7), 100), examplesOf([], 1, 32))), undefined);
  t.not(packDataset(datasetOf(examplesOf(used(8), 100), examplesOf([], 1, 32))), undefined);
});

test('packed dataset - where everything is zero, nothing is common', (t) => {
  const packed = packDataset(datasetOf(examplesOf([], 3, 5), examplesOf([], 1, 5)))!;
  t.deepEqual([...packed.common], []);
  t.is(packed.examples.train!.words.length, 0);
  t.is(packed.examples.train!.mostRare, 0);
});

/** Examples whose column c is not zero in the first uses[c] of them. */
function examplesOf(uses: readonly number[], count: number, features = uses.length): Examples {
  const bytes = new Uint8Array(new SharedArrayBuffer(count * features));
  for (const [column, use] of uses.entries()) for (let row = 0; row < use; row++) bytes[row * features + column] = 7;
  return { count, features: bytes, scale: 1, labels: new Uint8Array(count) };
}

function datasetOf(train: Examples, testing: Examples): Dataset {
  const features = train.features.length / train.count;
  return { name: 'columns', classes: 2, featureShape: [features], train, test: testing };
}

/** An example's stored values from its record. */
function unpack(part: PackedExamples, common: Int32Array, features: number, index: number): number[] {
  const values = Array<number>(features).fill(0);
  const start = part.starts[index]!;
  for (const [place, column] of common.entries()) values[column] = part.bytes[4 * start + place]!;
  for (const word of part.words.subarray(start + common.length / 4, part.starts[index + 1])) {
    if (word !== 0) values[word >>> 8] = word & 255;
  }
  return values;
}
