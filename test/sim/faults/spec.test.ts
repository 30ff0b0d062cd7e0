import test from 'ava';
import { z } from 'zod';
import { attacks, dataAttacks } from '../../../src/ml/index.ts';
import { ExperimentError } from '../../../src/sim/experiment/errors.ts';
import { describeIssue } from '../../../src/sim/experiment/messages.ts';
import { faultSpec, planFaults } from '../../../src/sim/faults/index.ts';
import { plansOf } from '../../helpers/faults.ts';

/** What a fault says that contradicts itself, and the path and message expected. */
const contradictions: readonly (readonly [string, Readonly<Record<string, unknown>>, string, RegExp])[] = [
  [
    'an unknown kind',
    { kind: 'crush', rate: 1 },
    'kind',
    /expected byzantine or crash or omission or delay, got "crush"/,
  ],
  ['rate and count', { attack: 'zero', rate: 0.1, count: 2 }, '', /expected either count or rate/],
  ['nobody', { attack: 'zero' }, '', /says of nobody that they are faulty; give rate \(1: all\) or count, vehicles/],
  ['a rate above one', { attack: 'zero', rate: 2 }, 'rate', /expected a number <= 1, got 2/],
  ['a model without count', { attack: 'zero', rate: 1, model: 'local' }, 'model', /needs count/],
  [
    'a local model of edge servers',
    { kind: 'crash', node: 'edge-server', count: 1, model: 'local' },
    'model',
    /global/,
  ],
  ['types of edge servers', { kind: 'crash', node: 'cloud-link', types: ['bus'] }, 'types', /chooses among workers/],
  [
    'a region of radius 0',
    { kind: 'crash', region: { x: 1, y: 1, radius: 0 } },
    'region.radius',
    /a number > 0, got 0/,
  ],
  [
    'a flat polygon',
    {
      kind: 'crash',
      region: {
        polygon: [
          [0, 0],
          [1, 1],
          [2, 2],
        ],
      },
    },
    'region.polygon',
    /enclose an area/,
  ],
  [
    'two corners',
    {
      kind: 'crash',
      region: {
        polygon: [
          [0, 0],
          [1, 1],
        ],
      },
    },
    'region.polygon',
    />= 3 entries/,
  ],
  ['a window that ends early', { kind: 'crash', rate: 1, during: { fromS: 5, toS: 5 } }, 'during.toS', /after fromS/],
  [
    'windows that overlap',
    { kind: 'crash', rate: 1, during: [{ fromS: 0, toS: 10 }, { fromS: 9 }] },
    'during[1].fromS',
    /not before the end of the window before/,
  ],
  [
    'a window after one without end',
    { kind: 'crash', rate: 1, during: [{ fromS: 0 }, { fromS: 9 }] },
    'during[1].fromS',
    /not before the end/,
  ],
  ['recovery in no time', { kind: 'crash', rate: 1, recoverAfterS: 0 }, 'recoverAfterS', /a number > 0, got 0/],
  ['repair without a mean', { kind: 'crash', rate: 1, timeToRepair: {} }, 'timeToRepair.meanS', /it is missing/],
  [
    'two recoveries',
    { kind: 'crash', rate: 1, recoverAfterS: 1, timeToRepair: { meanS: 1 } },
    'timeToRepair',
    /either recoverAfterS or timeToRepair/,
  ],
  ['an omission that never is', { kind: 'omission', rate: 1, probability: 0 }, 'probability', /a number > 0, got 0/],
  ['a delay of nothing', { kind: 'delay', rate: 1 }, '', /factor above 1 or extraMs above 0/],
  ['a delay that hurries', { kind: 'delay', rate: 1, factor: 0.5 }, 'factor', /a number >= 1, got 0.5/],
  [
    'vehicles in any buffer',
    { attack: 'zero', count: 1, vehicles: ['v'], identities: 'per-buffer' },
    'vehicles',
    /needs persistent identities/,
  ],
  [
    'all of every buffer by place',
    { attack: 'zero', edgeServers: ['a'], identities: 'per-buffer' },
    'identities',
    /count or rate/,
  ],
  ['an attack that crashes', { kind: 'crash', attack: 'zero', rate: 1 }, 'attack', /unknown key "attack"/],
  ['no attack', { rate: 1 }, 'attack', /expected|another/],
];

for (const [name, fault, path, message] of contradictions) {
  test(`faults - ${name} is refused with its path`, (t) => {
    const { error } = faultSpec.safeParse(fault);
    const problem = describeIssue(error!.issues, fault, () => []);
    t.is(problem.path, path);
    t.regex(problem.message, message);
  });
}

/** What does not fit the rest of the experiment. */
const misfits: readonly (readonly [string, Readonly<Record<string, unknown>>, string, RegExp])[] = [
  [
    'an unknown edge server',
    { kind: 'crash', edgeServers: ['a', 'rsu9'] },
    'faults[1].edgeServers[1]',
    /unknown edge server "rsu9"/,
  ],
  ['a mistyped attack', { attack: 'sign-flop', rate: 1 }, 'faults[1].attack', /did you mean "sign-flip"\?/],
  [
    'poisoned data at an edge server',
    { node: 'edge-server', attack: 'label-flip', count: 1 },
    'faults[1].attack',
    /training data/,
  ],
  [
    'poisoned data chosen at aggregation',
    { attack: 'label-flip', count: 1, identities: 'per-buffer' },
    'faults[1].identities',
    /needs persistent identities/,
  ],
];

for (const [name, fault, path, message] of misfits) {
  test(`faults - ${name} is refused with its path before anything starts`, (t) => {
    const error = t.throws(() => plansOf([{ kind: 'crash', rate: 1 }, fault]), { instanceOf: ExperimentError });
    t.is(error.path, path);
    t.is(error.kind, 'usage');
    t.regex(error.message, message);
  });
}

test('faults - what older files say stays valid, and a resolved fault reads as it was written', (t) => {
  const fault = faultSpec.parse({ attack: 'sign-flip', count: 2 });
  t.like(fault, { kind: 'byzantine', node: 'worker', identities: 'persistent', count: 2 });
  for (const written of [
    { attack: 'sign-flip', count: 2 },
    { kind: 'crash', rate: 0.1, timeToFailure: { meanS: 60 }, during: { toS: 9 } },
    { kind: 'delay', types: ['bus'], factor: 3 },
  ]) {
    const resolved = faultSpec.parse(written);
    t.deepEqual(faultSpec.parse(resolved), resolved);
  }
});

test('faults - the schema has a form for editors', (t) => {
  const { oneOf } = z.toJSONSchema(faultSpec, { io: 'input' });
  t.is(oneOf?.length, 4);
});

test('faults - streams are keyed by kind, tier and number among their like', (t) => {
  const plans = plansOf([
    { attack: 'zero', rate: 1 },
    { kind: 'crash', rate: 1 },
    { attack: 'nan', rate: 1 },
    { kind: 'crash', node: 'edge-server', rate: 1 },
  ]);
  t.deepEqual(
    plans.map(({ key }) => key),
    [
      ['byzantine', 'worker', 0],
      ['crash', 'worker', 0],
      ['byzantine', 'worker', 1],
      ['crash', 'edge-server', 0],
    ],
  );
});

test('faults - an attack is either on gradients or on data', (t) => {
  const [sends, trains] = plansOf([
    { attack: { name: 'sign-flip', magnitude: 5 }, rate: 1 },
    { attack: 'label-flip', rate: 1 },
  ]);
  t.is(sends?.attack?.name, 'sign-flip');
  t.is(sends?.dataAttack, undefined);
  t.is(trains?.attack, undefined);
  t.deepEqual(trains?.dataAttack, { name: 'label-flip' });
  t.throws(
    () =>
      planFaults([faultSpec.parse({ attack: { name: 'gaussian', sigma: -1 }, rate: 1 })], {
        edgeServers: [],
        attacks,
        dataAttacks,
        source: 'test',
      }),
    { code: 'E_ATTACK_OPTIONS' },
  );
});
