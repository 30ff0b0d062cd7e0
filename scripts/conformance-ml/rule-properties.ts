/** Laws that every aggregation rule and pre-aggregation is held to. */
import { isDeepStrictEqual } from 'node:util';
import { AggregationError, createPreAggregation, createRule, type AggregationRule } from '../../src/ml/index.ts';
import { createKernels } from '../../src/ml/kernels/index.ts';
import { createRandom, permutation } from '../../src/random.ts';
import { expectThat, firstOf, isSame, type Check } from './check.ts';
import { preAggregationRows, ruleRows, type RuleRow } from './rules.ts';

type Vectors = readonly Float32Array[];

/** Length of the vectors. */
export const DIMENSION = 60;
const context = { random: createRandom(5), kernels: createKernels() };

/** Vectors around a common direction, as gradients of one model are: N(2, 1) in each coordinate. */
export function honestVectors(count: number, seed: number): Float32Array[] {
  const stream = createRandom(seed).stream('honest');
  return Array.from({ length: count }, () => Float32Array.from({ length: DIMENSION }, () => 2 + stream.normal()));
}

const filled = (value: number): Float32Array => new Float32Array(DIMENSION).fill(value);

const once = (rule: AggregationRule, vectors: Vectors): Float32Array =>
  rule.apply(vectors, rule.init(vectors[0]!.length)).aggregate;

function relativeError(actual: Float32Array, wanted: Float32Array): number {
  const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(actual.map((value, k) => value - wanted[k]!)) / Math.max(1e-12, norm(wanted));
}

/** Largest distance of any coordinate from the interval that honest values span there, in their spans. */
function escape(result: Float32Array, honest: Vectors): number {
  return result.reduce((worst, value, k) => {
    const values = honest.map((vector) => vector[k]!);
    const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
    const outside = Math.max(low - value, value - high, 0) / (high - low);
    return Number.isNaN(value) ? Infinity : Math.max(worst, outside);
  }, 0);
}

/** What a property gets: a row, and rules made from it. */
interface Subject extends RuleRow {
  readonly make: () => AggregationRule;
}

type Property = (subject: Subject) => string | undefined;

const order: Property = ({ make, n, order: promise }) => {
  const vectors = honestVectors(n, 1);
  const wanted = once(make(), vectors);
  const stream = createRandom(2).stream('order');
  const trials = Array.from({ length: 5 }, () => permutation(n, stream));
  return firstOf(
    trials.map((places) => {
      const actual = once(
        make(),
        Array.from(places, (index) => vectors[index]!),
      );
      const holds = promise === 'rounding' ? relativeError(actual, wanted) < 1e-6 : isSame(actual, wanted);
      return expectThat(holds, () => `order ${places.join(' ')}: off by ${relativeError(actual, wanted)}`);
    }),
  );
};

/** A law that is promised must hold in all cases, one that is not must fail in some. */
function asPromised(errors: readonly number[], bound: number, promised: boolean): string | undefined {
  return expectThat(
    errors.every((error) => error < bound) === promised,
    () => `${promised ? 'promised' : 'not promised'}, relative errors ${errors.join(' ')}`,
  );
}

const translation: Property = ({ make, n, translation: promised = true }) => {
  const vectors = honestVectors(n, 3);
  const result = once(make(), vectors);
  const errors = [5, -2, 100].map((shift) => {
    const move = (vector: Float32Array): Float32Array => vector.map((value) => value + shift);
    return relativeError(once(make(), vectors.map(move)), move(result));
  });
  return asPromised(errors, 1e-4, promised);
};

const scaling: Property = ({ make, n, scaling: promised = true }) => {
  const vectors = honestVectors(n, 4);
  const result = once(make(), vectors);
  const errors = [2 ** -10, 2 ** 10].map((factor) => {
    const scale = (vector: Float32Array): Float32Array => vector.map((value) => value * factor);
    return relativeError(once(make(), vectors.map(scale)), scale(result));
  });
  return asPromised(errors, 1e-4, promised);
};

const agreement: Property = ({ make, n, agreement: promised = true }) => {
  const [vector] = honestVectors(1, 5);
  const error = relativeError(once(make(), Array<Float32Array>(n).fill(vector!)), vector!);
  return asPromised([error], 1e-6, promised);
};

/** Honest ones come first, for the rules that trust the first. */
const withstand = ({ make }: Subject, honest: Vectors, faulty: Vectors, what: string): string | undefined => {
  const outside = escape(once(make(), [...honest, ...faulty]), honest);
  return expectThat(outside < 1, () => `${what}: ${outside} spans outside`);
};

const anySize: Property = (subject) => {
  const honest = honestVectors(subject.n - subject.f, 6);
  const cases = [1e3, -1e3, 1e20, -1e20, 3e38].flatMap((value) => [1, -1].map((turn) => ({ value, turn })));
  return firstOf(
    cases.map(({ value, turn }) => {
      const faulty = Array.from({ length: subject.f }, (_, index) => filled(value * turn ** index));
      return withstand(subject, honest, faulty, `value ${value}`);
    }),
  );
};

const notFinite: Property = (subject) => {
  const honest = honestVectors(subject.n - subject.f, 7);
  const spoilt = honest[0]!.slice();
  spoilt[3] = NaN;
  const bad = [spoilt, spoilt.map((value) => -value), filled(NaN), filled(Infinity), filled(-Infinity)];
  return firstOf(
    bad.map((vector) => withstand(subject, honest, Array<Float32Array>(subject.f).fill(vector), `value ${vector[3]!}`)),
  );
};

const breakdown: Property = ({ name, make, n, breakdown: promised = true }) => {
  const count = name === 'mean' ? 1 : Math.floor(n / 2) + 1;
  const rest = honestVectors(n - count, 8);
  const faulty = Array.from({ length: count }, () => filled(-1e4));
  const outside = escape(once(make(), [...rest, ...faulty]), rest);
  return expectThat(outside > 1 === promised, () => `${count} of ${n} faulty: ${outside} spans outside`);
};

const inputsUnchanged: Property = ({ make, n }) => {
  const vectors = honestVectors(n, 9);
  const copies = vectors.map((vector) => vector.slice());
  const rule = make();
  const state = rule.init(DIMENSION);
  const stateBefore = structuredClone(state);
  const { aggregate, state: next } = rule.apply(vectors, state);
  const nextBefore = structuredClone(next);
  const isNew = vectors.every((vector) => vector.buffer !== aggregate.buffer);
  aggregate.fill(7);
  return firstOf([
    expectThat(isDeepStrictEqual(vectors, copies), () => 'an input has changed'),
    expectThat(isDeepStrictEqual(state, stateBefore), () => 'the state that went in has changed'),
    expectThat(isNew, () => 'the result lies in an input'),
    expectThat(isDeepStrictEqual(next, nextBefore), () => 'the next state lies in the result'),
  ]);
};

const noHiddenState: Property = ({ make, n }) => {
  const rule = make();
  const vectors = honestVectors(n, 10);
  const first = rule.apply(vectors, rule.init(DIMENSION));
  rule.apply(honestVectors(n, 11), first.state);
  const again = rule.apply(vectors, rule.init(DIMENSION));
  const fresh = make();
  return firstOf([
    expectThat(isDeepStrictEqual(again, first), () => 'another result after a call in between'),
    expectThat(
      isDeepStrictEqual(fresh.apply(vectors, fresh.init(DIMENSION)), first),
      () => 'another result from a new rule',
    ),
    expectThat(isDeepStrictEqual(structuredClone(first.state), first.state), () => 'the state is not plain data'),
  ]);
};

/** Undefined when the attempt is refused with this code and a message that says so. */
function expectRefusal(attempt: () => unknown, code: string, message: RegExp): string | undefined {
  try {
    attempt();
    return `expected ${code}, got a result`;
  } catch (error) {
    if (!(error instanceof AggregationError)) throw error;
    return expectThat(error.code === code && message.test(error.message), () => `${error.code}: ${error.message}`);
  }
}

const condition: Property = ({ name, make, n }) => {
  const rule = make();
  const counts = Array.from({ length: 11 }, (_, index) => index + 1);
  const few = counts.map((count) => {
    const attempt = (): Float32Array => once(rule, honestVectors(count, 12));
    if (!rule.condition.holds(count))
      return expectRefusal(attempt, 'E_TOO_MANY_FAULTS', new RegExp(`^${name}: .*n = ${count}\\b`));
    return expectThat(attempt().length === DIMENSION, () => `n = ${count}: no result`);
  });
  const ragged = [...honestVectors(n - 1, 13), new Float32Array(3)];
  const wanted = new RegExp(`gradient ${n - 1} has 3 coordinates, expected ${DIMENSION}`);
  return firstOf([
    ...few,
    expectRefusal(() => once(rule, ragged), 'E_SHAPE_MISMATCH', wanted),
    expectRefusal(() => rule.apply([], rule.init(DIMENSION)), 'E_NO_GRADIENTS', new RegExp(`^${name}: `)),
  ]);
};

const properties: Readonly<Record<string, Property>> = {
  'order of inputs': order,
  translation,
  scaling,
  'agreement without faults': agreement,
  'f faulty vectors of any size do not break it': anySize,
  'f vectors that are not finite do not break it': notFinite,
  'a majority of faulty vectors breaks it': breakdown,
  'inputs and state are never changed, the result is new': inputsUnchanged,
  'no hidden state: the same bits, whatever came between': noHiddenState,
  'its condition is checked': condition,
};

/**
 * Every law for every row.
 *
 * @param make - makes the rule of a row, a new one at each call.
 */
export function rulePropertyChecks(
  rows: readonly RuleRow[] = ruleRows,
  make: (row: RuleRow) => AggregationRule = ({ name, options }) => createRule(name, options, context),
): readonly Check[] {
  return rows.flatMap((row) => {
    const subject = { ...row, make: () => make(row) };
    const applicable = Object.entries(properties).filter(([, property]) => property !== order || row.order !== 'no');
    return applicable.map(([law, property]) => ({
      subject: row.name,
      kind: 'property' as const,
      title: `${row.name} ${JSON.stringify(row.options)} - ${law}`,
      run: () => property(subject),
    }));
  });
}

const N = 7;
const F = 2;

/** The laws of pre-aggregations. */
export function preAggregationPropertyChecks(): readonly Check[] {
  return preAggregationRows.flatMap(({ name, options }) => {
    const check = (title: string, run: () => string | undefined): Check => ({
      subject: name,
      kind: 'property',
      title: `${name} - ${title}`,
      run,
    });
    return [
      check('inputs are never changed, no hidden state, as many outputs as promised', () => {
        const link = createPreAggregation(name, options, context);
        const vectors = honestVectors(N, 15);
        const copies = vectors.map((vector) => vector.slice());
        const first = link.apply(vectors, link.init());
        link.apply(honestVectors(N, 16), first.state);
        return firstOf([
          expectThat(isDeepStrictEqual(vectors, copies), () => 'an input has changed'),
          expectThat(first.vectors.length === link.outputs(N), () => `${first.vectors.length} outputs`),
          expectThat(
            isDeepStrictEqual(link.apply(vectors, link.init()), first),
            () => 'another result the second time',
          ),
        ]);
      }),
      check('nothing, and lengths that differ, are refused', () => {
        const link = createPreAggregation(name, options, context);
        const ragged = [...honestVectors(N, 16), new Float32Array(1)];
        return firstOf([
          expectRefusal(() => link.apply([], link.init()), 'E_NO_GRADIENTS', /./),
          expectRefusal(() => link.apply(ragged, link.init()), 'E_SHAPE_MISMATCH', /./),
        ]);
      }),
      check('f vectors that are not finite spoil at most f outputs', () => {
        const link = createPreAggregation(name, options, context);
        const { vectors } = link.apply([...honestVectors(N - F, 17), filled(NaN), filled(Infinity)], link.init());
        const spoilt = vectors.filter((vector) => !vector.every(Number.isFinite)).length;
        return expectThat(spoilt <= F, () => `${spoilt} of ${vectors.length} are spoilt`);
      }),
    ];
  });
}
