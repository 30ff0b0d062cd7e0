/** Live mobility on the small town: needs, states to go on from, stepping there again, actions. */
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import type { TrafficAction } from '../../../src/sim/mobility/actions.ts';
import { hashFrame, hashVehicles } from '../../../src/sim/mobility/frame-hash.ts';
import type { MobilitySource, TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { prepareExperiment, type PreparedExperiment } from '../../../src/sim/prepare.ts';
import { openTraffic, type Traffic, type TrafficOptions } from '../../../src/sim/traffic.ts';
import { sumoHome, sumoTest } from '../../helpers/sumo.ts';
import { townExperiment } from '../../helpers/town-experiment.ts';

/** Drivers with imperfection, so that SUMO's random numbers matter, all with the same speed factor. */
const ROUTES = `<routes><vType id="car" sigma="0.8" speedDev="0"/>
  <route id="through" edges="west middle east"/>
  <flow id="flow" type="car" route="through" begin="0" end="60" probability="0.4" departSpeed="max"/></routes>`;

async function prepareTown(t: ExecutionContext): Promise<PreparedExperiment> {
  const { folder, file } = townExperiment(t);
  writeFileSync(join(folder, 'town.rou.xml'), ROUTES);
  return prepareExperiment(file, { cacheDir: folder });
}

async function open(
  t: ExecutionContext,
  prepared: PreparedExperiment,
  options: Partial<TrafficOptions> = {},
): Promise<Traffic> {
  const traffic = await openTraffic(prepared, { sumo: { binary: 'sumo', home: sumoHome }, ...options });
  t.teardown(() => traffic.mobility.close());
  return traffic;
}

async function take(mobility: MobilitySource, count = Infinity): Promise<TrafficFrame[]> {
  const frames: TrafficFrame[] = [];
  for (let frame = count > 0 ? await mobility.next() : undefined; frame !== undefined;) {
    frames.push(frame);
    frame = frames.length < count ? await mobility.next() : undefined;
  }
  return frames;
}

sumoTest('live mobility - a SUMO gone on from a state or stepped again gives the same frames', async (t) => {
  const prepared = await prepareTown(t);
  const needs = { motion: true, facts: true };
  const { mobility } = await open(t, prepared, { exactStates: true, needs });
  const before = await take(mobility, 29);
  const stateFile = join(prepared.traffic.file, '../state.xml.gz');
  const saved = (await mobility.next({ saveState: stateFile }))!;
  t.true(readFileSync(stateFile).length > 0, 'the state is there when the frame is');
  t.true(saved.vehicles.count > 0);
  const introduced = [...before, saved].flatMap((frame) => frame.introduced!.map(({ id }) => id));
  const expected = await take(mobility);
  t.true(expected.length > 60);

  const resumed = await open(t, prepared, {
    exactStates: true,
    needs,
    resume: { stateFile, step: 30, timeMs: saved.timeMs, introduced },
  });
  t.is(hashVehicles(resumed.restored!), hashVehicles(saved.vehicles));
  const goneOn = await take(resumed.mobility);
  t.deepEqual(goneOn.map(hashFrame), expected.map(hashFrame));
  t.deepEqual(
    goneOn.map((frame) => frame.introduced),
    expected.map((frame) => frame.introduced),
  );

  const again = await open(t, prepared, { exactStates: true, needs, fastForward: 30 });
  t.is(hashVehicles(again.restored!), hashVehicles(saved.vehicles));
  t.deepEqual(await take(again.mobility), expected);
});

sumoTest('live mobility - a state of another time, and traffic that is over too early, are refused', async (t) => {
  const prepared = await prepareTown(t);
  const { mobility } = await open(t, prepared, { exactStates: true });
  await take(mobility, 4);
  const stateFile = join(prepared.traffic.file, '../state.xml');
  await mobility.next({ saveState: stateFile });
  await t.throwsAsync(open(t, prepared, { resume: { stateFile, step: 5, timeMs: 6000 } }), {
    code: 'E_TRAFFIC_RESUME',
    message: /expected a state of 6000 ms, got one of 5000 ms/,
  });
  await t.throwsAsync(open(t, prepared, { fastForward: 100_000 }), { code: 'E_TRAFFIC_RESUME', message: /was over/ });
  await t.throwsAsync(open(t, prepared, { fastForward: 10, signal: AbortSignal.abort() }), { code: 'E_INTERRUPTED' });
});

sumoTest('live mobility - facts come once a vehicle, motion with every frame, both only when needed', async (t) => {
  const prepared = await prepareTown(t);
  const plain = await open(t, prepared);
  const frames = await take(plain.mobility, 40);
  t.true(frames.every((frame) => frame.introduced === undefined && frame.vehicles.speed === undefined));

  const { mobility } = await open(t, prepared, { needs: { motion: true, facts: true }, coverage: 'all' });
  const all = await take(mobility);
  const facts = all.flatMap((frame) => frame.introduced!);
  t.is(new Set(facts.map(({ id }) => id)).size, facts.length);
  t.deepEqual(facts.map(({ id }) => id).sort(), all.flatMap(({ departed }) => departed).sort());
  t.deepEqual([...new Set(facts.map(({ typeId }) => typeId))], ['car']);
  t.deepEqual(facts[0]!.route, ['west', 'middle', 'east']);
  for (const { ids, speed, angle } of all.map(({ vehicles }) => vehicles)) {
    t.is(speed!.length, ids.length);
    t.true(speed!.every((value) => value >= 0 && value < 15));
    t.true(angle!.every((value) => value === 90));
  }
  // The vehicles near the edge servers move the same, whoever else is in the frame.
  for (const [index, { vehicles }] of frames.entries()) {
    const wide = all[index]!.vehicles;
    t.true(wide.count >= vehicles.count);
    for (const [at, id] of vehicles.ids.entries()) t.is(wide.x[wide.ids.indexOf(id)], vehicles.x[at]);
  }
});

sumoTest(
  'live mobility - a vehicle told to hold stands, goes on when told, and refusals are in the frame',
  async (t) => {
    const prepared = await prepareTown(t);
    const deaf = await open(t, prepared);
    t.false('act' in deaf.mobility);
    const { mobility } = await open(t, prepared, {
      needs: { motion: true, facts: false },
      coverage: 'all',
      listens: true,
    });
    const before = await take(mobility, 20);
    const vehicle = before.at(-1)!.vehicles.ids[0]!;
    const speedsAfter = async (action: TrafficAction, steps: number): Promise<number[]> => {
      mobility.act!([action]);
      const frames = await take(mobility, steps);
      t.true(frames.every(({ refused }) => refused!.length === 0));
      return frames.map(({ vehicles: { ids, speed } }) => speed![ids.indexOf(vehicle)]!);
    };
    t.is((await speedsAfter({ kind: 'hold', vehicle }, 8)).at(-1), 0);
    t.true((await speedsAfter({ kind: 'resume', vehicle }, 8)).at(-1)! > 8);
    t.is((await speedsAfter({ kind: 'set-speed', vehicle, speed: 5 }, 5)).at(-1), 5);
    t.true((await speedsAfter({ kind: 'resume', vehicle }, 5)).at(-1)! > 5);
    const slowed = await speedsAfter({ kind: 'slow-down', vehicle, speed: 3, durationMs: 4000 }, 12);
    t.true(Math.min(...slowed) <= 3 && slowed.at(-1)! > 5, String(slowed));

    const actions: TrafficAction[] = [
      { kind: 'reroute', vehicle, road: 'east' },
      { kind: 'hold', vehicle: 'nobody' },
      { kind: 'reroute', vehicle, road: 'west' },
      { kind: 'detour', vehicle, via: ['west'] },
      { kind: 'detour', vehicle, via: ['east'] },
    ];
    mobility.act!(actions);
    const frame = (await mobility.next())!;
    t.deepEqual(
      frame.refused!.map(({ action }) => action),
      actions.slice(1, 4),
    );
    t.true(frame.refused!.every(({ reason }) => !reason.includes('\n')));
    t.deepEqual((await mobility.next())!.refused, []);
  },
);
