import test from 'ava';
import { compressions, createCompression, CompressionError } from '../../../src/ml/compression/index.ts';
import type { CompressionContext } from '../../../src/ml/compression/index.ts';
import { createRandom } from '../../../src/random.ts';

const context = (key: number | string = 0, loss = 1): CompressionContext => ({
  random: createRandom(3).stream('compression', key),
  loss,
});

const deviates = (count: number, name: string): Float32Array => {
  const stream = createRandom(8).stream(name);
  return Float32Array.from({ length: count }, () => stream.normal());
};

for (const name of compressions.keys()) {
  test(`compressions - ${name} changes neither vector nor state, and repeats from a copied state`, (t) => {
    const { init, apply } = createCompression(name);
    const vector = deviates(1000, name);
    const before = vector.slice();
    const { state } = apply(vector, init(1000), context('first', 2));
    const checkpoint = structuredClone(state);
    const once = apply(vector, state, context('second', 1));
    t.deepEqual(state, checkpoint);
    t.deepEqual(vector, before);
    t.deepEqual(apply(vector, checkpoint, context('second', 1)), once);
    t.not(once.vector, vector);
    t.is(once.vector.length, 1000);
    t.true(Number.isInteger(once.bytes) && once.bytes > 0 && once.bytes <= 4000);
  });

  test(`compressions - ${name} refuses unknown options`, (t) => {
    const error = t.throws(() => createCompression(name, { colour: 'blue' }), { instanceOf: CompressionError });
    t.is(error.code, 'E_COMPRESSION_OPTIONS');
    t.regex(error.message, new RegExp(`^${name}: options do not fit: .*colour`));
  });
}

test('compressions - an unknown name is answered with the known ones', (t) => {
  t.throws(() => createCompression('zip'), {
    code: 'E_UNKNOWN_COMPRESSION',
    message: /'zip' is unknown; expected one of none, top-k, esgd, qsgd, float16/,
  });
});

// Worked by hand from the formulas in the compressions' own documentation; d = 1000 needs 10 bits an index.
const sizes = [
  { name: 'none', options: {}, bytes: 4000 },
  { name: 'float16', options: {}, bytes: 2000 },
  { name: 'top-k', options: { share: 0.01 }, bytes: 4 + 13 + 40 }, // 10 indices: 100 bits
  { name: 'top-k', options: { share: 0.5 }, bytes: 4 + 125 + 2000 }, // 5000 bits of indices: a bit each is shorter
  { name: 'top-k', options: { share: 1e-6 }, bytes: 4 + 2 + 4 },
  { name: 'esgd', options: { share: 0.01 }, bytes: 57 },
  { name: 'qsgd', options: {}, bytes: 2 * 4 + 1000 },
  { name: 'qsgd', options: { levels: 1, bucket: 1000 }, bytes: 4 + 250 },
  { name: 'qsgd', options: { levels: 7, bucket: 10 }, bytes: 400 + 500 },
];

for (const { name, options, bytes } of sizes) {
  test(`compressions - ${name} ${JSON.stringify(options)}: ${bytes} bytes for 1000 coordinates`, (t) => {
    const { init, apply } = createCompression(name, options);
    t.is(apply(deviates(1000, 'sizes'), init(1000), context()).bytes, bytes);
  });
}

test('compressions - top-k by hand, and equals by their index', (t) => {
  const { init, apply } = createCompression('top-k', { share: 0.4 });
  const first = apply(Float32Array.of(1, -3, 2, -2, 0), init(5), context());
  t.deepEqual([...first.vector], [0, -3, 2, 0, 0]);
  t.deepEqual(first.state, Float32Array.of(1, 0, 0, -2, 0));
  const second = apply(Float32Array.of(2, 0, 0, -2, 1), first.state, context());
  t.deepEqual([...second.vector], [3, 0, 0, -4, 0]);
  t.deepEqual(second.state, Float32Array.of(0, 0, 0, 0, 1));
  const forgetful = createCompression('top-k', { share: 0.4, residual: false });
  t.is(forgetful.apply(Float32Array.of(1, -3, 2, -2, 0), forgetful.init(5), context()).state, null);
});

for (const { name, options } of [
  { name: 'top-k', options: { share: 0.05 } },
  { name: 'esgd', options: { share: 0.05, momentum: 1, threshold: 2.5 } },
]) {
  test(`compressions - ${name} loses nothing: what arrives and what is left add up to what went in`, (t) => {
    const { init, apply } = createCompression(name, options);
    // Multiples of 1/8: sums of a few are exact in float32.
    const stream = createRandom(4).stream('eighths');
    const total = new Float32Array(200);
    const arrived = new Float32Array(200);
    let state = init(200);
    for (let turn = 0; turn < 30; turn++) {
      const vector = Float32Array.from({ length: 200 }, () => stream.integer(33) / 8 - 2);
      const sent = apply(vector, state, context(turn, turn % 3));
      t.is(sent.vector.filter((value) => value !== 0).length <= 10, true);
      for (let i = 0; i < 200; i++) {
        total[i]! += vector[i]!;
        arrived[i]! += sent.vector[i]!;
      }
      state = sent.state;
    }
    const left = state instanceof Float32Array ? state : (state as { residual: Float32Array }).residual;
    t.deepEqual(arrived.map((value, i) => value + left[i]!), total); // prettier-ignore
    t.true(left.some((value) => value !== 0));
  });

  test(`compressions - ${name} refuses a state of another length`, (t) => {
    const { init, apply } = createCompression(name, options);
    t.throws(() => apply(new Float32Array(3), init(4), context()), {
      instanceOf: RangeError,
      message: `${name}: expected a state of length 3 like the vector, got 4`,
    });
  });
}
