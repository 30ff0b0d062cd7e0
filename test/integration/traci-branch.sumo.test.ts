/** Branches of a saved state: exact where SUMO saves everything, and the same as each other everywhere. */
import { join, resolve } from 'node:path';
import { branch, connectSumo, EXACT_STATE_ARGUMENTS, launchSumo } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';
import { freePort } from '../../src/traci/dial.ts';
import { buildTown, sumoHome, sumoTest } from '../helpers/sumo.ts';

const BOSTON = resolve(import.meta.dirname, '../../scenarios/boston-common/boston-common.sumocfg');

/** Every vehicle's place and speed, to the last bit, after each of `count` steps. */
async function trace(client: TraciClient, count: number): Promise<string[]> {
  const lines: string[] = [];
  for (let step = 0; step < count; step++) {
    await client.simulationStep();
    const ids = [...(await client.vehicle.getIDList())].sort();
    const [time, ...values] = await Promise.all([
      client.simulation.getTime(),
      ...ids.map((id) => Promise.all([client.vehicle.getPosition(id), client.vehicle.getSpeed(id)])),
    ]);
    lines.push(JSON.stringify([time, ids, values]));
  }
  return lines;
}

/**
 * Drivers with imperfection and arrivals at random, so that random numbers matter. Their speed factors are all the same:
 * SUMO 1.15 draws those of vehicles yet to come from numbers that no state holds.
 */
const ROUTES = `<routes><vType id="car" sigma="0.8" speedDev="0"/>
  <route id="through" edges="west middle east"/>
  <flow id="flow" type="car" route="through" begin="0" end="200" probability="0.4" departSpeed="max"/></routes>`;

for (const extension of ['xml', 'xml.gz']) {
  sumoTest(`traci branch - it goes on like its origin, to the last bit, for 60 steps (${extension})`, async (t) => {
    const town = buildTown(t, ROUTES);
    const origin = await launchSumo({ sumoHome, arguments: [...town.arguments, ...EXACT_STATE_ARGUMENTS] });
    t.teardown(() => origin.close());
    await origin.simulationStep(30);
    const state = join(town.folder, `state.${extension}`);
    await origin.simulation.saveState(state);
    const other = await branch(origin, state);
    t.teardown(() => other.close());
    t.is(await other.simulation.getTime(), 30);
    const [expected, got] = await Promise.all([trace(origin, 60), trace(other, 60)]);
    t.deepEqual(got, expected);
    // And a branch of the branch, from its own state, with the options alone.
    await other.simulation.saveState(state);
    const third = await branch(other.launchOptions!, state);
    t.teardown(() => third.close());
    t.deepEqual(await trace(third, 20), await trace(origin, 20));
  });
}

sumoTest('traci branch - two branches of a town with several lanes are the same as each other', async (t) => {
  const origin = await launchSumo({ sumoHome, arguments: ['-c', BOSTON, '--seed', '3', ...EXACT_STATE_ARGUMENTS] });
  t.teardown(() => origin.close());
  await origin.simulationStep(100);
  const { folder } = buildTown(t);
  const state = join(folder, 'state.xml');
  await origin.simulation.saveState(state);
  const branches = await Promise.all([branch(origin, state), branch(origin, state)]);
  for (const client of branches) t.teardown(() => client.close());
  // The configuration says that the simulation begins at 0; the state knows better.
  t.is(await branches[0].simulation.getTime(), 100);
  t.deepEqual(await branches[0].vehicle.getIDList(), await origin.vehicle.getIDList());
  const [first, second] = await Promise.all([trace(branches[0], 60), trace(branches[1], 60)]);
  t.deepEqual(first, second);
});

sumoTest('traci branch - an attached client does not know how its SUMO was started', async (t) => {
  const town = buildTown(t);
  const port = await freePort();
  const arguments_ = [...town.arguments, '--num-clients', '2'];
  const launching = launchSumo({ sumoHome, arguments: arguments_, port, order: 1 });
  const attached = await connectSumo({ port, order: 2 });
  const client = await launching;
  await t.throwsAsync(branch(attached, 'state.xml'), { code: 'E_SUMO_STATE', message: /give the options/ });
  await Promise.all([attached.close(), client.close()]);
});
