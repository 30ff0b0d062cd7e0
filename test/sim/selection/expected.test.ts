/** What a run tells a selection policy of workers: how long they are expected to stay, and how long their work takes. */
import test from 'ava';
import type { SimulationEvent } from '../../../src/sim/events.ts';
import type { TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { experiment } from '../../helpers/experiments.ts';
import { frame } from '../../helpers/frames.ts';
import { build, drive, throughCheckpoint } from '../../helpers/play.ts';

/** Eastwards along y = 0 at 10 m/s, within 50 m of (0, 0): `far` leaves in 1 s, `near` in 9 s. */
function frames(count: number): readonly TrafficFrame[] {
  return Array.from({ length: count }, (_, index) => {
    const one = frame(index + 1, { far: [40, 0], near: [-40, 0] });
    const motion = { speed: Float64Array.of(10, 10), angle: Float64Array.of(90, 90) };
    const introduced = ['far', 'near'].map((id) => ({ id, typeId: 'car', route: id === 'far' ? ['loop'] : ['short'] }));
    return { ...one, vehicles: { ...one.vehicles, ...motion }, ...(index === 0 && { introduced }) };
  });
}

/** Who begins at once, in order: to compute, or to receive theta where that takes time. */
async function beginners(
  changes: Readonly<Record<string, unknown>>,
  roads?: ReadonlyMap<string, readonly { readonly x: number; readonly y: number }[]>,
): Promise<readonly string[]> {
  const began: string[] = [];
  const parsed = experiment({ model: { hidden: [] }, ...changes });
  const onEvent = (event: SimulationEvent): void => {
    if (event.at === 1000 && (event.type === 'compute' || event.type === 'receive')) began.push(event.vehicle);
  };
  await drive(build(parsed, { onEvent, roads }), frames(1));
  return began;
}

const one = (name: string, options = {}): object => ({ selection: { name, perEdgeServer: 1, ...options } });
const slow = { workers: { computeTimeMs: 2000 } };

test('selection - of two the one that stays longer begins: first come is not first served', async (t) => {
  t.deepEqual(await beginners({ ...slow, ...one('all') }), ['far']);
  t.deepEqual(await beginners({ ...slow, ...one('longest-stay') }), ['near']);
});

test('selection - along their routes: one turns about and stays 9 s, the other ends its drive in 0.5 s', async (t) => {
  const roads = new Map([
    [
      'loop',
      [
        { x: 40, y: 0 },
        { x: 45, y: 0 },
        { x: -60, y: 0 },
      ],
    ],
    [
      'short',
      [
        { x: -50, y: 0 },
        { x: -35, y: 0 },
      ],
    ],
  ]);
  t.deepEqual(await beginners({ ...slow, ...one('longest-stay') }, roads), ['far']);
});

test('selection - in time: who leaves before computing and sending are done does not begin', async (t) => {
  const inTime = { selection: { name: 'longest-stay', onlyInTime: true } };
  t.deepEqual(await beginners({ ...slow, ...inTime }), ['near']);
  t.deepEqual(await beginners({ workers: { computeTimeMs: 1000 }, ...inTime }), ['near', 'far']);
  // theta and gradient are 16 B: 0.5 ms each at 32 B/ms; 999 + 2 * 0.5 = 1000 ms is in time, with a little latency it is not.
  const network = (latencyMs: number): object => ({
    network: { link: { kind: 'rate', latencyMs, uplinkMbps: 0.256, downlinkMbps: 0.256 } },
  });
  const inRange = { workers: { computeTimeMs: 999 }, ...inTime };
  t.deepEqual(await beginners({ ...inRange, ...network(0) }), ['near', 'far']);
  t.deepEqual(await beginners({ ...inRange, ...network(0.1) }), ['near']);
});

test('selection - speed and angle are part of a checkpoint', async (t) => {
  const parsed = experiment({ model: { hidden: [] }, ...one('longest-stay') });
  const first = build(parsed);
  await drive(first, frames(2));
  const from = throughCheckpoint(await first.simulation.snapshot());
  t.deepEqual(
    from.workers.map(({ vehicleId, speed, angle }) => [vehicleId, speed, angle]),
    [
      ['far', 10, 90],
      ['near', 10, 90],
    ],
  );
  const second = build(parsed, { from });
  t.deepEqual(
    [...second.parts.fleet.workers.values()].map(({ speed, angle }) => [speed, angle]),
    [
      [10, 90],
      [10, 90],
    ],
  );
});
