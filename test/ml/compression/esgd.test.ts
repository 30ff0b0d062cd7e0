import test from 'ava';
import { createCompression } from '../../../src/ml/compression/index.ts';
import type { CompressionContext } from '../../../src/ml/compression/index.ts';
import type { EsgdState } from '../../../src/ml/compression/esgd.ts';
import { createRandom } from '../../../src/random.ts';

const at = (loss: number, key = 0): CompressionContext => ({ random: createRandom(6).stream('esgd', key), loss });
const { init, apply } = createCompression('esgd', { share: 0.4, momentum: 0.5, threshold: 100 });

test('esgd - while the loss falls the same coordinates travel and grow in importance', (t) => {
  const vector = Float32Array.of(1, 2, 3, 4, 5);
  const first = apply(vector, init(5), at(1));
  const { sent } = first.state as EsgdState;
  t.is(sent.length, 2);
  const second = apply(vector, first.state, at(0.5, 1));
  const state = second.state as EsgdState;
  t.deepEqual(state.sent, sent);
  for (let i = 0; i < 5; i++) {
    const was = sent.includes(i);
    t.is(state.importance[i], was ? 1 : 0);
    t.is(first.vector[i], was ? vector[i] : 0);
    t.is(second.vector[i], was ? vector[i] : 0); // nothing was left of it
    t.is(state.residual[i], was ? 0 : 1.5 * vector[i]!); // half of the old, all of the new
  }
});

test('esgd - when the loss does not fall, coordinates are drawn, the important ones more often', (t) => {
  const importance = Float32Array.of(0, 8, 0, 0, 0);
  const state: EsgdState = { ...(init(5) as EsgdState), importance, sent: Uint32Array.of(0, 1), loss: 1 };
  const counts = new Uint32Array(5);
  const turns = 1500;
  for (let turn = 0; turn < turns; turn++) {
    const drawn = (apply(new Float32Array(5), state, at(1, turn)).state as EsgdState).sent;
    t.is(drawn.length, 2);
    for (const index of drawn) counts[index]!++;
  }
  // Weights 9, 1, 1, 1, 1: coordinate 1 is drawn first with 9/13, second with 4/13 x 9/12; the others share the rest.
  const expected = (9 / 13 + (4 / 13) * (9 / 12)) * turns;
  t.true(Math.abs(counts[1]! - expected) < 5 * Math.sqrt(turns * 0.25), `${counts[1]!} of ${expected}`);
  for (const index of [0, 2, 3, 4]) t.true(Math.abs(counts[index]! - (2 * turns - expected) / 4) < 90);
});

test('esgd - an accumulated coordinate above the threshold takes the place of the least important', (t) => {
  const eager = createCompression('esgd', { share: 0.4, momentum: 1, threshold: 10 });
  const state: EsgdState = {
    residual: Float32Array.of(0, 0, 6, 0, 0),
    importance: Float32Array.of(3, 0, 0, 1, 0),
    sent: Uint32Array.of(0, 3),
    loss: 2,
  };
  const { vector, state: after } = eager.apply(Float32Array.of(1, 1, 4, 1, 1), state, at(1));
  t.deepEqual([...vector], [1, 0, 10, 0, 0]); // 3, with h = 2, gives way to 2; 0 has h = 4
  t.deepEqual((after as EsgdState).residual, Float32Array.of(0, 1, 0, 1, 1));
  t.deepEqual((after as EsgdState).sent, Uint32Array.of(0, 2));
});

test('esgd - what is not finite leaves with the next message', (t) => {
  const full = createCompression('esgd', { share: 0.4, threshold: 10 });
  const state: EsgdState = { ...(full.init(5) as EsgdState), sent: Uint32Array.of(0, 1), loss: 2 };
  const { vector, state: after } = full.apply(Float32Array.of(1, 1, NaN, -Infinity, 1), state, at(1));
  t.deepEqual([...vector], [0, 0, NaN, -Infinity, 0]);
  t.true((after as EsgdState).residual.every(Number.isFinite));
});

test('esgd - a loss that is not a number counts as one that has not fallen', (t) => {
  const first = apply(new Float32Array(50), init(50), at(1));
  const second = apply(new Float32Array(50), first.state, at(NaN, 1));
  t.notDeepEqual((second.state as EsgdState).sent, (first.state as EsgdState).sent);
  t.true((second.state as EsgdState).importance.every((value) => value === 0));
});
