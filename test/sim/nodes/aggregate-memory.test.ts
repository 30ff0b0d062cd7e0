import test from 'ava';
import { createAggregateMemory } from '../../../src/sim/nodes/aggregate-memory.ts';

function tracked() {
  const reused: Float32Array[] = [];
  return { reused, memory: createAggregateMemory({ reuse: (vector) => reused.push(vector) }) };
}

test('aggregate-memory - what a rule has made goes back once', (t) => {
  const { reused, memory } = tracked();
  const aggregate = Float32Array.of(1);
  memory.made({ aggregate, state: null });
  t.deepEqual(reused, []);
  memory.release(aggregate);
  memory.release(aggregate);
  t.is(reused.length, 1);
  t.is(reused[0], aggregate);
});

test('aggregate-memory - what may be part of a state, or is of elsewhere, does not', (t) => {
  const { reused, memory } = tracked();
  const aggregate = Float32Array.of(1);
  memory.made({ aggregate, state: { momentum: aggregate } });
  memory.release(aggregate);
  memory.release(Float32Array.of(2));
  t.deepEqual(reused, []);
});
