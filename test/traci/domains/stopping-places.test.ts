import { constants as tc } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, stepUntil } from './crossing.ts';

const PLACES = `
  <busStop id="stop" lane="west_0" startPos="100" endPos="120" name="Main Street"/>
  <busStop id="end" lane="east_0" startPos="250" endPos="280"/>
  <chargingStation id="charger" lane="west_1" startPos="60" endPos="80" name="Charger" power="200000"/>
  <parkingArea id="parking" lane="east_0" startPos="100" endPos="150" roadsideCapacity="3" name="Car park"/>
  <parkingArea id="overflow" lane="east_0" startPos="200" endPos="220" roadsideCapacity="3"/>
  <tractionSubstation id="substation" voltage="600" currentLimit="400"/>
  <overheadWireSegment id="wire" lane="east_1" startPos="20" endPos="200" voltageSource="true" substationId="substation"/>`;

sumoTest('busstop - passengers wait, the bus comes and takes them', async (t) => {
  const demand = `
    <person id="rider" depart="0" departPos="90"><walk from="west" busStop="stop"/><ride busStop="end" lines="12"/></person>
    <vType id="bus" vClass="bus" length="10" personCapacity="20"/>
    <vehicle id="bus" type="bus" route="through" depart="30" departLane="0" line="12">
      <stop busStop="stop" duration="10"/><stop busStop="end" duration="5"/></vehicle>`;
  const client = await startCrossing(t, { additional: PLACES, demand });
  const { busstop, person, vehicle } = client;
  t.deepEqual([...(await busstop.getIDList())].sort(), ['end', 'stop']);
  t.is(await busstop.getLaneID('stop'), 'west_0');
  t.is(await busstop.getStartPos('stop'), 100);
  t.is(await busstop.getEndPos('stop'), 120);
  t.is(await busstop.getName('stop'), 'Main Street');
  await stepUntil(t, client, async () => (await busstop.getPersonCount('stop')) === 1);
  t.deepEqual(await busstop.getPersonIDs('stop'), ['rider']);
  t.deepEqual(await busstop.getVehicleIDs('stop'), []);
  await busstop.subscribe('stop', [tc.VAR_BUS_STOP_WAITING_IDS, tc.VAR_STOP_STARTING_VEHICLES_IDS]);
  await stepUntil(t, client, async () => (await busstop.getVehicleCount('stop')) === 1);
  t.deepEqual(busstop.getSubscriptionResults('stop')!.get(tc.VAR_STOP_STARTING_VEHICLES_IDS), ['bus']);
  t.true(await vehicle.isAtBusStop('bus'));
  await stepUntil(t, client, async () => (await busstop.getPersonCount('stop')) === 0);
  t.is(await person.getVehicle('rider'), 'bus');
  t.deepEqual(await vehicle.getPersonIDList('bus'), ['rider']);
});

sumoTest('chargingstation - a vehicle that stops there is counted', async (t) => {
  const demand = `<vehicle id="v" type="car" route="through" depart="0" departLane="1">
    <stop chargingStation="charger" duration="10"/></vehicle>`;
  const client = await startCrossing(t, { additional: PLACES, demand });
  const { chargingstation } = client;
  t.deepEqual(await chargingstation.getIDList(), ['charger']);
  t.is(await chargingstation.getLaneID('charger'), 'west_1');
  t.is(await chargingstation.getStartPos('charger'), 60);
  t.is(await chargingstation.getEndPos('charger'), 80);
  t.is(await chargingstation.getName('charger'), 'Charger');
  t.is(await chargingstation.getVehicleCount('charger'), 0);
  await stepUntil(t, client, async () => (await chargingstation.getVehicleCount('charger')) === 1);
  t.deepEqual(await chargingstation.getVehicleIDs('charger'), ['v']);
});

sumoTest('parkingarea - a parked vehicle is counted, and one on the way can be sent elsewhere', async (t) => {
  const parked = (
    id: string,
    depart: number,
  ): string => `<vehicle id="${id}" type="car" route="through" depart="${depart}">
    <stop parkingArea="parking" duration="500"/></vehicle>`;
  const client = await startCrossing(t, { additional: PLACES, demand: parked('v', 0) + parked('w', 5) });
  const { parkingarea, vehicle } = client;
  t.deepEqual([...(await parkingarea.getIDList())].sort(), ['overflow', 'parking']);
  t.is(await parkingarea.getLaneID('parking'), 'east_0');
  t.is(await parkingarea.getStartPos('parking'), 100);
  t.is(await parkingarea.getEndPos('parking'), 150);
  t.is(await parkingarea.getName('parking'), 'Car park');
  await stepUntil(t, client, async () => (await vehicle.getIDList()).includes('w'));
  await vehicle.rerouteParkingArea('w', 'overflow');
  t.like((await vehicle.getStops('w'))[0], { stoppingPlaceID: 'overflow', lane: 'east_0', duration: 500 });
  await stepUntil(t, client, async () => (await parkingarea.getVehicleCount('overflow')) === 1);
  t.deepEqual(await parkingarea.getVehicleIDs('parking'), ['v']);
  t.deepEqual(await parkingarea.getVehicleIDs('overflow'), ['w']);
  t.true(await vehicle.isStoppedParking('v'));
});

sumoTest(
  'overheadwire - a stop under the wire can be asked for although its flag is the sign of its byte',
  async (t) => {
    const demand = '<vehicle id="v" type="car" route="through" depart="0" departLane="1"/>';
    const client = await startCrossing(t, { additional: PLACES, demand });
    const { overheadwire, vehicle } = client;
    t.deepEqual(await overheadwire.getIDList(), ['wire']);
    t.is(await overheadwire.getLaneID('wire'), 'east_1');
    t.is(await overheadwire.getStartPos('wire'), 20);
    t.is(await overheadwire.getEndPos('wire'), 200);
    t.is(await overheadwire.getName('wire'), '');
    await client.simulationStep();
    await vehicle.setStop('v', 'wire', { flags: tc.STOP_OVERHEAD_WIRE, duration: 20 });
    t.like((await vehicle.getStops('v'))[0], { stoppingPlaceID: 'wire', duration: 20 });
    await stepUntil(t, client, async () => ((await vehicle.getStopState('v')) & 1) === 1);
    t.is(Math.round(await vehicle.getLanePosition('v')), 200);
    const ids = await overheadwire.getVehicleIDs('wire');
    t.is(await overheadwire.getVehicleCount('wire'), ids.length);
  },
);
