/** Vehicles followed through real SUMO, one test for each of its traps. */
import { trackVehicles, VehicleTrackerError } from '../../src/traci/index.ts';
import type { TraciClient, VehicleEvent, VehicleTracker } from '../../src/traci/index.ts';
import { startTown, sumoTest } from '../helpers/sumo.ts';

const HEAD =
  '<vType id="car" sigma="0"/><route id="through" edges="west middle east"/><route id="short" edges="west"/>';
const routes = (...vehicles: readonly string[]): string => `<routes>${HEAD}${vehicles.join('')}</routes>`;

function follow(tracker: VehicleTracker): VehicleEvent[] {
  const events: VehicleEvent[] = [];
  tracker.on('any', (event) => events.push(event));
  return events;
}

const names = (events: readonly VehicleEvent[], id: string): string[] =>
  events.filter(({ vehicleId }) => vehicleId === id).map(({ event }) => event);

async function steps(client: TraciClient, count: number): Promise<void> {
  for (let step = 0; step < count; step++) await client.simulationStep();
}

sumoTest('vehicle states - departing and arriving within one long step are both told, in this order', async (t) => {
  const client = await startTown(t, {
    routes: routes('<vehicle id="v" type="car" route="short" depart="1" departPos="280" departSpeed="max"/>'),
  });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  await client.simulationStep(10);
  t.deepEqual(names(events, 'v'), ['departed', 'arrived']);
  t.is(tracker.stateOf('v'), 'arrived');
  t.is(tracker.time, 10);
  // A step to a time that has passed repeats the lists.
  await client.simulationStep(5);
  t.is(events.length, 2);
});

sumoTest('vehicle states - a vehicle that we remove is told at once, and again when its id departs anew', async (t) => {
  const client = await startTown(t, { routes: routes('<vehicle id="v" type="car" route="through" depart="0"/>') });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  await steps(client, 3);
  await Promise.all([client.vehicle.remove('v'), client.simulationStep()]);
  t.deepEqual(names(events, 'v'), ['departed', 'removed']);
  t.is(tracker.stateOf('v'), 'removed');
  await t.throwsAsync(client.vehicle.remove('v'));
  t.is(events.length, 2, 'a removal that SUMO refuses is none');
  await Promise.all([client.vehicle.add('v', 'through'), client.simulationStep()]);
  t.deepEqual(names(events, 'v'), ['departed', 'removed', 'departed']);
  await Promise.all([client.vehicle.remove('v'), client.vehicle.add('v', 'through'), client.simulationStep()]);
  t.deepEqual(names(events, 'v').slice(3), ['removed', 'departed']);
  t.is(tracker.stateOf('v'), 'driving');
});

sumoTest('vehicle states - a vehicle waits for room as pending, then departs, or is discarded', async (t) => {
  const client = await startTown(t, { routes: routes(), arguments: ['--max-depart-delay', '8'] });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  for (let count = 0; count < 12; count++) void client.vehicle.add(`v${count}`, 'through', { departPos: 'base' });
  await client.simulationStep();
  t.is(tracker.stateOf('v0'), 'driving');
  t.is(tracker.stateOf('v1'), 'pending');
  t.deepEqual([...tracker.idsIn('pending')].sort(), [...(await client.simulation.getPendingVehicles())].sort());
  await client.vehicle.remove('v11');
  await steps(client, 20);
  t.deepEqual(names(events, 'v0'), ['departed']);
  t.deepEqual(names(events, 'v1'), ['pending', 'departed']);
  t.deepEqual(names(events, 'v10'), ['pending', 'discarded']);
  t.deepEqual(names(events, 'v11'), ['pending', 'removed']);
});

sumoTest('vehicle states - parking begins and ends, also within one long step', async (t) => {
  const stop = '<stop parkingArea="parking" duration="20"/>';
  const client = await startTown(t, {
    routes: routes(`<vehicle id="v" type="car" route="through" depart="0">${stop}</vehicle>`),
  });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  while (tracker.stateOf('v') !== 'parked') await client.simulationStep();
  t.true(await client.vehicle.isStoppedParking('v'));
  t.deepEqual(tracker.idsIn('parked'), ['v']);
  while (tracker.stateOf('v') === 'parked') await client.simulationStep();
  t.deepEqual(names(events, 'v'), ['departed', 'parked', 'unparked']);

  const fast = await startTown(t, {
    routes: routes(`<vehicle id="v" type="car" route="through" depart="0">${stop}</vehicle>`),
  });
  const all = follow(await trackVehicles(fast));
  await fast.simulationStep(300);
  t.deepEqual(names(all, 'v'), ['departed', 'parked', 'unparked', 'arrived']);
});

/** One vehicle blocks the way for ever, another comes behind. */
const BLOCKED = [
  '<vehicle id="block" type="car" route="through" depart="0"><stop lane="west_0" endPos="250" duration="1000"/></vehicle>',
  '<vehicle id="v" type="car" route="through" depart="5"/>',
];

sumoTest('vehicle states - a teleport that begins and ends in the same step is told whole', async (t) => {
  const client = await startTown(t, { routes: routes(...BLOCKED), arguments: ['--time-to-teleport', '20'] });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  await steps(client, 60);
  t.deepEqual(names(events, 'v'), ['departed', 'teleportStarted', 'teleportEnded']);
  const [, started, ended] = events.filter(({ vehicleId }) => vehicleId === 'v');
  t.is(started!.time, ended!.time);
  t.is(tracker.stateOf('v'), 'driving');
});

sumoTest('vehicle states - a teleport that lasts is a state, known on attaching where SUMO tells', async (t) => {
  // As long as its road: while it stands there, nobody can come down on it.
  const wall = `<vType id="long" length="296"/><route id="ahead" edges="middle east"/>
    <vehicle id="wall" type="long" route="ahead" depart="0" departPos="298" departSpeed="0">
      <stop lane="middle_0" endPos="299" duration="150"/>
    </vehicle>`;
  const [block] = BLOCKED;
  const blocked = '<vehicle id="v" type="car" route="two" depart="5"/>';
  const client = await startTown(t, {
    routes: routes('<route id="two" edges="west middle"/>', wall, block!, blocked),
    arguments: ['--time-to-teleport', '20'],
  });
  const tracker = await trackVehicles(client);
  const events = follow(tracker);
  await steps(client, 60);
  t.is(tracker.stateOf('v'), 'teleporting');
  t.false((await client.vehicle.getIDList()).includes('v'));
  const late = await trackVehicles(client);
  const tells = (await client.vehicle.getTeleportingIDList().catch(() => [])).length > 0;
  t.is(late.stateOf('v'), tells ? 'teleporting' : undefined);
  const lateEvents = follow(late);
  await steps(client, 140);
  t.deepEqual(names(events, 'v'), ['departed', 'teleportStarted', 'teleportEnded', 'arrived']);
  t.deepEqual(names(lateEvents, 'v'), ['teleportEnded', 'arrived']);
});

sumoTest('vehicle states - who is there already when one attaches is adopted without events', async (t) => {
  const stop = '<stop parkingArea="parking" duration="100"/>';
  const client = await startTown(t, {
    routes: routes(
      `<vehicle id="p" type="car" route="through" depart="0">${stop}</vehicle>`,
      '<vehicle id="v" type="car" route="through" depart="50"/>',
    ),
  });
  await client.simulationStep(60);
  for (const id of ['a', 'b']) void client.vehicle.add(id, 'through', { departPos: 'base' });
  await client.simulationStep();
  // A step in the message of the first look: it is neither lost nor counted twice.
  const [tracker] = await Promise.all([trackVehicles(client), client.simulationStep()]);
  const events = follow(tracker);
  t.is(tracker.time, 62);
  t.deepEqual(
    ['p', 'v', 'a', 'b'].map((id) => tracker.stateOf(id)),
    ['parked', 'driving', 'driving', 'pending'],
  );
  await client.simulationStep(400);
  t.deepEqual(names(events, 'p'), ['unparked', 'arrived']);
  t.deepEqual(names(events, 'v'), ['arrived']);
  t.deepEqual(names(events, 'b'), ['departed', 'arrived']);
});

sumoTest('vehicle states - they are those of the step when its promise settles, and of nothing later', async (t) => {
  const client = await startTown(t);
  const tracker = await trackVehicles(client);
  for (let step = 1; step <= 100; step++) {
    await client.simulationStep();
    t.is(tracker.time, step);
    t.deepEqual([...tracker.idsIn('driving')].sort(), [...(await client.vehicle.getIDList())].sort());
  }
  t.true(tracker.idsIn('arrived').length > 5);
});

sumoTest('vehicle states - losing the subscription is an error until resync, and none after stop', async (t) => {
  const client = await startTown(t);
  const tracker = await trackVehicles(client);
  await steps(client, 20);
  await client.simulation.unsubscribe();
  await t.throwsAsync(client.simulationStep(), { instanceOf: VehicleTrackerError, code: 'E_VEHICLE_TRACKER' });
  t.is(await client.simulation.getTime(), 21, 'the step was taken all the same');
  const events = follow(tracker);
  await tracker.resync();
  t.deepEqual(events, []);
  await client.simulationStep();
  t.deepEqual([...tracker.idsIn('driving')].sort(), [...(await client.vehicle.getIDList())].sort());
  tracker.stop();
  await client.simulation.unsubscribe();
  await client.simulationStep();
  t.is(tracker.time, 22);
});

sumoTest('traci - step listeners see every step before its promise settles; false and remove end them', async (t) => {
  const client = await startTown(t);
  const told: string[] = [];
  client.addStepListener((time) => told.push(`first ${time}`));
  const id = client.addStepListener(() => told.push('second'));
  client.addStepListener(() => {
    told.push('once');
    return false;
  });
  await client.simulationStep().then(() => told.push('settled'));
  t.deepEqual(told, ['first 0', 'second', 'once', 'settled']);
  t.true(client.removeStepListener(id));
  t.false(client.removeStepListener(id));
  client.addStepListener(() => {
    throw new Error('on purpose');
  });
  client.addStepListener(() => told.push('last'));
  await t.throwsAsync(client.simulationStep(5), { message: 'on purpose' });
  t.deepEqual(told.slice(4), ['first 5', 'last']);
  t.is(await client.simulation.getTime(), 5);
});

sumoTest('traci - four simulations at once do not mix', async (t) => {
  const depart = [1, 11, 21, 31];
  const clients = await Promise.all(
    depart.map((second) =>
      startTown(t, { routes: routes(`<vehicle id="v${second}" type="car" route="through" depart="${second}"/>`) }),
    ),
  );
  t.is(new Set(clients.map(({ pid }) => pid)).size, 4);
  const seen = await Promise.all(
    clients.map(async (client) => {
      const events = follow(await trackVehicles(client));
      await steps(client, 120);
      return events.map(({ event, vehicleId, time }) => [event, vehicleId, time] as const);
    }),
  );
  // The same journey, each begun at its own second.
  const journey = seen[0]!;
  const length = journey[1]![2] - journey[0]![2];
  t.deepEqual(
    seen,
    depart.map((second) => [
      ['departed', `v${second}`, second + 1],
      ['arrived', `v${second}`, second + 1 + length],
    ]) as typeof seen,
  );
});
