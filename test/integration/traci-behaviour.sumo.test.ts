/**
 * What SUMO does that a client must know: batches, subscriptions, arrivals, removals, stops, teleports, ids.
 */
import { constants, TraciCommandError } from '../../src/traci/index.ts';
import { startTown, sumoTest } from '../helpers/sumo.ts';

const { VAR_POSITION, VAR_SPEED, VAR_LEADER, VAR_PARAMETER_WITH_KEY, VAR_ROAD_ID, INVALID_DOUBLE_VALUE } = constants;
const { VAR_DEPARTED_VEHICLES_IDS, VAR_ARRIVED_VEHICLES_IDS, VAR_TIME, STOP_PARKING } = constants;

sumoTest('traci - subscriptions, setters and a step issued together are carried out in this order', async (t) => {
  const client = await startTown(t);
  await client.simulationStep();
  const settled: string[] = [];
  const note = (name: string) => () => void settled.push(name);
  await Promise.all([
    client.vehicle.subscribe('flow.0', [VAR_POSITION, VAR_SPEED]).then(note('subscribe')),
    client.vehicle.setSpeed('flow.0', 3).then(note('set')),
    client.simulationStep().then(note('step')),
    client.simulation.getTime().then(note('time')),
  ]);
  t.deepEqual(settled, ['subscribe', 'set', 'step', 'time']);
  t.is(client.vehicle.getSubscriptionResults('flow.0')?.get(VAR_SPEED), await client.vehicle.getSpeed('flow.0'));
  t.is(await client.simulation.getTime(), 2);
});

sumoTest('traci - a refused command leaves its neighbours in the message and the connection unharmed', async (t) => {
  const client = await startTown(t);
  await client.simulationStep();
  const [speed, refused, count] = await Promise.allSettled([
    client.vehicle.getSpeed('flow.0'),
    client.vehicle.getSpeed('nobody'),
    client.vehicle.getIDCount(),
  ]);
  t.is(speed.status, 'fulfilled');
  t.like(count, { status: 'fulfilled', value: 1 });
  const reason = (refused as PromiseRejectedResult).reason as unknown;
  t.true(reason instanceof TraciCommandError);
  t.like(reason, { code: 'E_TRACI_REFUSED', command: constants.CMD_GET_VEHICLE_VARIABLE });
  t.regex(String(reason), /vehicle VAR_SPEED "nobody": SUMO refused it: .*nobody/);
});

sumoTest('traci - subscribing to an unknown object is refused, though SUMO answers with a block as well', async (t) => {
  const client = await startTown(t);
  const [subscribed, time] = await Promise.allSettled([
    client.vehicle.subscribe('nobody', [VAR_POSITION]),
    client.simulation.getTime(),
  ]);
  t.true((subscribed as PromiseRejectedResult).reason instanceof TraciCommandError);
  t.like(time, { status: 'fulfilled', value: 0 });
});

sumoTest('traci - window commands without a window are refused as not implemented', async (t) => {
  const client = await startTown(t);
  t.false(await client.hasGUI());
  await t.throwsAsync(client.gui.setZoom('View #0', 100), {
    instanceOf: TraciCommandError,
    code: 'E_TRACI_NOT_IMPLEMENTED',
  });
});

sumoTest('traci - ids are refused before they are sent when SUMO would die of its own answer', async (t) => {
  const client = await startTown(t);
  const longest = 'x'.repeat(200);
  await t.throwsAsync(client.vehicle.getSpeed(longest), { instanceOf: TraciCommandError, code: 'E_TRACI_REFUSED' });
  await t.throwsAsync(client.vehicle.getSpeed(`${longest}x`), { code: 'E_TRACI_ARGUMENT' });
  await t.throwsAsync(client.vehicle.getSpeed('ü'.repeat(101)), { code: 'E_TRACI_ARGUMENT', message: /got 202/ });
  await t.throwsAsync(client.vehicle.add('v', `${longest}x`), { code: 'E_TRACI_ARGUMENT' });
  await client.simulationStep();
  t.is(await client.simulation.getTime(), 1);
});

sumoTest('traci - ids and texts beyond ASCII come back as they went', async (t) => {
  const routes = `<routes><route id="durch" edges="west middle east"/><vehicle id="Fahrzeug-ü-漢" route="durch" depart="0"/></routes>`;
  const client = await startTown(t, { routes });
  await client.simulationStep();
  t.deepEqual(await client.vehicle.getIDList(), ['Fahrzeug-ü-漢']);
  await client.vehicle.subscribe('Fahrzeug-ü-漢', [VAR_POSITION]);
  await client.simulationStep();
  t.deepEqual(client.vehicle.subscribedPositions().ids, ['Fahrzeug-ü-漢']);
  await client.poi.add('Straßenecke', [1, 2], [1, 2, 3], { poiType: 'é' });
  t.is(await client.poi.getType('Straßenecke'), 'é');
});

sumoTest('traci - positions as one array equal the positions of the getters, step by step', async (t) => {
  const client = await startTown(t);
  const subscribed = new Set<string>();
  for (let step = 0; step < 80; step++) {
    const ids = await client.vehicle.getIDList();
    const fresh = ids.filter((id) => !subscribed.has(id));
    for (const id of fresh) subscribed.add(id);
    await Promise.all([
      ...fresh.map((id) => client.vehicle.subscribe(id, [VAR_POSITION, VAR_SPEED])),
      client.simulationStep(),
    ]);
    const { ids: present, xy, count } = client.vehicle.subscribedPositions();
    const speeds = client.vehicle.subscribedNumbers(VAR_SPEED);
    t.is(present.length, count);
    t.deepEqual(speeds.ids, present);
    const expected = await Promise.all(present.map((id) => client.vehicle.getPosition(id)));
    const got = present.map((_, index) => [xy[2 * index], xy[2 * index + 1]]);
    t.deepEqual(got, expected as unknown as number[][]);
    t.deepEqual([...speeds.values], await Promise.all(present.map((id) => client.vehicle.getSpeed(id))));
    for (const [index, id] of present.entries())
      t.deepEqual(client.vehicle.getSubscriptionResults(id)?.get(VAR_POSITION), expected[index]);
  }
  t.true(subscribed.size > 10);
});

sumoTest('traci - SUMO ends the subscription of a vehicle that arrives; ending it again is refused', async (t) => {
  const routes = `<routes><route id="short" edges="west"/><vehicle id="v" route="short" depart="0" departPos="280"/></routes>`;
  const client = await startTown(t, { routes });
  await client.simulation.subscribe([VAR_ARRIVED_VEHICLES_IDS]);
  await client.simulationStep();
  await client.vehicle.subscribe('v', [VAR_POSITION]);
  let arrived: readonly string[] = [];
  for (let step = 0; step < 40 && arrived.length === 0; step++) {
    await client.simulationStep();
    arrived = client.simulation.getSubscriptionResults()?.get(VAR_ARRIVED_VEHICLES_IDS) ?? [];
  }
  t.deepEqual(arrived, ['v']);
  t.is(client.vehicle.getSubscriptionResults('v'), undefined);
  t.is(client.vehicle.subscribedPositions().count, 0);
  await t.throwsAsync(client.vehicle.unsubscribe('v'), { instanceOf: TraciCommandError, code: 'E_TRACI_REFUSED' });
  t.is(await client.simulation.getMinExpectedNumber(), 0);
});

sumoTest('traci - a vehicle that we remove is among the arrived at once, and not in the next list', async (t) => {
  const client = await startTown(t);
  await client.simulation.subscribe([VAR_ARRIVED_VEHICLES_IDS]);
  await client.simulationStep(3);
  await client.vehicle.subscribe('flow.0', [VAR_POSITION]);
  await client.vehicle.remove('flow.0');
  t.deepEqual(await client.simulation.getArrivedIDList(), ['flow.0']);
  await client.simulationStep();
  t.deepEqual(client.simulation.getSubscriptionResults()?.get(VAR_ARRIVED_VEHICLES_IDS), []);
  t.is(client.vehicle.subscribedPositions().count, 0);
  const left = client.vehicle.getSubscriptionResults('flow.0');
  t.is(left?.get(VAR_POSITION), undefined);
});

sumoTest('traci - a pending vehicle can be subscribed to and has no position', async (t) => {
  const client = await startTown(t);
  await client.simulationStep();
  await client.vehicle.add('late', 'through', { depart: '30' });
  t.false((await client.vehicle.getIDList()).includes('late'));
  t.deepEqual(await client.vehicle.getPosition('late'), [INVALID_DOUBLE_VALUE, INVALID_DOUBLE_VALUE]);
  t.is(await client.vehicle.getRoadID('late'), '');
  await client.vehicle.subscribe('late', [VAR_POSITION]);
  await client.simulationStep();
  t.deepEqual(client.vehicle.getSubscriptionResults('late')?.get(VAR_POSITION), [
    INVALID_DOUBLE_VALUE,
    INVALID_DOUBLE_VALUE,
  ]);
  t.is(client.vehicle.subscribedPositions().count, 0);
  await t.throwsAsync(client.vehicle.subscribe('flow.40', [VAR_POSITION]), { instanceOf: TraciCommandError });
});

sumoTest('traci - the end option does not end a run under TraCI, and the time overshoots to the grid', async (t) => {
  const client = await startTown(t, { arguments: ['--end', '5'] });
  t.is(await client.simulation.getEndTime(), 5);
  await client.simulationStep(7.5);
  t.is(await client.simulation.getTime(), 8);
  await client.simulationStep(3);
  t.is(await client.simulation.getTime(), 8);
  await client.simulationStep(500);
  t.is(await client.simulation.getTime(), 500);
  t.is(await client.simulation.getMinExpectedNumber(), 0);
});

sumoTest('traci - lists of departures gather over a step of several seconds', async (t) => {
  const client = await startTown(t);
  await client.simulation.subscribe([VAR_DEPARTED_VEHICLES_IDS, VAR_TIME]);
  await client.simulationStep(10);
  const results = client.simulation.getSubscriptionResults();
  t.deepEqual(results?.get(VAR_DEPARTED_VEHICLES_IDS), ['flow.0', 'flow.1', 'flow.2']);
  t.is(results?.get(VAR_TIME), 10);
});

sumoTest('traci - a parked vehicle stays in the list with its position', async (t) => {
  const client = await startTown(t);
  await client.simulationStep();
  await client.vehicle.setParkingAreaStop('flow.0', 'parking', { duration: 20 });
  let parked: readonly string[] = [];
  for (let step = 0; step < 80 && parked.length === 0; step++) {
    await client.simulationStep();
    parked = await client.simulation.getParkingStartingVehiclesIDList();
  }
  t.deepEqual(parked, ['flow.0']);
  t.true(await client.vehicle.isStoppedParking('flow.0'));
  t.true(await client.vehicle.isStopped('flow.0'));
  t.true((await client.vehicle.getIDList()).includes('flow.0'));
  const [x] = await client.vehicle.getPosition('flow.0');
  t.true(x >= 400 && x <= 500);
  const [stop] = await client.vehicle.getStops('flow.0');
  t.like(stop, { stoppingPlaceID: 'parking', duration: 20, lane: 'middle_0' });
  t.is((stop?.stopFlags ?? 0) & STOP_PARKING, STOP_PARKING);
  await client.vehicle.resume('flow.0');
  await client.simulationStep();
  await client.simulationStep();
  t.false(await client.vehicle.isStopped('flow.0'));
});

sumoTest(
  'traci - a vehicle that teleports shows in the lists of start and end, and stays known meanwhile',
  async (t) => {
    const client = await startTown(t, { arguments: ['--time-to-teleport', '5'] });
    await client.simulationStep(10);
    await client.vehicle.setStop('flow.0', 'west', { position: 290, duration: 1000 });
    const started: string[] = [];
    const ended: string[] = [];
    for (let step = 0; step < 60; step++) {
      await client.simulationStep();
      const [starting, ending, ids] = await Promise.all([
        client.simulation.getStartingTeleportIDList(),
        client.simulation.getEndingTeleportIDList(),
        client.vehicle.getIDList(),
      ]);
      started.push(...starting);
      ended.push(...ending);
      for (const id of starting) t.true(ids.includes(id));
    }
    t.true(started.includes('flow.1'));
    t.true(ended.includes('flow.1'));
  },
);

sumoTest('traci - moving a vehicle counts as no teleport', async (t) => {
  const client = await startTown(t);
  await client.simulationStep(10);
  await client.vehicle.moveTo('flow.1', 'east_0', 50, constants.MOVE_TELEPORT);
  await client.simulationStep();
  t.is(await client.vehicle.getRoadID('flow.1'), 'east');
  t.deepEqual(await client.simulation.getStartingTeleportIDList(), []);
});

sumoTest('traci - variables with a parameter can be subscribed to', async (t) => {
  const client = await startTown(t);
  await client.simulationStep(10);
  await client.vehicle.setParameter('flow.1', 'colour', 'grün');
  await client.vehicle.subscribe('flow.1', [VAR_LEADER, VAR_ROAD_ID], { parameters: { [VAR_LEADER]: 200 } });
  await client.vehicle.subscribeParameterWithKey('flow.1', 'colour');
  await client.simulationStep();
  const results = client.vehicle.getSubscriptionResults('flow.1');
  const [leader, gap] = results?.get(VAR_LEADER) ?? [];
  t.is(leader, 'flow.0');
  t.true((gap ?? 0) > 0 && (gap ?? 0) < 200);
  t.deepEqual(results?.get(VAR_PARAMETER_WITH_KEY), ['colour', 'grün']);
  t.is(results?.get(VAR_ROAD_ID), 'west');
  t.is(await client.vehicle.getLeader('flow.0', 10), undefined);
});

sumoTest('traci - a context holds exactly the vehicles in range, with the variables asked for', async (t) => {
  const client = await startTown(t);
  await client.poi.add('edge server', [300, 20], [0, 255, 0]);
  await client.poi.subscribeContext('edge server', client.vehicle, 100, [VAR_POSITION, VAR_SPEED]);
  let seen = 0;
  for (let step = 0; step < 80; step++) {
    await client.simulationStep();
    const context = client.poi.getContextSubscriptionResults('edge server', client.vehicle) ?? new Map<string, never>();
    const ids = await client.vehicle.getIDList();
    const positions = await Promise.all(ids.map((id) => client.vehicle.getPosition(id)));
    const near = ids.filter((_, index) => Math.hypot(positions[index]![0] - 300, positions[index]![1] - 20) <= 100);
    t.deepEqual([...context.keys()].sort(), [...near].sort());
    for (const [id, results] of context) t.deepEqual(results.get(VAR_POSITION), positions[ids.indexOf(id)]);
    seen += near.length;
  }
  t.true(seen > 50);
  await client.poi.unsubscribeContext('edge server', client.vehicle, 100);
  await client.simulationStep();
  t.is(client.poi.getContextSubscriptionResults('edge server', client.vehicle), undefined);
});

sumoTest('traci - conversions, distances and routes', async (t) => {
  const client = await startTown(t);
  const { simulation } = client;
  const [x, y] = await simulation.convert2D('middle', 50);
  t.true(Math.abs(x - 350) < 1 && Math.abs(y) < 5);
  const [edgeId, position, lane] = await simulation.convertRoad([350, 0]);
  t.deepEqual([edgeId, lane], ['middle', 0]);
  t.true(Math.abs(position - 50) < 1);
  t.deepEqual(await simulation.convertGeo(10, 10), [10, 10], 'a network without projection converts nothing');
  t.is(await simulation.getDistance2D([0, 0], [3, 4]), 5);
  t.true(Math.abs((await simulation.getDistanceRoad(['west', 0], ['middle', 50], true)) - 350) < 5);
  const route = await simulation.findRoute('west', 'east');
  t.deepEqual(route.edges, ['west', 'middle', 'east']);
  t.true(route.travelTime > 60 && route.travelTime < 80);
  const [[left], [right]] = await simulation.getNetBoundary();
  t.deepEqual([left, right], [0, 900]);
  t.is(await simulation.getDeltaT(), 1);
  t.is(await simulation.getOption('seed'), '7');
  await t.throwsAsync(simulation.getOption('no-such-option'), { instanceOf: TraciCommandError });
});

sumoTest('traci - shapes of any size come back as they went', async (t) => {
  const client = await startTown(t);
  for (const count of [2, 3, 254, 255, 256, 300]) {
    const shape = Array.from({ length: count }, (_, index) => [index, index / 2] as const);
    await client.polygon.add(`circle ${count}`, shape, [10, 20, 30, 40], { fill: true, layer: -1 });
    t.deepEqual(await client.polygon.getShape(`circle ${count}`), shape);
  }
  t.deepEqual(await client.polygon.getColor('circle 300'), [10, 20, 30, 40]);
  t.true(await client.polygon.getFilled('circle 300'));
  await client.polygon.setFilled('circle 300', false);
  t.false(await client.polygon.getFilled('circle 300'));
  await client.polygon.remove('circle 300');
  t.is(await client.polygon.getIDCount(), 5);
});

sumoTest('traci - a saved state continues in a fresh process bit by bit', async (t) => {
  const exact = ['--save-state.rng', '--save-state.precision', '17'];
  // Vehicles one by one: a flow's next vehicles differ after loading, which is SUMO's affair.
  const vehicles = Array.from(
    { length: 40 },
    (_, index) => `<vehicle id="v${index}" type="car" route="through" depart="${index * 3}"/>`,
  );
  const routes = `<routes><vType id="car"/><route id="through" edges="west middle east"/>${vehicles.join('')}</routes>`;
  const first = await startTown(t, { arguments: exact, routes });
  await first.simulationStep(50);
  const folder = (await first.simulation.getOption('net-file')).replace(/\/[^/]*$/, '');
  const state = `${folder}/state.xml`;
  await first.simulation.saveState(state);
  const second = await startTown(t, { arguments: [...exact, '--load-state', state], routes });
  for (let step = 0; step < 10; step++) {
    const ids = await first.vehicle.getIDList();
    t.deepEqual(await second.vehicle.getIDList(), ids);
    t.true(ids.length > 0);
    const positions = (client: typeof first) => Promise.all(ids.map((id) => client.vehicle.getPosition(id)));
    t.deepEqual(await positions(second), await positions(first));
    await Promise.all([first.simulationStep(), second.simulationStep()]);
  }
});

sumoTest('traci - load replaces the simulation and ends the subscriptions', async (t) => {
  const client = await startTown(t);
  await client.simulation.subscribe([VAR_TIME]);
  await client.simulationStep(5);
  const net = await client.simulation.getOption('net-file');
  await client.load(['-n', net, '--no-step-log']);
  t.is(await client.simulation.getTime(), 0);
  await client.simulationStep();
  t.is(client.simulation.getSubscriptionResults(), undefined);
  t.is(await client.vehicle.getIDCount(), 0);
});

sumoTest('traci - steps may be called ahead of the work on their results', async (t) => {
  const client = await startTown(t);
  await client.simulation.subscribe([VAR_TIME]);
  let pending = client.simulationStep();
  for (let step = 1; step <= 20; step++) {
    await pending;
    const time = client.simulation.getSubscriptionResults()?.get(VAR_TIME);
    pending = client.simulationStep();
    await new Promise((resolve) => setImmediate(resolve));
    t.is(time, step);
  }
  await pending;
});
