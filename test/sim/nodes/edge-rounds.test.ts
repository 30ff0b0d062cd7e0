import test from 'ava';
import { parameterLayout } from '../../../src/ml/index.ts';
import { createPerformer } from '../../../src/ml/local/perform.ts';
import {
  createEdgeRounds,
  edgeRateOf,
  type EdgeRoundsOptions,
  type EdgeRoundsSnapshot,
} from '../../../src/sim/nodes/edge-rounds.ts';
import type { Aggregate } from '../../../src/sim/nodes/messages.ts';
import { createThetaStore } from '../../../src/sim/theta.ts';

const layout = parameterLayout({ kind: 'dense', hidden: [] }, { classes: 2, featureShape: [1] });

/** Memory that knows what is out, and a theta of four tens. */
function surroundings(changes: Partial<EdgeRoundsOptions> = {}) {
  const out = new Set<Float32Array>();
  const engine = {
    layout,
    allocateParameters() {
      const slot = new Float32Array(4);
      out.add(slot);
      return slot;
    },
    release(slot: Float32Array) {
      if (!out.delete(slot)) throw new Error('released twice');
      slot.fill(NaN);
    },
  };
  const theta = createThetaStore([{ round: 0, values: new Float32Array(4).fill(10) }], () => new Float32Array(4));
  const keeper = createEdgeRounds({ rounds: 2, rate: 1, engine, theta, ...changes });
  return { engine, theta, keeper, out };
}

const aggregate = (value: number | Promise<Float32Array>, counts: Partial<Aggregate> = {}): Aggregate => ({
  edgeServer: 3,
  serial: 0,
  adaptation: 'as-declared',
  faults: [],
  used: 5,
  faulted: 1,
  value: typeof value === 'number' ? Promise.resolve(new Float32Array(4).fill(value)) : value,
  ...counts,
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('edge rounds - by hand: 10 - 0.5 * 2 = 9, then 2 + 3 go up with all their gradients', async (t) => {
  const { keeper, theta } = surroundings({ rate: 0.5 });
  t.is(keeper.handOut(), undefined);
  t.is(keeper.add(aggregate(2, { serial: 7 }), theta.current), undefined);
  t.deepEqual(await keeper.handOut()!.values, new Float32Array(4).fill(9));
  t.deepEqual(keeper.held, { used: 5, faulted: 1 });
  const { value, ...sent } = keeper.add(aggregate(3, { serial: 8, used: 4, faulted: 2 }), theta.current)!;
  t.deepEqual(sent, { edgeServer: 3, serial: 8, adaptation: 'as-declared', faults: [], used: 9, faulted: 3 });
  t.deepEqual(await value, new Float32Array(4).fill(5));
  t.is(keeper.handOut(), undefined);
  t.deepEqual(keeper.held, { used: 0, faulted: 0 });
});

test('edge rounds - one round is none: the aggregate goes up as it is', async (t) => {
  const { keeper, theta, out } = surroundings({ rounds: 1 });
  const sent = keeper.add(aggregate(2), theta.current)!;
  t.deepEqual(await sent.value, new Float32Array(4).fill(2));
  t.is(out.size, 0);
});

test('edge rounds - one worker: k rounds of E local steps are k E local steps', async (t) => {
  const eta = 0.25;
  const work = { kind: 'local-steps', learningRate: eta, result: 'pseudo-gradient' } as const;
  const perform = createPerformer<number>((parameters, example, gradient) => {
    for (let i = 0; i < gradient.length; i++) gradient[i] = parameters[i]! - example;
    return 0;
  }, 4);
  const walk = (parameters: Float32Array, batches: readonly number[]): Float32Array => {
    const update = new Float32Array(4);
    perform({ work: { ...work, steps: batches.length }, batches, parameters, update });
    return update;
  };
  const { keeper, theta } = surroundings({ rounds: 3, rate: edgeRateOf({ ...work, steps: 2 }, { rounds: 3 }) });
  let sent: Aggregate | undefined;
  for (const batches of [
    [1, 2],
    [3, 4],
    [5, 6],
  ]) {
    const start = keeper.handOut();
    const parameters = await (start?.values ?? theta.current.values);
    sent = keeper.add(aggregate(Promise.resolve(walk(parameters, batches))), theta.current);
    if (start !== undefined) keeper.release(start);
  }
  t.deepEqual(await sent!.value, walk(await theta.current.values, [1, 2, 3, 4, 5, 6]));
});

test('edge rounds - nothing waits: aggregates may come in before their numbers', async (t) => {
  const { keeper, theta } = surroundings({ rounds: 3 });
  let arrive: (value: Float32Array) => void = () => undefined;
  keeper.add(aggregate(new Promise<Float32Array>((resolve) => (arrive = resolve))), theta.current);
  keeper.add(aggregate(4), theta.current);
  const parameters = keeper.handOut()!;
  arrive(new Float32Array(4).fill(1));
  t.deepEqual(await parameters.values, new Float32Array(4).fill(5));
});

test('edge rounds - another theta comes down: what has moved is laid upon it', async (t) => {
  const { keeper, theta } = surroundings();
  keeper.rebase(theta.current);
  t.is(keeper.handOut(), undefined, 'nothing has moved');
  keeper.add(aggregate(2), theta.current);
  const next = theta.advance(Promise.resolve(90), (step, current, values) => {
    for (let i = 0; i < 4; i++) values[i] = current[i]! + step;
  });
  keeper.rebase(next);
  t.deepEqual(await keeper.handOut()!.values, new Float32Array(4).fill(98));
  t.deepEqual(await keeper.add(aggregate(3), next)!.value, new Float32Array(4).fill(5));
});

test('edge rounds - a round that ends early: send what there is, or drop it', async (t) => {
  const { keeper, theta } = surroundings();
  t.is(keeper.sendPartial(), undefined);
  keeper.add(aggregate(2), theta.current);
  t.deepEqual(await keeper.sendPartial()!.value, new Float32Array(4).fill(2));
  keeper.add(aggregate(7), theta.current);
  t.deepEqual(keeper.drop(), { used: 5, faulted: 1 });
  t.is(keeper.handOut(), undefined);
  keeper.add(aggregate(1), theta.current);
  t.deepEqual(await keeper.add(aggregate(1), theta.current)!.value, new Float32Array(4).fill(2));
});

test('edge rounds - memory is given back once nobody reads it, theta too', async (t) => {
  const { keeper, theta, out } = surroundings({ rounds: 3 });
  keeper.add(aggregate(1), theta.current);
  const slow = keeper.handOut()!;
  keeper.add(aggregate(1), theta.current);
  await settled();
  t.is(out.size, 2);
  t.deepEqual(await slow.values, new Float32Array(4).fill(9), 'an older version stays for whoever holds it');
  keeper.release(slow);
  keeper.add(aggregate(1), theta.current);
  await settled();
  t.is(out.size, 0);
  t.throws(() => { keeper.release(slow); }, { message: /edge parameters 0 were released more often/ }); // prettier-ignore
  theta.release(theta.current);
  t.throws(() => { theta.release(theta.current); }, { instanceOf: RangeError }); // prettier-ignore
});

test('edge rounds - a failure reaches who starts from it and the cloud, and nobody else', async (t) => {
  const { keeper, theta } = surroundings();
  keeper.add(aggregate(Promise.reject(new Error('broken rule'))), theta.current);
  await t.throwsAsync(keeper.handOut()!.values, { message: 'broken rule' });
  await t.throwsAsync(keeper.add(aggregate(1), theta.current)!.value, { message: 'broken rule' });
});

test('edge rounds - saved and restored, it goes on with the same bits', async (t) => {
  const before = surroundings({ rounds: 4, rate: 0.3 });
  before.keeper.add(aggregate(0.1), before.theta.current);
  const held = before.keeper.handOut()!;
  before.keeper.add(aggregate(0.7), before.theta.current);
  const saving = before.keeper.snapshot();
  before.keeper.release(held); // what comes later does not show
  const snapshot = structuredClone(await saving) satisfies EdgeRoundsSnapshot;
  t.deepEqual(snapshot.versions.map(({ serial }) => serial), [0, 1]); // prettier-ignore
  const after = surroundings({ rounds: 4, rate: 0.3, from: snapshot });
  t.deepEqual(after.keeper.held, before.keeper.held);
  t.deepEqual(await after.keeper.find(0).values, snapshot.versions[0]!.values);
  t.deepEqual(await after.keeper.handOut()!.values, await before.keeper.handOut()!.values);
  t.throws(() => after.keeper.find(5), { message: /edge parameters 5 are no longer held/ });
  const goOn = async ({ keeper, theta }: ReturnType<typeof surroundings>): Promise<unknown> => {
    keeper.add(aggregate(0.9), theta.current);
    const parameters = keeper.handOut()!;
    const { value, ...sent } = keeper.add(aggregate(1.3), theta.current)!;
    return { serial: parameters.serial, parameters: await parameters.values, sent, value: await value };
  };
  t.deepEqual(await goOn(after), await goOn(before));
  t.deepEqual(await surroundings({ from: await surroundings().keeper.snapshot() }).keeper.snapshot(), {
    state: { count: 0, moved: new Float32Array(4) },
    held: { used: 0, faulted: 0 },
    serials: 0,
    versions: [],
  });
});

test('edge rounds - the rate is the one that workers sent their steps with, or must be said', (t) => {
  const local = { kind: 'local-steps', steps: 3, learningRate: 0.02 } as const;
  t.is(edgeRateOf({ ...local, result: 'pseudo-gradient' }, { rounds: 2 }), 0.02);
  t.is(edgeRateOf({ ...local, result: 'difference' }, { rounds: 2 }), 1);
  t.is(edgeRateOf({ ...local, result: 'difference' }, { rounds: 2, rate: 0.5 }), 0.5);
  t.is(edgeRateOf({ kind: 'gradient' }, { rounds: 2, rate: 0.1 }), 0.1);
  t.is(edgeRateOf({ kind: 'gradient' }, { rounds: 1 }), 1);
  t.throws(() => edgeRateOf({ kind: 'gradient' }, { rounds: 2 }), {
    code: 'E_EXPERIMENT_VALUE',
    message: /^learning\.edgeServer\.rate: expected a number with rounds = 2 and local\.kind = gradient/,
  });
});
