import test from 'ava';
import { addEdgeAggregate, edgeParameters, startEdgeRounds } from '../../../src/ml/local/index.ts';

test('edge rounds - two edge aggregations of local steps are the local steps of one long walk', (t) => {
  // One worker on one edge server, eta 1/2, loss (theta - batch)^2 / 2: kappa_1 = 2, kappa_2 = 2 must equal four steps.
  const eta = 0.5;
  const walk = (from: number, batches: readonly number[]): number =>
    batches.reduce((theta, batch) => theta - eta * (theta - batch), from);
  const theta = Float32Array.of(8);
  const local = new Float32Array(1);
  let state = startEdgeRounds(1);
  for (const batches of [
    [4, 0],
    [2, 6],
  ]) {
    // prettier-ignore
    edgeParameters(theta, state, eta, local);
    const end = walk(local[0]!, batches);
    state = addEdgeAggregate(state, Float32Array.of((local[0]! - end) / eta));
  }
  t.is(state.count, 2);
  edgeParameters(theta, state, eta, local);
  t.is(local[0], walk(8, [4, 0, 2, 6]));
  t.is(theta[0]! - eta * state.moved[0]!, local[0]!);
});

test('edge rounds - state goes in and comes out new', (t) => {
  const before = startEdgeRounds(2);
  const aggregate = Float32Array.of(1, 2);
  const after = addEdgeAggregate(before, aggregate);
  t.deepEqual(before, startEdgeRounds(2));
  t.deepEqual(after, { count: 1, moved: Float32Array.of(1, 2) });
  t.not(after.moved, aggregate);
});

test('edge rounds - vectors of other lengths are refused', (t) => {
  const state = startEdgeRounds(2);
  const [one, two] = [new Float32Array(1), new Float32Array(2)];
  t.throws(() => addEdgeAggregate(state, one), { instanceOf: RangeError, message: /aggregate: .* length 2 .* got 1/ });
  t.throws(() => { edgeParameters(one, state, 1, two); }, { message: /theta: .* length 2/ }); // prettier-ignore
  t.throws(() => { edgeParameters(two, state, 1, one); }, { message: /out: .* length 2/ }); // prettier-ignore
});
