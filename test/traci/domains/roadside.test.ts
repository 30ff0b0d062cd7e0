import { constants as tc } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, steps, stepUntil } from './crossing.ts';

const ROADSIDE = `
  <routeProbe id="probe" edge="west" freq="30" file="probe.out.xml"/>
  <calibrator id="calibrator" edge="east" pos="0" routeProbe="probe" vTypes="car">
    <flow begin="0" end="100" route="through" vehsPerHour="1800" speed="8" type="car"/></calibrator>
  <rerouter id="detour" edges="west"><interval begin="0" end="1000"><destProbReroute id="north" probability="1"/></interval></rerouter>
  <edgeData id="mean" freq="10" file="mean.out.xml"/><laneData id="lanes" freq="10" file="lanes.out.xml"/>`;

sumoTest('calibrator - tells what it aims at and what it did, and takes another aim', async (t) => {
  const client = await startCrossing(t, { additional: ROADSIDE });
  const { calibrator } = client;
  t.deepEqual(await calibrator.getIDList(), ['calibrator']);
  await steps(client, 60);
  t.is(await calibrator.getEdgeID('calibrator'), 'east');
  t.is(await calibrator.getLaneID('calibrator'), '');
  t.is(await calibrator.getVehsPerHour('calibrator'), 1800);
  t.is(await calibrator.getSpeed('calibrator'), 8);
  t.is(await calibrator.getTypeID('calibrator'), 'car');
  t.is(await calibrator.getRouteID('calibrator'), 'through');
  t.is(await calibrator.getRouteProbeID('calibrator'), 'probe');
  t.deepEqual(await calibrator.getVTypes('calibrator'), ['car']);
  t.deepEqual([await calibrator.getBegin('calibrator'), await calibrator.getEnd('calibrator')], [0, 100]);
  // Nobody drives here by himself: 1800 vehicles an hour are one every 2 s.
  const inserted = await calibrator.getInserted('calibrator');
  t.true(inserted >= 25 && inserted <= 31, `${inserted} inserted`);
  t.is(await calibrator.getPassed('calibrator'), inserted);
  t.is(await calibrator.getRemoved('calibrator'), 0);
  t.deepEqual(
    new Set(await client.edge.getLastStepVehicleIDs('east')).size,
    await client.edge.getLastStepVehicleNumber('east'),
  );
  const next = { begin: 100, end: 200, vehsPerHour: 60, speed: 6, typeId: 'car', routeId: 'through' };
  await calibrator.setFlow('calibrator', next);
  await calibrator.subscribe('calibrator', [tc.VAR_VEHSPERHOUR, tc.VAR_SPEED, tc.VAR_BEGIN]);
  await client.simulationStep(105);
  const results = calibrator.getSubscriptionResults('calibrator')!;
  t.deepEqual([results.get(tc.VAR_VEHSPERHOUR), results.get(tc.VAR_SPEED), results.get(tc.VAR_BEGIN)], [60, 6, 100]);
});

sumoTest('routeprobe - samples the routes of vehicles that passed', async (t) => {
  const demand = `<flow id="f" type="car" route="across" begin="0" end="200" period="5"/>`;
  const probe = '<routeProbe id="probe" edge="south" freq="30" file="probe.out.xml"/>';
  const client = await startCrossing(t, { additional: probe, demand });
  t.deepEqual(await client.routeprobe.getIDList(), ['probe']);
  t.is(await client.routeprobe.getEdgeID('probe'), 'south');
  await client.simulationStep(45);
  t.is(await client.routeprobe.sampleLastRouteID('probe'), 'across');
  t.is(await client.routeprobe.sampleCurrentRouteID('probe'), 'across');
});

sumoTest('variablespeedsign - the lanes that it governs have its limit', async (t) => {
  const sign = '<variableSpeedSign id="sign" lanes="east_0 east_1"><step time="0" speed="5"/></variableSpeedSign>';
  const client = await startCrossing(t, { additional: sign });
  t.deepEqual(await client.variablespeedsign.getIDList(), ['sign']);
  t.deepEqual(await client.variablespeedsign.getLanes('sign'), ['east_0', 'east_1']);
  t.is(await client.lane.getMaxSpeed('east_0'), 10);
  await client.simulationStep();
  t.is(await client.lane.getMaxSpeed('east_0'), 5);
  t.is(await client.lane.getMaxSpeed('west_0'), 10);
});

sumoTest('rerouter - sends vehicles elsewhere, and can be listed', async (t) => {
  const demand = '<vehicle id="v" type="car" route="through" depart="0"/>';
  const client = await startCrossing(t, { additional: ROADSIDE, demand });
  t.deepEqual(await client.rerouter.getIDList(), ['detour']);
  t.is(await client.rerouter.getIDCount(), 1);
  await stepUntil(t, client, async () => (await client.vehicle.getRoute('v')).includes('north'));
  t.deepEqual(await client.vehicle.getRoute('v'), ['west', 'north']);
});

sumoTest('meandata - the definitions of output can be listed', async (t) => {
  const client = await startCrossing(t, { additional: ROADSIDE });
  t.deepEqual([...(await client.meandata.getIDList())].sort(), ['lanes', 'mean']);
  t.is(await client.meandata.getIDCount(), 2);
});
