/** Changes that read like questions, and the experiments that they make. */
import test from 'ava';
import {
  addEdgeServer,
  addFaults,
  attackInDistrict,
  changeValues,
  chooseWorkers,
  closeEdgeServer,
  ExperimentError,
  ForkError,
  halveRange,
  named,
  scaleRange,
  scaleTraffic,
  useRule,
  type Change,
  type Trunk,
} from '../../src/index.ts';
import { BUILT_IN } from '../../src/sim/plugins.ts';
import { applyChanges } from '../../src/what-if/variation.ts';
import { experiment } from '../helpers/experiments.ts';
import { TWO_SERVERS } from '../helpers/play.ts';

const base = { experiment: experiment({ edgeServers: TWO_SERVERS }), registries: BUILT_IN };
const trunk: Trunk = { folder: '', step: 120, round: 20, simulatedMs: 120_000, digest: '' };

const after = (...changes: readonly Change[]) => applyChanges(base, changes).experiment;

test('changes - none leaves the experiment as it is', (t) => {
  const { name, experiment: same, overrides } = applyChanges(base, []);
  t.is(name, 'as it was');
  t.deepEqual(same, base.experiment);
  t.deepEqual(overrides, []);
});

test('changes - each sees what those before it did', (t) => {
  const changed = applyChanges(
    base,
    [
      named('both closed', closeEdgeServer('a'), closeEdgeServer('b', { forSeconds: 30 })),
      halveRange(),
      scaleRange(4, ['b']),
    ],
    trunk,
  );
  t.is(changed.name, 'both closed, half the range, range of b x 4');
  t.deepEqual(
    changed.experiment.edgeServers.map(({ range }) => range),
    [25, 100],
  );
  t.like(changed.experiment.faults[0], {
    kind: 'crash',
    node: 'edge-server',
    edgeServers: ['a'],
    during: { fromS: 120 },
  });
  t.like(changed.experiment.faults[1], { edgeServers: ['b'], recoverAfterS: 30 });
});

test('changes - what they make can be said with --set', (t) => {
  const { overrides } = applyChanges(base, [scaleTraffic(2), useRule('marginal-median')]);
  t.deepEqual(
    overrides.map((text) => text.slice(0, text.indexOf('='))),
    ['traffic', 'learning'],
  );
});

test('changes - values, rules, selections, faults and districts', (t) => {
  t.is(after(changeValues('workers', { count: 7 })).workers.count, 7);
  t.like(after(useRule({ name: 'trimmed-mean', f: 1 }, 'cloud')).learning.cloud.rule, { name: 'trimmed-mean', f: 1 });
  t.like(after(chooseWorkers({ name: 'random', perEdgeServer: 2 })).selection, { name: 'random', perEdgeServer: 2 });
  t.is(after(addFaults('liars', { attack: 'sign-flip', count: 3 }, { kind: 'crash', rate: 0.1 })).faults.length, 2);
  const [attack] = after(attackInDistrict({ x: 1, y: 2, radius: 30, attack: 'sign-flip' })).faults;
  t.like(attack, { kind: 'byzantine', rate: 1, region: { x: 1, y: 2, radius: 30 } });
  const third = { name: 'c', position: { x: 500, y: 0 }, range: 50 };
  t.is(after(addEdgeServer(third)).edgeServers.length, 3);
});

test('changes - one that makes no valid experiment, or cannot be made on the way, says so', (t) => {
  t.throws(() => after(closeEdgeServer('nowhere')), { instanceOf: ExperimentError, message: /nowhere/ });
  t.throws(() => after(useRule('medain')), { instanceOf: ExperimentError });
  t.throws(() => after(useRule({ name: 'krum', f: 9 })), { instanceOf: ExperimentError, message: /needs/ });
  const third = { name: 'c', position: { x: 500, y: 0 }, range: 50 };
  t.throws(() => applyChanges(base, [addEdgeServer(third)], trunk), { instanceOf: ForkError, code: 'E_FORK_CHANGE' });
});
