import { constants as tc, TraciCommandError } from '../../../src/traci/index.ts';
import type { TraciClient } from '../../../src/traci/index.ts';
import { isSince } from '../../../src/traci/domains/since.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, steps, stepUntil } from './crossing.ts';

const ONE = '<vehicle id="v" type="car" route="through" depart="0" departLane="0" departSpeed="max"/>';

sumoTest('vehicle - stops are inserted, replaced, changed and left out', async (t) => {
  const client = await startCrossing(t, { demand: ONE });
  const { vehicle } = client;
  await client.simulationStep();
  await vehicle.setStop('v', 'east', { position: 200, duration: 5 });
  await vehicle.insertStop('v', 0, 'east', { position: 100, laneIndex: 1, duration: 3, startPosition: 90 });
  t.deepEqual(
    (await vehicle.getStops('v')).map(({ lane, startPos, endPos, duration }) => [lane, startPos, endPos, duration]),
    [
      ['east_1', 90, 100, 3],
      ['east_0', 199.9, 200, 5],
    ],
  );
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older form must go on working
  t.deepEqual(await vehicle.getNextStops('v'), [
    ['east_1', 100, '', 0, 3, tc.INVALID_DOUBLE_VALUE],
    ['east_0', 200, '', 0, 5, tc.INVALID_DOUBLE_VALUE],
  ]);
  await vehicle.setStopParameter('v', 1, 'duration', '7');
  t.is(Number(await vehicle.getStopParameter('v', 1, 'duration')), 7);
  t.is(await vehicle.getStopParameter('v', 0, 'lane'), '1');
  await vehicle.replaceStop('v', 0, 'east', { position: 120, laneIndex: 1, duration: 4 });
  t.like((await vehicle.getStops('v', 1))[0], { lane: 'east_1', endPos: 120, duration: 4 });
  await vehicle.replaceStop('v', 1, '');
  t.is((await vehicle.getStops('v')).length, 1);
});

sumoTest('vehicle - a stop is kept, ended, and remembered', async (t) => {
  const client = await startCrossing(t, { demand: ONE });
  const { vehicle } = client;
  await client.simulationStep();
  await vehicle.setStop('v', 'west', { position: 150, duration: 500 });
  await stepUntil(t, client, () => vehicle.isStopped('v'));
  t.is(Math.round(await vehicle.getLanePosition('v')), 150);
  t.false(await vehicle.isStoppedParking('v'));
  t.false(await vehicle.isStoppedTriggered('v'));
  t.false(await vehicle.isAtContainerStop('v'));
  await vehicle.resume('v');
  await client.simulationStep();
  t.false(await vehicle.isStopped('v'));
  t.deepEqual(await vehicle.getStops('v'), []);
  t.like((await vehicle.getStops('v', -1))[0], { lane: 'west_0', endPos: 150, duration: 500 });
});

sumoTest('vehicle - the car-following model answers for situations that are made up', async (t) => {
  const client = await startCrossing(t, { demand: ONE });
  const { vehicle } = client;
  await client.simulationStep();
  const calm = { speed: 10, leaderSpeed: 10, leaderMaxDecel: 4 };
  const secure = await vehicle.getSecureGap('v', calm);
  t.true(secure > 0);
  // The faster the one in front, the less gap is needed; nearer than that, the driver brakes.
  t.true((await vehicle.getSecureGap('v', { ...calm, leaderSpeed: 5 })) > secure);
  t.true((await vehicle.getFollowSpeed('v', { ...calm, gap: secure / 2 })) < 10);
  t.true((await vehicle.getFollowSpeed('v', { ...calm, gap: 10 * secure })) >= 10);
  t.true((await vehicle.getStopSpeed('v', 10, 5)) < (await vehicle.getStopSpeed('v', 10, 50)));
});

sumoTest('vehicle - weights of edges are set always, for a while, and forgotten', async (t) => {
  const client = await startCrossing(t, { demand: ONE });
  const { vehicle } = client;
  await client.simulationStep();
  await vehicle.setAdaptedTraveltime('v', 'east', 55);
  t.is(await vehicle.getAdaptedTraveltime('v', 0, 'east'), 55);
  await vehicle.setAdaptedTraveltime('v', 'east', 66, { begin: 100, end: 200 });
  t.deepEqual(
    [await vehicle.getAdaptedTraveltime('v', 50, 'east'), await vehicle.getAdaptedTraveltime('v', 150, 'east')],
    [55, 66],
  );
  await vehicle.setAdaptedTraveltime('v', 'east');
  t.is(await vehicle.getAdaptedTraveltime('v', 150, 'east'), tc.INVALID_DOUBLE_VALUE);
  await vehicle.setEffort('v', 'east', 5);
  t.is(await vehicle.getEffort('v', 0, 'east'), 5);
  await vehicle.setEffort('v', 'east', 6, { begin: 100, end: 200 });
  t.is(await vehicle.getEffort('v', 150, 'east'), 6);
  await vehicle.setEffort('v', 'east');
  t.is(await vehicle.getEffort('v', 0, 'east'), tc.INVALID_DOUBLE_VALUE);
});

sumoTest('vehicle - a lane change is blocked by the car beside, and free without it', async (t) => {
  const beside = '<vehicle id="w" type="car" route="through" depart="0" departLane="1" departSpeed="max"/>';
  const client = await startCrossing(t, { demand: ONE + beside });
  const { vehicle } = client;
  await steps(client, 2);
  await vehicle.changeLane('v', 1, 30);
  await client.simulationStep();
  const [state, stateTraCI] = await vehicle.getLaneChangeState('v', 1);
  const [words, wordsTraCI] = await vehicle.getLaneChangeStatePretty('v', 1);
  t.true((stateTraCI & tc.LCA_BLOCKED) !== 0, String(wordsTraCI));
  t.deepEqual(wordsTraCI.includes('left'), (stateTraCI & tc.LCA_LEFT) !== 0);
  t.is(words.length === 0, (state & 0xffff) === 0);
  t.false(await vehicle.wantsAndCouldChangeLane('v', 1));
  t.is(await vehicle.couldChangeLane('v', 1, stateTraCI), false);
  t.is(await vehicle.wantsAndCouldChangeLane('v', 1, tc.LCA_LEFT), true);
  t.is(await vehicle.getLaneIndex('v'), 0);
  await vehicle.remove('w');
  await steps(client, 3);
  t.is(await vehicle.getLaneIndex('v'), 1);
});

sumoTest('vehicle - a gap opens to the car in front, and closes again', async (t) => {
  const ahead = '<vehicle id="w" type="car" route="through" depart="2" departLane="0" departSpeed="max"/>';
  const client = await startCrossing(t, { demand: ONE + ahead });
  const { vehicle, trafficlight } = client;
  const lanes = await trafficlight.getControlledLanes('x');
  await trafficlight.setRedYellowGreenState('x', 'G'.repeat(lanes.length));
  await steps(client, 5);
  await Promise.all([vehicle.setSpeed('v', 5), vehicle.setLaneChangeMode('w', 0), vehicle.setLaneChangeMode('v', 0)]);
  await steps(client, 10);
  const [leader, before] = (await vehicle.getLeader('w', 100))!;
  t.is(leader, 'v');
  await vehicle.openGap('w', { newTimeHeadway: 4, newSpaceHeadway: 10, duration: 60, changeRate: 1 });
  await steps(client, 15);
  const [, opened] = (await vehicle.getLeader('w', 100))!;
  t.true(opened > before + 5, `${before} m before, ${opened} m after`);
  await vehicle.deactivateGapControl('w');
  await steps(client, 15);
  const [, closed] = (await vehicle.getLeader('w', 100))!;
  t.true(closed < opened - 5, `${opened} m before, ${closed} m after`);
});

sumoTest('vehicle - vehicles of the old style depart as their numbers and flags say', async (t) => {
  const client = await startCrossing(t);
  const { vehicle } = client;
  await vehicle.addLegacy('now', 'through', { position: 20, speed: 5, typeId: 'car' });
  await vehicle.addLegacy('later', 'through', { depart: 4, lane: 1 });
  await vehicle.addFull('full', 'across', { typeId: 'car' });
  const error = await t.throwsAsync(vehicle.addLegacy('nowhere', 'through', { position: -1 }), {
    instanceOf: TraciCommandError,
  });
  t.is(error.code, 'E_TRACI_ARGUMENT');
  await client.simulationStep();
  t.deepEqual([...(await vehicle.getIDList())].sort(), ['full', 'now']);
  t.is(await vehicle.getLanePosition('now'), 20);
  t.is(await vehicle.getSpeed('now'), 5);
  await client.simulationStep(6);
  t.is(await vehicle.getLaneIndex('later'), 1);
  t.is(await vehicle.getTypeID('later'), 'DEFAULT_VEHTYPE');
});

/** A platoon on the right lane, and a lorry beside it on the left. */
const PLATOON = `
  <vehicle id="front" type="car" route="through" depart="0" departLane="0" departPos="100" departSpeed="max"/>
  <vehicle id="ego" type="car" route="through" depart="0" departLane="0" departPos="60" departSpeed="max"/>
  <vehicle id="beside" type="other" route="through" depart="0" departLane="1" departPos="60" departSpeed="max"/>
  <vehicle id="back" type="car" route="through" depart="0" departLane="0" departPos="20" departSpeed="max"/>`;
const OTHER = '<vType id="other" vClass="truck" length="8" sigma="0" speedDev="0" lcKeepRight="0"/>';

/** By filter, whom the context of `ego` still holds. */
const filters: Readonly<Record<string, readonly [(client: TraciClient) => Promise<void>, readonly string[]]>> = {
  'none at all': [() => Promise.resolve(), ['back', 'beside', 'ego', 'front']],
  'its own lane': [({ vehicle }) => vehicle.addSubscriptionFilterLanes([0]), ['back', 'ego', 'front']],
  'its own lane, 60 m ahead, 10 m back': [
    ({ vehicle }) => vehicle.addSubscriptionFilterLanes([0], { noOpposite: true, downstream: 60, upstream: 10 }),
    ['ego', 'front'],
  ],
  'leader and follower': [({ vehicle }) => vehicle.addSubscriptionFilterCFManeuver(), ['back', 'front']],
  'leader and follower to the left': [({ vehicle }) => vehicle.addSubscriptionFilterLeadFollow([1]), ['beside']],
  'lane change to the left': [({ vehicle }) => vehicle.addSubscriptionFilterLCManeuver(1), ['back', 'beside', 'front']],
  'vehicle class': [({ vehicle }) => vehicle.addSubscriptionFilterVClass(['truck']), ['beside']],
  'vehicle type': [({ vehicle }) => vehicle.addSubscriptionFilterVType(['other']), ['beside']],
  'field of vision': [({ vehicle }) => vehicle.addSubscriptionFilterFieldOfVision(20), ['ego', 'front']],
  'beside its way, 100 m ahead, 10 m back': [
    ({ vehicle }) => vehicle.addSubscriptionFilterLateralDistance(10, { downstream: 100, upstream: 10 }),
    ['beside', 'ego', 'front'],
  ],
};

sumoTest('vehicle - each filter of a context leaves exactly those it should', async (t) => {
  for (const [name, [filter, expected]] of Object.entries(filters)) {
    const client = await startCrossing(t, { additional: OTHER, demand: PLATOON });
    await client.simulationStep();
    for (const id of await client.vehicle.getIDList()) await client.vehicle.setLaneChangeMode(id, 0);
    await Promise.all([
      client.vehicle.subscribeContext('ego', client.vehicle, 400, [tc.VAR_LANE_INDEX]),
      filter(client),
      client.simulationStep(),
    ]);
    const found = client.vehicle.getContextSubscriptionResults('ego', client.vehicle);
    t.deepEqual([...(found?.keys() ?? [])].sort(), [...expected], name);
    await client.close();
  }
});

sumoTest('vehicle - the context of a turn holds those whose way crosses', async (t) => {
  const demand = `
    <vehicle id="ego" type="car" route="turn" depart="0" departPos="200" departSpeed="max" departLane="best"/>
    <vehicle id="crossing" type="car" route="across" depart="0" departPos="150" departSpeed="max"/>`;
  const client = await startCrossing(t, { demand });
  await client.simulationStep();
  await Promise.all([
    client.vehicle.subscribeContext('ego', client.vehicle, 400, [tc.VAR_SPEED]),
    client.vehicle.addSubscriptionFilterTurn(100, { downstream: 200 }),
    client.simulationStep(),
  ]);
  const found = client.vehicle.getContextSubscriptionResults('ego', client.vehicle);
  t.deepEqual([...found!.keys()], ['crossing']);
});

sumoTest(
  'vehicle - what came after this SUMO is refused with the version that it needs, and nothing breaks',
  async (t) => {
    const client = await startCrossing(t, { demand: ONE });
    await client.simulationStep();
    const { vehicle } = client;
    const answer = vehicle.getReferenceDistance('v');
    // A SUMO that knows it answers; an older one says no.
    if (isSince(client.version.sumoVersion, '1.27.0')) t.is(typeof (await answer), 'number');
    else await t.throwsAsync(answer, { message: /needs SUMO 1\.27\.0 or later/ });
    t.is(await vehicle.getRoadID('v'), 'west');
  },
);
