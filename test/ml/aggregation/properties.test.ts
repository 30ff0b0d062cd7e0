/**
 * Laws of every rule and pre-aggregation; they are defined in `scripts/conformance-ml`, since `npm run conformance:ml` shows
 * them as a table.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import {
  DIMENSION,
  honestVectors,
  preAggregationPropertyChecks,
  rulePropertyChecks,
} from '../../../scripts/conformance-ml/rule-properties.ts';
import { preAggregationRows, ruleRows } from '../../../scripts/conformance-ml/rules.ts';
import { aggregationRules, createRule, preAggregations } from '../../../src/ml/aggregation/index.ts';
import type { AggregationRule } from '../../../src/ml/aggregation/index.ts';
import { createRandom } from '../../../src/random.ts';

for (const { title, run } of [...rulePropertyChecks(), ...preAggregationPropertyChecks()])
  test(title, (t) => {
    t.is(run(), undefined);
  });

test('properties - the table holds every rule', (t) => {
  t.deepEqual(new Set(ruleRows.map(({ name }) => name)), new Set(aggregationRules.keys()));
});

test('properties - every pre-aggregation is tried', (t) => {
  t.deepEqual([...preAggregations.keys()], preAggregationRows.map(({ name }) => name)); // prettier-ignore
});

const median = createRule('marginal-median', { f: 2 });
const median7 = { name: 'marginal-median', options: { f: 2 }, f: 2, n: 7 };

/** The median with a flaw, and the laws that it then breaks. */
const flawed: Readonly<Record<string, readonly [make: () => AggregationRule, broken: readonly string[]]>> = {
  'takes the first vector': [
    () => ({
      ...median,
      apply: (gradients, state) => ({ ...median.apply(gradients, state), aggregate: gradients[0]!.slice() }),
    }),
    ['order of inputs', 'a majority of faulty vectors breaks it'],
  ],
  averages: [
    () => ({ ...createRule('mean'), name: 'marginal-median', condition: median.condition }),
    ['f faulty vectors of any size', 'f vectors that are not finite', 'its condition is checked'],
  ],
  remembers: [
    () => {
      let calls = 0;
      return {
        ...median,
        apply: (gradients, state) => {
          const { aggregate } = median.apply(gradients, state);
          return { aggregate: aggregate.map((value) => value * (1 + calls++ / 1e3)), state };
        },
      };
    },
    ['translation', 'agreement', 'no hidden state'],
  ],
  'sorts in place': [
    () => ({
      ...median,
      apply: (gradients, state) => {
        const result = median.apply(gradients, state);
        gradients[0]?.sort();
        return result;
      },
    }),
    ['inputs and state are never changed'],
  ],
};

for (const [flaw, [make, broken]] of Object.entries(flawed))
  test(`properties - a rule that ${flaw} breaks laws`, (t) => {
    const failures = rulePropertyChecks([median7], make).filter(({ run }) => run() !== undefined);
    for (const law of broken)
      t.true(
        failures.some(({ title }) => title.includes(` - ${law}`)),
        `${law} is not among ${failures.map(({ title }) => title).join('; ')}`,
      );
  });

test('properties - memory stays flat over many aggregations', (t) => {
  const rules = ruleRows.map(({ name, options }) => {
    const rule = createRule(name, options, { random: createRandom(5) });
    return { rule, state: rule.init(DIMENSION) };
  });
  const vectors = honestVectors(7, 14);
  const run = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      for (const entry of rules) entry.state = entry.rule.apply(vectors, entry.state).state;
    }
  };
  const bytes = (): number => {
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return heapUsed + arrayBuffers + external;
  };
  run(20);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = bytes();
  run(400);
  collect();
  // Ten thousand aggregations of 7 x 60 float32: 4 MB if their results stayed.
  const grown = bytes() - before;
  t.true(grown < 1.5e6, `grew by ${grown} bytes`);
});
