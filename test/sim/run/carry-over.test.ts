/** What a run keeps, and what it drops, when it goes on with another experiment. */
import test from 'ava';
import { createTrainerPool } from '../../../src/sim/equipment.ts';
import type { Experiment } from '../../../src/sim/experiment/schema.ts';
import { BUILT_IN } from '../../../src/sim/plugins.ts';
import { carryOver, checkCrossing } from '../../../src/sim/run/carry-over.ts';
import { ForkError } from '../../../src/sim/run/errors.ts';
import type { SimulationState } from '../../../src/sim/state/records.ts';
import { experiment } from '../../helpers/experiments.ts';
import { frame } from '../../helpers/frames.ts';
import { build, drive, throughCheckpoint, TWO_SERVERS } from '../../helpers/play.ts';

type Changes = Readonly<Record<string, unknown>>;

const STEPS = 24;
const BEFORE = 12;

/** Six vehicles, three at each of two edge servers, that stand there and never leave. */
const FRAMES = Array.from({ length: STEPS }, (_, index) =>
  frame(index + 1, { v1: [0, 0], v2: [5, 0], v3: [10, 0], v4: [100, 0], v5: [105, 0], v6: [110, 0] }),
);

const BASE: Changes = {
  model: { hidden: [] },
  edgeServers: TWO_SERVERS,
  learning: { mode: 'buffered', edgeServer: { gradients: 3 }, cloud: { aggregates: 2 } },
};

function learning(changes: Changes): Changes {
  const base = BASE['learning'] as Changes;
  return { learning: { ...base, ...changes } };
}

/** A run of `before` for half the steps, then of `after`. */
async function cross(before: Experiment, after: Experiment) {
  const first = build(before);
  await drive(first, FRAMES.slice(0, BEFORE));
  const state = throughCheckpoint(await first.simulation.snapshot());
  const carried = carryOver(state, { before, after, registries: BUILT_IN });
  const second = build(after, { from: carried, digest: await first.parts.log.digest() });
  await drive(second, FRAMES.slice(BEFORE));
  second.parts.ledger.check(second.simulation.unfinished());
  return { state, carried, second };
}

test('carry-over - the same experiment gives the same state, and the run goes on as if nothing had been', async (t) => {
  const parsed = experiment({
    ...BASE,
    faults: [{ attack: 'sign-flip', rate: 0.5 }],
    ...learning({ optimizer: 'adam' }),
  });
  const { state, carried, second } = await cross(parsed, parsed);
  t.deepEqual(carried, state);
  const straight = build(parsed);
  await drive(straight, FRAMES);
  t.is(await second.parts.log.digest(), await straight.parts.log.digest());
});

const REFUSED: Readonly<Record<string, Changes>> = {
  seed: { seed: 2 },
  traffic: { traffic: { config: 'other.sumocfg' } },
  edgeServers: { edgeServers: TWO_SERVERS.slice(0, 1) },
  data: { data: { set: 'digits', train: 500, test: 100 } },
  division: { division: { kind: 'iid' } },
  model: { model: { hidden: [3] } },
  'learning.mode': learning({ mode: 'asynchronous' }),
  'learning.batchSize': learning({ batchSize: 7 }),
  'learning.lossReduction': learning({ lossReduction: 'mean' }),
};
for (const [path, changes] of Object.entries(REFUSED)) {
  test(`carry-over - ${path} cannot change on the way`, (t) => {
    const error = t.throws(
      () => {
        checkCrossing({ before: experiment(BASE), after: experiment({ ...BASE, ...changes }) });
      },
      { instanceOf: ForkError, code: 'E_FORK_CHANGE' },
    );
    t.is(error.path, path);
    t.false(error.message.includes('\n'));
  });
}

test('carry-over - ranges and the scale of traffic may', (t) => {
  const wider = TWO_SERVERS.map((server) => ({ ...server, range: 80 }));
  t.notThrows(() => {
    checkCrossing({
      before: experiment(BASE),
      after: experiment({ ...BASE, edgeServers: wider, traffic: { config: 'test.sumocfg', scale: 2 } }),
    });
  });
});

test('carry-over - a rule of another name forgets, another number of gradients does not', async (t) => {
  const clipping = { gradients: 3, rule: 'centered-clipping' };
  const before = experiment({ ...BASE, ...learning({ edgeServer: clipping }) });
  const fewer = await cross(
    before,
    experiment({ ...BASE, ...learning({ edgeServer: { ...clipping, gradients: 2 } }) }),
  );
  t.deepEqual(fewer.carried.servers, fewer.state.servers);
  t.not(Object.keys(fewer.state.servers[0]!.aggregator.states).length, 0, 'there is something to forget');
  const median = { gradients: 3, rule: 'marginal-median' };
  const other = await cross(before, experiment({ ...BASE, ...learning({ edgeServer: median }) }));
  for (const [index, { aggregator }] of other.carried.servers.entries())
    t.deepEqual(aggregator, { serial: other.state.servers[index]!.aggregator.serial, states: {} });
});

test('carry-over - another optimizer begins anew; with another learning rate alone it goes on', async (t) => {
  const before = experiment({ ...BASE, ...learning({ optimizer: 'adam' }) });
  const slower = experiment({ ...BASE, ...learning({ optimizer: 'adam', learningRate: 0.5 }) });
  const kept = await cross(before, slower);
  t.deepEqual(kept.carried.cloud, kept.state.cloud);
  const plain = await cross(before, experiment(BASE));
  t.notDeepEqual(plain.carried.cloud.optimizer, plain.state.cloud.optimizer);
});

test('carry-over - gradients under way know the faults by their new numbers, and nothing of those that are gone', async (t) => {
  const [lying, crashing] = [
    { attack: 'sign-flip', vehicles: ['v1'] },
    { kind: 'crash', vehicles: ['v6'], during: { fromS: 1e6 } },
  ];
  const buffers = { edgeServer: { gradients: 100 } };
  const before = experiment({ ...BASE, ...learning(buffers), faults: [lying] });
  const faultsIn = ({ servers }: SimulationState): readonly (readonly number[])[] =>
    servers[0]!.buffer.filter(({ vehicleId }) => vehicleId === 'v1').map(({ faults }) => faults);
  const renumbered = await cross(before, experiment({ ...BASE, ...learning(buffers), faults: [crashing, lying] }));
  t.deepEqual(faultsIn(renumbered.state)[0], [0]);
  t.deepEqual(faultsIn(renumbered.carried)[0], [1]);
  const honest = await cross(before, experiment({ ...BASE, ...learning(buffers) }));
  t.deepEqual(faultsIn(honest.carried)[0], []);
});

test('carry-over - an edge server that is closed aggregates no more, and its workers reach the other', async (t) => {
  const crash = { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: BEFORE + 1 } };
  const before = experiment(BASE);
  const { second } = await cross(before, experiment({ ...BASE, faults: [crash] }));
  t.true(second.parts.servers[0]!.down);
  t.deepEqual(second.parts.fleet.inRange, [0, 3]);
});

test('carry-over - an edge server that is down stays out of reach when the run goes on', async (t) => {
  const crash = { kind: 'crash', node: 'edge-server', edgeServers: ['a'], during: { fromS: 5 } };
  const parsed = experiment({ ...BASE, faults: [crash] });
  const { second } = await cross(parsed, parsed);
  const straight = build(parsed);
  await drive(straight, FRAMES);
  t.deepEqual(second.parts.fleet.inRange, [0, 3]);
  t.is(await second.parts.log.digest(), await straight.parts.log.digest());
});

test('carry-over - the network cannot become ideal while messages are on their way, else it may', async (t) => {
  const slow = { network: { link: { kind: 'rate', uplinkMbps: 0.00001, downlinkMbps: 0.00001 } } };
  const busy = experiment({ ...BASE, ...slow });
  const error = await t.throwsAsync(cross(busy, experiment(BASE)), { code: 'E_FORK_CHANGE' });
  t.regex(error.message, /6 messages are on their way/);
  await t.notThrowsAsync(cross(experiment(BASE), busy));
});

test('carry-over - memories of workers go with the algorithm that they belong to', async (t) => {
  const momentum = { local: { kind: 'worker-momentum', momentum: 0.9 } };
  const before = experiment({ ...BASE, ...learning(momentum) });
  const kept = await cross(before, before);
  t.truthy(kept.carried.workers[0]!.memory?.momentum);
  const { carried } = await cross(before, experiment(BASE));
  t.true(carried.workers.every(({ memory }) => memory === undefined));
});

test('carry-over - with fewer trainers than are lent, none is lent until enough are back', (t) => {
  const pool = createTrainerPool(2, { lent: 4, waiting: [] });
  t.is(pool.free, 0);
  t.false(pool.request('a'));
  pool.giveBack();
  pool.giveBack();
  t.is(pool.nextWaiting(), undefined);
  pool.giveBack();
  t.is(pool.free, 1);
  t.is(pool.nextWaiting(), 'a');
});
