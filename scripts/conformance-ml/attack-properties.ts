/** Laws that every attack on gradients and on data is held to. */
import { isDeepStrictEqual } from 'node:util';
import { AttackError, attacks, createAttack, createRule, dataAttacks, type AttackInput } from '../../src/ml/index.ts';
import { createRandom } from '../../src/random.ts';
import { expectThat, firstOf, isSame, type Check } from './check.ts';

type Rows = readonly (readonly number[])[];

const rows: Rows = [
  [1, 2, 3],
  [3, 2, 1],
  [2, 5, -1],
  [2, 2, 2],
];
const others = [Float32Array.of(40, 0, 8), Float32Array.of(20, 9, 9)];

/** Two weights and a bias; every call with fresh draws. */
function inputOf(given: Rows, faulty: readonly number[]): AttackInput {
  return {
    gradients: given.map((row) => Float32Array.from(row)),
    faulty,
    layout: {
      dimension: 3,
      tensors: [
        { name: 'dense/weights', role: 'weights', shape: [2, 1], offset: 0, size: 2 },
        { name: 'dense/biases', role: 'biases', shape: [1], offset: 2, size: 1 },
      ],
    },
    random: createRandom(1).stream('attack'),
    rule: createRule('marginal-median', { f: 1 }),
    previousUpdate: Float32Array.of(9, 8, 7),
  };
}

const properties: Readonly<Record<string, (name: string) => string | undefined>> = {
  'leaves its input and honest entries alone, and sends vectors of its own': (name) => {
    const given = { ...inputOf(rows, [3, 1]), others };
    const sent = createAttack(name).apply(given);
    const untouched = inputOf(rows, [3, 1]);
    const isOwn = [1, 3].every((index) => ![...given.gradients, ...others, given.previousUpdate].includes(sent[index]));
    return firstOf([
      expectThat(isDeepStrictEqual(given.gradients, untouched.gradients), () => 'a gradient has changed'),
      expectThat(isDeepStrictEqual(given.previousUpdate, untouched.previousUpdate), () => 'the update has changed'),
      expectThat(sent.length === 4 && sent.every(({ length }) => length === 3), () => 'other shapes than it got'),
      expectThat(sent[0] === given.gradients[0] && sent[2] === given.gradients[2], () => 'an honest entry is replaced'),
      expectThat(isOwn && sent[1] !== sent[3], () => 'a faulty entry is no vector of its own'),
    ]);
  },
  'the same draws give the same vectors, whatever came between': (name) => {
    const attack = createAttack(name);
    const first = attack.apply(inputOf(rows, [1]));
    attack.apply(inputOf([[7, 7, 7], [8, 8, 8], [9, 9, 9]], [0])); // prettier-ignore
    return expectThat(isDeepStrictEqual(attack.apply(inputOf(rows, [1])), first), () => 'another result');
  },
  'without faulty entries nothing changes': (name) => {
    const given = inputOf(rows, []);
    return expectThat(isDeepStrictEqual(createAttack(name).apply(given), given.gradients), () => 'something changed');
  },
  'sees no more than its adversary may know': (name) => {
    const attack = createAttack(name);
    const wider = attack.apply({ ...inputOf(rows, [1]), others })[1]!;
    if (!isSame(wider, attack.apply(inputOf(rows, [1]))[1]!)) return 'depends on other edge servers';
    if (attack.knowledge !== 'own') return undefined;
    const elsewhere = rows.map((row, index) => (index === 1 ? row : row.map((value) => value * 50 - 3)));
    return expectThat(isSame(attack.apply(inputOf(elsewhere, [1]))[1]!, wider), () => 'depends on other participants');
  },
  'what does not fit is refused': (name) => {
    const attempts: readonly (() => unknown)[] = [
      () => createAttack(name, { nonsense: 1 }),
      () => createAttack(name).apply(inputOf(rows, [4])),
      () => createAttack(name).apply(inputOf(rows, [1, 1])),
      () => createAttack(name).apply({ ...inputOf(rows, [1]), gradients: [new Float32Array(2)] }),
    ];
    return firstOf(attempts.map((attempt, index) => expectThat(isRefused(attempt), () => `attempt ${index} is not`)));
  },
};

const shape = { classes: 10, featureShape: [4, 4] };

/** A batch of twelve small images, with fresh draws. */
function batchInput() {
  const stream = createRandom(2).stream('batch');
  return {
    batch: {
      features: Float32Array.from({ length: 12 * 16 }, () => stream.uniform()),
      labels: Uint8Array.from({ length: 12 }, (_, index) => index % 10),
    },
    shape,
    random: createRandom(3).stream('attack'),
  };
}

const dataProperties: Readonly<Record<string, (name: string) => string | undefined>> = {
  'changes something, keeps shapes, leaves its input alone': (name) => {
    const given = batchInput();
    const sent = dataAttacks.get(name)!.create({}).apply(given);
    return firstOf([
      expectThat(isDeepStrictEqual(given.batch, batchInput().batch), () => 'the input has changed'),
      expectThat(!isDeepStrictEqual(sent, given.batch), () => 'nothing has changed'),
      expectThat(sent.labels.length === 12 && sent.features.length === 12 * 16, () => 'other shapes than it got'),
      expectThat(sent.labels.every((label) => label < 10), () => 'a label of no class'), // prettier-ignore
    ]);
  },
  'the same draws give the same batch': (name) => {
    const attack = dataAttacks.get(name)!.create({});
    return expectThat(isDeepStrictEqual(attack.apply(batchInput()), attack.apply(batchInput())), () => 'another batch');
  },
  'what does not fit is refused': (name) => {
    const definition = dataAttacks.get(name)!;
    const attempts: readonly (() => unknown)[] = [
      () => definition.create({ nonsense: 1 }),
      () => definition.create({}).apply({ ...batchInput(), shape: { ...shape, classes: 2 } }),
      () => definition.create({}).apply({ ...batchInput(), shape: { ...shape, featureShape: [5, 5] } }),
    ];
    return firstOf(attempts.map((attempt, index) => expectThat(isRefused(attempt), () => `attempt ${index} is not`)));
  },
};

function isRefused(attempt: () => unknown): boolean {
  try {
    attempt();
    return false;
  } catch (error) {
    if (error instanceof AttackError) return true;
    throw error;
  }
}

/** Every law for every attack. */
export function attackPropertyChecks(): readonly Check[] {
  const checksOf = (names: Iterable<string>, laws: typeof properties): Check[] =>
    [...names].flatMap((subject) =>
      Object.entries(laws).map(([law, holds]) => ({
        subject,
        kind: 'property' as const,
        title: `${subject} - ${law}`,
        run: () => holds(subject),
      })),
    );
  return [...checksOf(attacks.keys(), properties), ...checksOf(dataAttacks.keys(), dataProperties)];
}
