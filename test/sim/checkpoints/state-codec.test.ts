import test from 'ava';
import { bytesOf, decodeState, encodeState } from '../../../src/sim/checkpoints/state-codec.ts';

/** There and back, as through files. */
function roundTrip(state: unknown): unknown {
  const { json, tensors } = encodeState(state);
  const back = decodeState(json);
  back.tensors.forEach(({ tensor, offset }) => {
    bytesOf(tensor).set(bytesOf(tensors.find((other) => other.offset === offset)!.tensor));
  });
  return back.state;
}

test('state codec - what JSON cannot say comes back exactly', (t) => {
  const state = {
    numbers: [0, -0, NaN, Infinity, -Infinity, 5e-324, 2 ** 53, 0.1],
    big: -(2n ** 80n),
    nothing: null,
    absent: undefined,
    list: [undefined, [], {}],
    text: '\u0000é\ud800',
    $tensor: 'not one',
    $$: { $number: 'NaN', $undefined: true, $bigint: '1' },
    ['__proto__']: { polluted: true },
    2: 'b',
    1: 'a',
  };
  const back = roundTrip(state) as typeof state;
  t.deepEqual(back, state);
  t.true(Object.is(back.numbers[1], -0));
  t.true(Object.hasOwn(back, 'absent'));
  t.deepEqual(Object.keys(back), Object.keys(state));
});

test('state codec - every type of vector comes back, aligned, with its bits', (t) => {
  const state = {
    a: Uint8Array.of(1, 2, 3),
    b: [Float64Array.of(-0, NaN, Math.PI), { c: Float32Array.of(0.1, -Infinity) }],
    d: Int8Array.of(-1),
    e: Int16Array.of(-2),
    f: Uint16Array.of(65_535),
    g: Int32Array.of(-3),
    h: Uint32Array.of(2 ** 32 - 1),
    empty: new Float32Array(0),
  };
  t.deepEqual(
    encodeState(state).tensors.map(({ offset }) => offset % 8),
    Array<number>(9).fill(0),
  );
  const back = roundTrip(state) as typeof state;
  t.deepEqual(back, state);
  // A NaN has many faces; only its bits tell.
  const odd = new Float32Array(Uint32Array.of(0x7fc0_1234).buffer);
  t.is(new Uint32Array((roundTrip(odd) as Float32Array).buffer)[0], 0x7fc0_1234);
});

test('state codec - views and shared memory keep their own elements, one vector in two places stays one', (t) => {
  const shared = new Float32Array(new SharedArrayBuffer(16));
  shared.set([1, 2, 3, 4]);
  const view = shared.subarray(1, 3);
  const { json, tensors } = encodeState({ view, again: view });
  t.is(tensors.length, 1);
  t.is(
    json,
    '{"view":{"$tensor":"float32","offset":0,"length":2},"again":{"$tensor":"float32","offset":0,"length":2}}',
  );
  const back = roundTrip({ view, again: view }) as { view: Float32Array; again: Float32Array };
  t.deepEqual([...back.view], [2, 3]);
  t.is(back.view, back.again);
});

const cycle: Record<string, unknown> = {};
cycle['self'] = { cycle };

for (const [what, value, path] of [
  ['a Map', { a: { b: [new Map()] } }, 'state.a.b[0]'],
  ['a class instance', [new Date(0)], 'state[0]'],
  ['a Buffer', { bytes: Buffer.of(1) }, 'state.bytes'],
  ['a function', { f: () => 1 }, 'state.f'],
  ['a symbol', Symbol('s'), 'state'],
  ['a cycle', cycle, 'state.self.cycle'],
] as const)
  test(`state codec - ${what} is refused with its path`, (t) => {
    t.like(
      t.throws(() => encodeState(value)),
      { code: 'E_CHECKPOINT_STATE', path },
    );
  });
