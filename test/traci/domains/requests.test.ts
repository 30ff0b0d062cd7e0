/**
 * Bytes that SUMO's own Python client sends (test/fixtures/traci/record-domains.py): ours sends the same for the same
 * calls. For methods whose arguments make a compound value, and for defaults.
 */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { connectSumo, constants as tc, TraciCommandError } from '../../../src/traci/index.ts';
import type { Logic, TraciClient } from '../../../src/traci/index.ts';
import { messageOf, startFakeSumo, status } from '../../helpers/fake-sumo.ts';

interface Recorded {
  readonly name: string;
  /** The commands, one after another. */
  readonly sent: string;
}

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/traci/domains.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

const logic: Logic = {
  programID: 'p1',
  type: 3,
  currentPhaseIndex: 1,
  phases: [
    { duration: 31, state: 'GrGr', minDur: 5, maxDur: 50, next: [1, 2], name: 'first' },
    { duration: 4.5, state: 'yryr' },
  ],
  subParameter: { 'detector-gap': '2', k: '' },
};
const interval = { begin: 5, end: 50 };
const distances = { downstream: 100, upstream: 50 };

/** The calls of record-domains.py in our words, by the name they have there. */
const calls: Readonly<Record<string, (client: TraciClient) => Promise<unknown>>> = {
  'calibrator.setFlow': ({ calibrator }) => calibrator.setFlow('c', { ...flow, departLane: 'best', departSpeed: '0' }),
  'calibrator.setFlow defaults': ({ calibrator }) => calibrator.setFlow('c', flow),
  'inductionloop.overrideTimeSinceDetection': ({ inductionloop }) => inductionloop.overrideTimeSinceDetection('l', 2.5),
  'lanearea.overrideVehicleNumber': ({ lanearea }) => lanearea.overrideVehicleNumber('a', -1),
  'person.add': ({ person }) => person.add('p', 'e1', 5.5, { depart: 7, typeId: 'kind' }),
  'person.add defaults': ({ person }) => person.add('p', 'e1', 5.5),
  'person.appendWaitingStage': ({ person }) =>
    person.appendWaitingStage('p', 5, { description: 'for the bus', stopId: 'stop' }),
  'person.appendWaitingStage defaults': ({ person }) => person.appendWaitingStage('p', 5),
  'person.appendWalkingStage': ({ person }) =>
    person.appendWalkingStage('p', ['e1', 'e2'], 3, { duration: 20, speed: 1.5, stopId: 'stop' }),
  'person.appendWalkingStage one edge': ({ person }) => person.appendWalkingStage('p', 'e1', 3),
  'person.appendDrivingStage': ({ person }) => person.appendDrivingStage('p', 'e2', 'taxi bus', 'stop'),
  'person.appendDrivingStage defaults': ({ person }) => person.appendDrivingStage('p', 'e2', 'taxi'),
  'person.appendStage': ({ person, simulation }) =>
    person.appendStage('p', simulation.walkingStage(['e1', 'e2'], 12.5, 'stop', 'on foot')),
  'person.replaceStage': ({ person, simulation }) =>
    person.replaceStage('p', 2, simulation.walkingStage(['e1', 'e2'], 12.5, 'stop', 'on foot')),
  'person.removeStage': ({ person }) => person.removeStage('p', 1),
  'person.rerouteTraveltime': ({ person }) => person.rerouteTraveltime('p'),
  'person.remove': ({ person }) => person.remove('p'),
  'person.moveTo': ({ person }) => person.moveTo('p', 'e1_0', 12, 0.5),
  'person.moveTo defaults': ({ person }) => person.moveTo('p', 'e1_0', 12),
  'person.moveToXY': ({ person }) =>
    person.moveToXY('p', [1, 2], { edgeId: 'e1', angle: 90, keepRoute: 2, matchThreshold: 50 }),
  'person.moveToXY defaults': ({ person }) => person.moveToXY('p', [1, 2]),
  'person.getEdges': ({ person }) => person.getEdges('p', 1),
  'person.getStage': ({ person }) => person.getStage('p'),
  'person.getTaxiReservations': ({ person }) => person.getTaxiReservations(1),
  'person.splitTaxiReservation': ({ person }) => person.splitTaxiReservation('7', ['p1', 'p2']),
  'person.setSpeed': ({ person }) => person.setSpeed('p', 1.25),
  'person.subscribeParameterWithKey': ({ person }) => person.subscribeParameterWithKey('p', 'key'),
  'trafficlight.getServedPersonCount': ({ trafficlight }) => trafficlight.getServedPersonCount('t', 2),
  'trafficlight.getBlockingVehicles': ({ trafficlight }) => trafficlight.getBlockingVehicles('t', 3),
  'trafficlight.getConstraints': ({ trafficlight }) => trafficlight.getConstraints('t'),
  'trafficlight.getConstraintsByFoe': ({ trafficlight }) => trafficlight.getConstraintsByFoe('t', 'train'),
  'trafficlight.swapConstraints': ({ trafficlight }) => trafficlight.swapConstraints('t', 'a', 'foe signal', 'b'),
  'trafficlight.removeConstraints': ({ trafficlight }) => trafficlight.removeConstraints('t', 'a', '', 'b'),
  'trafficlight.updateConstraints': ({ trafficlight }) => trafficlight.updateConstraints('train'),
  'trafficlight.setProgramLogic': ({ trafficlight }) => trafficlight.setProgramLogic('t', logic),
  'trafficlight.setProgramLogic empty': ({ trafficlight }) =>
    trafficlight.setProgramLogic('t', { programID: 'empty', type: 0, currentPhaseIndex: 0, phases: [] }),
  'trafficlight.setPhaseDuration': ({ trafficlight }) => trafficlight.setPhaseDuration('t', 3.5),
  'trafficlight.setNemaSplits': ({ trafficlight }) => trafficlight.setNemaSplits('t', [11.5, '0']),
  'trafficlight.setNemaMaxGreens': ({ trafficlight }) => trafficlight.setNemaMaxGreens('t', '11.5 0'),
  'trafficlight.setNemaCycleLength': ({ trafficlight }) => trafficlight.setNemaCycleLength('t', 61.5),
  'trafficlight.setNemaOffset': ({ trafficlight }) => trafficlight.setNemaOffset('t', 7),
  'trafficlight.subscribe defaults': ({ trafficlight }) => trafficlight.subscribe('t'),
  'inductionloop.subscribe defaults': ({ inductionloop }) => inductionloop.subscribe('l'),
  'vehicle.getFollowSpeed': ({ vehicle }) =>
    vehicle.getFollowSpeed('v', { speed: 10, gap: 20, leaderSpeed: 5, leaderMaxDecel: 4.5, leaderId: 'w' }),
  'vehicle.getSecureGap': ({ vehicle }) =>
    vehicle.getSecureGap('v', { speed: 10, leaderSpeed: 5, leaderMaxDecel: 4.5 }),
  'vehicle.getStopSpeed': ({ vehicle }) => vehicle.getStopSpeed('v', 10, 20),
  'vehicle.getLaneChangeState': ({ vehicle }) => vehicle.getLaneChangeState('v', -1),
  'vehicle.getStopParameter': ({ vehicle }) => vehicle.getStopParameter('v', -1, 'duration'),
  'vehicle.getTaxiFleet': ({ vehicle }) => vehicle.getTaxiFleet(2),
  'vehicle.setStopParameter': ({ vehicle }) => vehicle.setStopParameter('v', 0, 'duration', '5'),
  'vehicle.rerouteParkingArea': ({ vehicle }) => vehicle.rerouteParkingArea('v', 'parking'),
  'vehicle.replaceStop': ({ vehicle }) =>
    vehicle.replaceStop('v', 1, 'e1', {
      position: 20,
      laneIndex: 1,
      duration: 5,
      flags: 3,
      startPosition: 10,
      until: 90,
      teleport: 1,
    }),
  'vehicle.replaceStop defaults': ({ vehicle }) => vehicle.replaceStop('v', 0, ''),
  'vehicle.insertStop': ({ vehicle }) => vehicle.insertStop('v', 1, 'wire', { flags: tc.STOP_OVERHEAD_WIRE }),
  'vehicle.openGap': ({ vehicle }) => vehicle.openGap('v', gap),
  'vehicle.openGap to': ({ vehicle }) => vehicle.openGap('v', { ...gap, maxDecel: 3, referenceVehicleId: 'w' }),
  'vehicle.deactivateGapControl': ({ vehicle }) => vehicle.deactivateGapControl('v'),
  'vehicle.requestToC': ({ vehicle }) => vehicle.requestToC('v', 12.5),
  'vehicle.setAdaptedTraveltime': ({ vehicle }) => vehicle.setAdaptedTraveltime('v', 'e1', 12),
  'vehicle.setAdaptedTraveltime forget': ({ vehicle }) => vehicle.setAdaptedTraveltime('v', 'e1'),
  'vehicle.setAdaptedTraveltime interval': ({ vehicle }) => vehicle.setAdaptedTraveltime('v', 'e1', 12, interval),
  'vehicle.setEffort': ({ vehicle }) => vehicle.setEffort('v', 'e1', 12),
  'vehicle.setEffort forget': ({ vehicle }) => vehicle.setEffort('v', 'e1'),
  'vehicle.setEffort interval': ({ vehicle }) => vehicle.setEffort('v', 'e1', 12, interval),
  'vehicle.addFull': ({ vehicle }) => vehicle.addFull('v', 'r', { personNumber: 2 }),
  'vehicle.addLegacy': ({ vehicle }) => vehicle.addLegacy('v', 'r'),
  'vehicle.addLegacy flags': ({ vehicle }) =>
    vehicle.addLegacy('v', 'r', {
      depart: tc.DEPARTFLAG_TRIGGERED,
      position: 5,
      speed: 2.5,
      lane: tc.DEPARTFLAG_LANE_FREE,
      typeId: 'car',
    }),
  'vehicle.addLegacy numbers': ({ vehicle }) => vehicle.addLegacy('v', 'r', { depart: 17, lane: 1 }),
  'vehicle.dispatchTaxi': ({ vehicle }) => vehicle.dispatchTaxi('v', ['0', '1', '1', '0']),
  'vehicle.subscribe defaults': ({ vehicle }) => vehicle.subscribe('v'),
  'vehicle.subscribeLeader': ({ vehicle }) => vehicle.subscribeLeader('v', 50),
  'vehicle.filter lanes': ({ vehicle }) =>
    vehicle.addSubscriptionFilterLanes([-1, 0, 1, 0], { noOpposite: true, ...distances }),
  'vehicle.filter no opposite': ({ vehicle }) => vehicle.addSubscriptionFilterNoOpposite(),
  'vehicle.filter downstream': ({ vehicle }) => vehicle.addSubscriptionFilterDownstreamDistance(100),
  'vehicle.filter upstream': ({ vehicle }) => vehicle.addSubscriptionFilterUpstreamDistance(50),
  'vehicle.filter car following': ({ vehicle }) => vehicle.addSubscriptionFilterCFManeuver(distances),
  'vehicle.filter lane changing': ({ vehicle }) =>
    vehicle.addSubscriptionFilterLCManeuver(undefined, { noOpposite: true, ...distances }),
  'vehicle.filter lane changing right': ({ vehicle }) => vehicle.addSubscriptionFilterLCManeuver(-1),
  'vehicle.filter lead follow': ({ vehicle }) => vehicle.addSubscriptionFilterLeadFollow([-2, 2]),
  'vehicle.filter turn': ({ vehicle }) => vehicle.addSubscriptionFilterTurn(30, { downstream: 100 }),
  'vehicle.filter class': ({ vehicle }) => vehicle.addSubscriptionFilterVClass(['bus', 'truck']),
  'vehicle.filter type': ({ vehicle }) => vehicle.addSubscriptionFilterVType(['car']),
  'vehicle.filter vision': ({ vehicle }) => vehicle.addSubscriptionFilterFieldOfVision(90),
  'vehicle.filter lateral': ({ vehicle }) => vehicle.addSubscriptionFilterLateralDistance(5, distances),
};

const flow = { begin: 0, end: 60.5, vehsPerHour: 300, speed: 13.9, typeId: 'car', routeId: 'r' };
const gap = { newTimeHeadway: 2, newSpaceHeadway: 10, duration: 30, changeRate: 0.5 };

test("domains - every compound request has the bytes of SUMO's own client", async (t) => {
  // Refuses everything, so that calls end without an answer to make up.
  const fake = await startFakeSumo(t, {
    reply: (message) => messageOf(...commandIds(message.subarray(4)).map((id) => status(id, 0xff, 'recorded'))),
  });
  const client = await connectSumo({ port: fake.port });
  t.deepEqual(Object.keys(calls).sort(), recorded.map(({ name }) => name).sort());
  for (const { name, sent } of recorded) {
    const before = fake.received.length;
    await t.throwsAsync(calls[name]!(client), { instanceOf: TraciCommandError }, name);
    const messages = fake.received.slice(before).map((message) => message.subarray(4));
    t.is(Buffer.concat(messages).toString('hex'), sent, name);
  }
  await client.close();
});

/** The ids of the commands in the body of a message. */
function commandIds(body: Buffer): readonly number[] {
  const ids: number[] = [];
  for (let at = 0; at < body.length;) {
    const isShort = body[at] !== 0;
    ids.push(body[at + (isShort ? 1 : 5)]!);
    at += isShort ? body[at]! : body.readInt32BE(at + 1);
  }
  return ids;
}
