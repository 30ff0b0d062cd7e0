/** What the built-in policies decide, view by view. */
import test from 'ava';
import type { TrafficView, ViewedVehicle } from '../../../src/sim/mobility/actions.ts';
import { defineTrafficPolicy, trafficPolicies } from '../../../src/sim/policies/index.ts';
import { z } from 'zod';

type Part = Partial<ViewedVehicle> & { readonly id: string };

function view(second: number, vehicles: readonly Part[], arrived: readonly string[] = []): TrafficView {
  return {
    timeMs: 1000 * second,
    arrived,
    vehicles: vehicles.map((part) => ({ x: 0, y: 0, speed: 10, angle: 0, edgeServer: null, worker: 'idle', ...part })),
    edgeServers: [
      { name: 'west', x: 0, y: 0, range: 50, road: 'w' },
      { name: 'east', x: 1000, y: 0, range: 50, road: 'e' },
      { name: 'lost', x: 500, y: 0, range: 50, road: null },
    ],
  };
}

/** The actions of a policy for one view after another, as short texts. */
function decisions(
  name: string,
  options: object,
  views: readonly TrafficView[],
  draw: (id: string) => number = () => 0,
): readonly string[] {
  const policy = trafficPolicies.get(name)!.create(options);
  let state = policy.initial;
  return views.map((one) => {
    // As from a checkpoint.
    const decision = policy.decide(one, JSON.parse(JSON.stringify(state)), draw);
    state = decision.state;
    return decision.actions
      .map(({ kind, vehicle, ...rest }) => [vehicle, kind, ...(Object.values(rest) as readonly unknown[])].join(' '))
      .join();
  });
}

const sending = (id: string): Part => ({ id, worker: 'sending', edgeServer: 'west' });

test('policies - who sends is held until it has sent, and no longer than allowed', (t) => {
  const views = [
    view(1, [sending('a'), { id: 'b', worker: 'computing' }]),
    view(2, [sending('a'), sending('b')]),
    view(3, [{ id: 'a' }, sending('b')]),
    view(4, [sending('b')]),
    view(5, [sending('a'), sending('b')]),
    view(6, [{ id: 'b' }], ['a']),
    view(7, [sending('b')]),
    view(8, []),
  ];
  const options = { maximumSeconds: 2 };
  const expected = ['a hold', 'b hold', 'a resume', 'b resume', 'a hold', '', 'b hold', 'b resume'];
  t.deepEqual(decisions('hold-while-sending', options, views), expected);
  t.is(decisions('hold-while-sending', { speed: 2 }, views)[0], 'a set-speed 2');
});

test('policies - who works in range is slowed if it is fast, until it is done or away', (t) => {
  const at = (id: string, more: Partial<ViewedVehicle>): Part => ({
    id,
    edgeServer: 'west',
    worker: 'computing',
    ...more,
  });
  const views = [
    view(1, [at('a', {}), at('b', { speed: 3 }), at('c', { worker: 'waiting' }), at('d', { edgeServer: null })]),
    view(2, [at('a', { speed: 5 }), at('b', { speed: 5.1 })]),
    view(3, [at('a', { speed: 5, worker: 'idle' }), at('b', { edgeServer: null })]),
    view(4, [at('a', { worker: 'receiving' })]),
    view(5, [], ['a']),
  ];
  const expected = ['a set-speed 5', 'b set-speed 5', 'a resume,b resume', 'a set-speed 5', ''];
  t.deepEqual(decisions('slow-in-range', {}, views), expected);
});

test('policies - idle workers out of range are sent past the nearest edge server with a road, once', (t) => {
  const views = [
    view(1, [
      { id: 'a', x: 100 },
      { id: 'b', x: 100, worker: 'carrying' },
      { id: 'c', x: 100, edgeServer: 'west' },
      { id: 'd', x: 100, worker: null },
      { id: 'e', x: 500 },
      { id: 'f', x: 900 },
      { id: 'no', x: 100 },
    ]),
    view(2, [{ id: 'a', x: 900 }]),
    view(3, [], ['a']),
    view(4, [{ id: 'a', x: 100 }]),
  ];
  const draw = (id: string): number => (id === 'no' ? 0.5 : 0.49);
  const expected = ['a detour w,f detour e', '', '', 'a detour w'];
  t.deepEqual(decisions('detour-to-coverage', { share: 0.5, withinM: 300 }, views, draw), expected);
  t.is(trafficPolicies.get('detour-to-coverage')!.create({ withinM: 300 }).needs.coverage, 300);
});

test('policies - options are checked, and named in the message', (t) => {
  const idle = defineTrafficPolicy({
    name: 'idle',
    summary: 'Nothing.',
    options: z.strictObject({ speed: z.number() }),
    create: () => ({
      needs: { coverage: 1, roads: false },
      initial: null,
      decide: () => ({ actions: [], state: null }),
    }),
  });
  t.throws(() => idle.create({ speed: 'x' }), { code: 'E_TRAFFIC_POLICY_OPTIONS', message: /^idle: .*speed: / });
  t.deepEqual(idle.create({ speed: 1 }).needs, { coverage: 1, roads: false });
});
