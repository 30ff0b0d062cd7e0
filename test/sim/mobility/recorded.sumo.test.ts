/** The town live, from its trace and from SUMO's FCD of the same run. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { MobilitySource, TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { prepareExperiment, type PreparedExperiment } from '../../../src/sim/prepare.ts';
import { openTraffic, type Traffic, type TrafficOptions } from '../../../src/sim/traffic.ts';
import { runCli } from '../../helpers/cli.ts';
import { sumoHome, sumoTest } from '../../helpers/sumo.ts';
import { townExperiment } from '../../helpers/town-experiment.ts';

const SUMO = { binary: 'sumo', home: sumoHome };

async function open(t: ExecutionContext, prepared: PreparedExperiment, options: TrafficOptions): Promise<Traffic> {
  const traffic = await openTraffic(prepared, options);
  t.teardown(() => traffic.mobility.close());
  return traffic;
}

async function drain(source: MobilitySource): Promise<TrafficFrame[]> {
  const frames: TrafficFrame[] = [];
  for (let next = await source.next(); next !== undefined; next = await source.next()) frames.push(next);
  await source.close();
  return frames;
}

sumoTest('recorded traffic - a replay needs no SUMO and gives the frames of the live run', async (t) => {
  const { folder, file } = townExperiment(t);
  const needs = { motion: true, facts: true };
  const prepared = await prepareExperiment(file, { cacheDir: folder });
  const trace = join(folder, 'town.trace');
  const live = await open(t, prepared, { sumo: SUMO, needs, record: { file: trace, coverage: 20 } });
  const expected = await drain(live.mobility);
  t.true(expected.length > 200);

  // No SUMO is given. The junction of the first edge server is looked up in the trace.
  const byTrace = ['traffic={trace: town.trace}'];
  for (const replayed of [
    await prepareExperiment(file, { cacheDir: folder, trace }),
    await prepareExperiment(file, { cacheDir: folder, overrides: byTrace }),
  ]) {
    const replay = await open(t, replayed, { needs });
    t.deepEqual(replay.sites, live.sites);
    t.deepEqual(await drain(replay.mobility), expected);
    const later = await open(t, replayed, { needs, fastForward: 150 });
    t.deepEqual(later.restored, expected[149]!.vehicles);
    t.deepEqual(await drain(later.mobility), expected.slice(150));
  }

  const refused = async (overrides: readonly string[], options: TrafficOptions): Promise<string> => {
    const changed = await prepareExperiment(file, { cacheDir: folder, trace, overrides });
    return (await t.throwsAsync(openTraffic(changed, options))).message;
  };
  t.regex(await refused(['edgeServers[1].range=90'], {}), /edgeServers\[1\]: .*within 91 m of \(600, 0\)/);
  t.regex(await refused([], { listens: true }), /does not listen to actions/);
  t.regex(await refused([], { gui: {} }), /no window on recorded traffic/);
  await t.throwsAsync(
    prepareExperiment(file, { cacheDir: folder, overrides: [...byTrace, 'edgeServers[0].position={junction: n2}'] }),
    { code: 'E_EXPERIMENT_VALUE', message: /edgeServers\[0\].position: the recorded traffic does not know this place/ },
  );
});

sumoTest('recorded traffic - from the command line, a run and its replay without SUMO have one digest', async (t) => {
  const { folder, file } = townExperiment(t, { stop: { rounds: 3 } });
  const common = ['--json', '--threads', '1', '--checkpoint-every', '10'];
  const live = await runCli(['run', file, '--out', 'live', '--record', 'a.trace', ...common], { cwd: folder });
  t.is(live.code, 0, live.stderr);
  // Nothing of SUMO can be found.
  const environment = { PATH: dirname(process.execPath), SUMO_HOME: undefined, EDGEMLSIM_SUMO: undefined };
  const replay = await runCli(['replay', 'a.trace', file, '--out', 'again', ...common], { cwd: folder, environment });
  t.is(replay.code, 0, replay.stderr);
  const [first, second] = [live, replay].map(({ stdout }) => JSON.parse(stdout) as { digest: string; rounds: number });
  t.is(second!.digest, first!.digest);
});

sumoTest('recorded traffic - FCD of the same run gives the same vehicles within its precision', async (t) => {
  const { folder, file } = townExperiment(t);
  const fcd = join(folder, 'town.fcd.xml');
  const arguments_ = ['-c', 'town.sumocfg', '--seed', '1', '--no-step-log', '--fcd-output', fcd];
  execFileSync('sumo', arguments_, { cwd: folder, env: { ...process.env, SUMO_HOME: sumoHome }, stdio: 'pipe' });
  const prepared = await prepareExperiment(file, { cacheDir: folder });
  const needs = { motion: true, facts: true };
  const expected = await drain((await open(t, prepared, { sumo: SUMO, needs, coverage: 'all' })).mobility);

  const overrides = ['traffic={fcd: town.fcd.xml, network: town.net.xml}'];
  const byFcd = await prepareExperiment(file, { cacheDir: folder, overrides });
  const recorded = await open(t, byFcd, { needs, coverage: 'all' });
  t.deepEqual(recorded.sites, [
    { x: 300, y: 0, range: 60 },
    { x: 600, y: 0, range: 60 },
  ]);
  const frames = await drain(recorded.mobility);
  t.true(Math.abs(frames.length - expected.length) <= 1, `${frames.length} and ${expected.length} steps`);
  t.true(readFileSync(fcd, 'utf8').length > 1000);
  for (const [index, { vehicles, ...frame }] of expected.slice(0, frames.length).entries()) {
    const got = frames[index]!;
    t.is(got.timeMs, frame.timeMs);
    t.deepEqual([...got.departed].sort(), [...frame.departed].sort());
    t.deepEqual([...got.arrived].sort(), [...frame.arrived].sort());
    t.deepEqual([...got.vehicles.ids].sort(), [...vehicles.ids].sort());
    for (const [at, id] of vehicles.ids.entries()) {
      const place = got.vehicles.ids.indexOf(id);
      for (const key of ['x', 'y', 'speed', 'angle'] as const)
        if (Math.abs(got.vehicles[key]![place]! - vehicles[key]![at]!) > 0.00501) t.fail(`${key} of ${id}`);
    }
  }
});
