import type { ExecutionContext } from 'ava';
import { constants as tc } from '../../../src/traci/index.ts';
import type { TraciClient } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing } from './crossing.ts';

const DETECTORS = `
  <inductionLoop id="loop" lane="west_0" pos="100" freq="20" file="loop.out.xml"/>
  <laneAreaDetector id="area" lane="west_0" pos="200" endPos="290" freq="20" file="area.out.xml"/>
  <entryExitDetector id="gate" freq="20" file="gate.out.xml">
    <detEntry lane="west_0" pos="10"/><detExit lane="west_0" pos="150"/><detExit lane="west_1" pos="160"/>
  </entryExitDetector>`;

/** One car, 5 m long, at 10 m/s all the way to the junction, where the light is red. */
const DEMAND = '<vehicle id="v" type="car" route="through" depart="0" departLane="0" departSpeed="max"/>';

async function start(t: ExecutionContext): Promise<TraciClient> {
  const client = await startCrossing(t, { additional: DETECTORS, demand: DEMAND });
  const links = await client.trafficlight.getControlledLinks('x');
  await client.trafficlight.setRedYellowGreenState('x', 'r'.repeat(links.length));
  return client;
}

sumoTest(
  'inductionloop - a car that crosses the loop at a known speed is seen at the time worked out by hand',
  async (t) => {
    const client = await start(t);
    const { inductionloop, vehicle, simulation } = client;
    t.deepEqual(await inductionloop.getIDList(), ['loop']);
    t.is(await inductionloop.getPosition('loop'), 100);
    t.is(await inductionloop.getLaneID('loop'), 'west_0');
    await inductionloop.subscribe('loop', [tc.LAST_STEP_VEHICLE_DATA, tc.LAST_STEP_VEHICLE_NUMBER]);
    await client.simulationStep();
    const entry = (await simulation.getTime()) + (100 - (await vehicle.getLanePosition('v'))) / 10;
    let seen = 0;
    for (let step = 0; step < 20; step++) {
      await client.simulationStep();
      const results = inductionloop.getSubscriptionResults('loop')!;
      const data = results.get(tc.LAST_STEP_VEHICLE_DATA)!;
      t.is(results.get(tc.LAST_STEP_VEHICLE_NUMBER), data.length);
      t.deepEqual(await inductionloop.getVehicleData('loop'), data);
      t.is(await inductionloop.getLastStepVehicleNumber('loop'), data.length);
      const ids = await inductionloop.getLastStepVehicleIDs('loop');
      t.deepEqual(
        ids,
        data.map(([id]) => id),
      );
      for (const [id, length, entryTime, exitTime, typeId] of data) {
        seen++;
        t.deepEqual([id, length, typeId], ['v', 5, 'car']);
        near(t, entryTime, entry);
        if (exitTime >= 0) near(t, exitTime, entry + 0.5);
        near(t, await inductionloop.getLastStepMeanSpeed('loop'), 10);
        t.is(await inductionloop.getLastStepMeanLength('loop'), 5);
        t.true((await inductionloop.getLastStepOccupancy('loop')) > 0);
      }
    }
    t.true(seen > 0);
    t.deepEqual(await inductionloop.getVehicleData('loop'), []);
    t.is(await inductionloop.getLastStepMeanSpeed('loop'), -1);
    await inductionloop.overrideTimeSinceDetection('loop', 0);
    t.is(await inductionloop.getTimeSinceDetection('loop'), 0);
    await inductionloop.overrideTimeSinceDetection('loop', -1);
    t.true((await inductionloop.getTimeSinceDetection('loop')) > 5);
  },
);

sumoTest('lanearea - a car is on the detector exactly while its body is, and jams before the red light', async (t) => {
  const client = await start(t);
  const { lanearea, vehicle } = client;
  t.deepEqual(await lanearea.getIDList(), ['area']);
  t.is(await lanearea.getPosition('area'), 200);
  t.is(await lanearea.getLength('area'), 90);
  t.is(await lanearea.getLaneID('area'), 'west_0');
  await lanearea.subscribe('area');
  for (let step = 0; step < 60; step++) {
    await client.simulationStep();
    const front = await vehicle.getLanePosition('v');
    const isOn = front > 200 && front - 5 < 290;
    t.deepEqual(await lanearea.getLastStepVehicleIDs('area'), isOn ? ['v'] : [], `front at ${front}`);
    t.is(await lanearea.getLastStepVehicleNumber('area'), isOn ? 1 : 0);
    t.is(lanearea.getSubscriptionResults('area')!.get(tc.LAST_STEP_VEHICLE_NUMBER), isOn ? 1 : 0);
    if (isOn) near(t, await lanearea.getLastStepMeanSpeed('area'), await vehicle.getSpeed('v'));
    else t.is(await lanearea.getLastStepMeanSpeed('area'), -1);
  }
  // The light holds it: its body of 5 m covers so many percent of the 90 m, less what reaches beyond.
  const covered = 290 - ((await vehicle.getLanePosition('v')) - 5);
  near(t, await lanearea.getLastStepOccupancy('area'), (100 * Math.min(5, covered)) / 90);
  t.is(await lanearea.getLastStepHaltingNumber('area'), 1);
  t.is(await lanearea.getJamLengthVehicle('area'), 1);
  near(t, await lanearea.getJamLengthMeters('area'), Math.min(5, covered));
  await lanearea.overrideVehicleNumber('area', 7);
  t.is(await lanearea.getLastStepVehicleNumber('area'), 7);
  await lanearea.overrideVehicleNumber('area', -1);
  t.is(await lanearea.getLastStepVehicleNumber('area'), 1);
});

sumoTest(
  'multientryexit - a car that passes between entry and exit is counted in its measuring interval',
  async (t) => {
    const client = await start(t);
    const { multientryexit, vehicle } = client;
    t.deepEqual(await multientryexit.getIDList(), ['gate']);
    t.deepEqual(await multientryexit.getEntryLanes('gate'), ['west_0']);
    t.deepEqual(await multientryexit.getEntryPositions('gate'), [10]);
    t.deepEqual(await multientryexit.getExitLanes('gate'), ['west_0', 'west_1']);
    t.deepEqual(await multientryexit.getExitPositions('gate'), [150, 160]);
    let within = 0;
    for (let step = 0; step < 21; step++) {
      await client.simulationStep();
      const ids = await multientryexit.getLastStepVehicleIDs('gate');
      t.is(await multientryexit.getLastStepVehicleNumber('gate'), ids.length);
      if (ids.length === 0) continue;
      within++;
      t.deepEqual(ids, ['v']);
      near(t, await multientryexit.getLastStepMeanSpeed('gate'), await vehicle.getSpeed('v'));
      t.is(await multientryexit.getLastStepHaltingNumber('gate'), 0);
    }
    t.true(within >= 13 && within <= 16, `${within} steps within`);
    t.is(await multientryexit.getLastIntervalVehicleSum('gate'), 1);
    // From where its front enters to where its front leaves: 140 m at 10 m/s.
    near(t, await multientryexit.getLastIntervalMeanTravelTime('gate'), 14);
    t.is(await multientryexit.getLastIntervalMeanHaltsPerVehicle('gate'), 0);
    near(t, await multientryexit.getLastIntervalMeanTimeLoss('gate'), 0);
  },
);

/** Equal but for what doubles lose on the way. */
function near(t: ExecutionContext, actual: number, expected: number): void {
  t.true(Math.abs(actual - expected) < 1e-6, `expected ${expected}, got ${actual}`);
}
