/**
 * Bytes recorded between SUMO's own Python client and SUMO (test/fixtures/traci/record.py), played back to our client:
 * it must send the same bytes for the same calls, and understand the answers alike.
 */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { connectSumo, constants as tc, TraciCommandError } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';
import { startFakeSumo } from '../helpers/fake-sumo.ts';

interface Recorded {
  readonly name: string;
  readonly sent: string;
  readonly received: string;
  readonly value: unknown;
}

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/traci/golden.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

const square = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
] as const;
const many = Array.from({ length: 300 }, (_, index) => [index, index / 2] as const);

/** The calls of record.py in our words, by the name they have there. */
const calls: Readonly<Record<string, (client: TraciClient) => Promise<unknown>>> = {
  getVersion: async (client) => {
    const { apiVersion, sumoVersion } = await client.getVersion();
    return [apiVersion, sumoVersion];
  },
  'subscribe simulation': (client) => client.simulation.subscribe([tc.VAR_DEPARTED_VEHICLES_IDS, tc.VAR_TIME]),
  'step to 7.5': (client) => client.simulationStep(7.5),
  'vehicle.getIDList': ({ vehicle }) => vehicle.getIDList(),
  'vehicle.getIDCount': ({ vehicle }) => vehicle.getIDCount(),
  'vehicle.getPosition': ({ vehicle }) => vehicle.getPosition('v1'),
  'vehicle.getPosition3D': ({ vehicle }) => vehicle.getPosition3D('v1'),
  'vehicle.getSpeed': ({ vehicle }) => vehicle.getSpeed('v1'),
  'vehicle.getColor': ({ vehicle }) => vehicle.getColor('v1'),
  'vehicle.getLaneIndex': ({ vehicle }) => vehicle.getLaneIndex('v2'),
  'vehicle.getRoute': ({ vehicle }) => vehicle.getRoute('v2'),
  'vehicle.isRouteValid': ({ vehicle }) => vehicle.isRouteValid('v2'),
  'vehicle.getVia': ({ vehicle }) => vehicle.getVia('v2'),
  'vehicle.getLeader': ({ vehicle }) => vehicle.getLeader('v1', 100),
  'vehicle.getLeader none': async ({ vehicle }) => (await vehicle.getLeader('v0', 100)) ?? null,
  'vehicle.getFollower': ({ vehicle }) => vehicle.getFollower('v0', 100),
  'vehicle.getNeighbors': ({ vehicle }) => vehicle.getNeighbors('v1', 2),
  'vehicle.getNextTLS': async ({ vehicle }) =>
    (await vehicle.getNextTLS('v1')).map(({ id, index, distance, state }) => [id, index, distance, state]),
  'vehicle.getStops': ({ vehicle }) => vehicle.getStops('v0'),
  'vehicle.getBestLanes': async ({ vehicle }) =>
    (await vehicle.getBestLanes('v1')).map((lane) => Object.values(lane) as unknown[]),
  'vehicle.getDrivingDistance': ({ vehicle }) => vehicle.getDrivingDistance('v1', 'bc', 10, 1),
  'vehicle.getDrivingDistance2D': ({ vehicle }) => vehicle.getDrivingDistance2D('v1', 500, 0),
  'vehicle.getParameterWithKey': ({ vehicle }) => vehicle.getParameterWithKey('v1', 'no such'),
  'vehicle unknown': ({ vehicle }) => vehicle.getSpeed('nobody'),
  'vehicle.subscribe': ({ vehicle }) => vehicle.subscribe('v1', [tc.VAR_POSITION, tc.VAR_SPEED]),
  'vehicle.subscribe leader': ({ vehicle }) =>
    vehicle.subscribe('v1', [tc.VAR_LEADER], { parameters: { [tc.VAR_LEADER]: 99 } }),
  'vehicle.subscribe unknown': ({ vehicle }) => vehicle.subscribe('nobody', [tc.VAR_POSITION]),
  'poi.add': ({ poi }) =>
    poi.add('p', [300, 0], [1, 2, 3, 4], { poiType: 'kind', layer: 5, width: 6, height: 7, angle: 8 }),
  'poi.subscribeContext': ({ poi, vehicle }) => poi.subscribeContext('p', vehicle, 400, [tc.VAR_POSITION]),
  'step with context': (client) => client.simulationStep(),
  'vehicle.unsubscribe': ({ vehicle }) => vehicle.unsubscribe('v1'),
  'poi.unsubscribeContext': ({ poi, vehicle }) => poi.unsubscribeContext('p', vehicle, 400),
  'poi.getPosition': ({ poi }) => poi.getPosition('p'),
  'poi.highlight': ({ poi }) => poi.highlight('p', { color: [9, 8, 7, 6], size: 5 }),
  'poi.highlight fading': ({ poi }) =>
    poi.highlight('p', { color: [9, 8, 7, 6], size: 5, alphaMax: 100, duration: 2, type: 3 }),
  'poi.remove': ({ poi }) => poi.remove('p', 5),
  'polygon.add': ({ polygon }) =>
    polygon.add('g', square, [1, 2, 3], { fill: true, polygonType: 'kind', layer: -2, lineWidth: 0.5 }),
  'polygon.add many': ({ polygon }) => polygon.add('m', many, [1, 2, 3]),
  'polygon.getShape many': ({ polygon }) => polygon.getShape('m'),
  'polygon.getFilled': ({ polygon }) => polygon.getFilled('g'),
  'polygon.addDynamics': ({ polygon }) =>
    polygon.addDynamics('g', {
      trackedObjectId: 'v1',
      timeSpan: [0, 1, 2],
      alphaSpan: [1, 2, 3],
      looped: true,
      rotate: false,
    }),
  'junction.getPosition': ({ junction }) => junction.getPosition('b'),
  'junction.getShape': ({ junction }) => junction.getShape('b'),
  'lane.getLinks': async ({ lane }) =>
    (await lane.getLinks('ab_0')).map((link) => [
      link.approachedLane,
      link.hasPrio,
      link.isOpen,
      link.hasFoe,
      link.approachedInternal,
      link.state,
      link.direction,
      link.length,
    ]),
  'lane.getAllowed': ({ lane }) => lane.getAllowed('ab_0'),
  'lane.setDisallowed': ({ lane }) => lane.setDisallowed('ab_1', ['bus', 'truck']),
  'edge.adaptTraveltime': ({ edge }) => edge.adaptTraveltime('bc', 12),
  'edge.adaptTraveltime interval': ({ edge }) => edge.adaptTraveltime('bc', 12, { begin: 5, end: 50 }),
  'edge.getAdaptedTraveltime': ({ edge }) => edge.getAdaptedTraveltime('bc', 10),
  'simulation.convert2D': ({ simulation }) => simulation.convert2D('bc', 10, 1),
  'simulation.convertRoad': ({ simulation }) => simulation.convertRoad([310, 0]),
  'simulation.getDistance2D': ({ simulation }) => simulation.getDistance2D([0, 0], [3, 4]),
  'simulation.getDistanceRoad': ({ simulation }) => simulation.getDistanceRoad(['ab', 0], ['bc', 10], true),
  'simulation.findRoute': ({ simulation }) => simulation.findRoute('ab', 'bc', { vType: 'car' }),
  'simulation.findIntermodalRoute': ({ simulation }) => simulation.findIntermodalRoute('ab', 'ab', { arrivalPos: 50 }),
  'simulation.getNetBoundary': ({ simulation }) => simulation.getNetBoundary(),
  'simulation.getCollisions': ({ simulation }) => simulation.getCollisions(),
  'simulation.writeMessage': ({ simulation }) => simulation.writeMessage('hello'),
  'vehicletype.setActionStepLength': ({ vehicletype }) => vehicletype.setActionStepLength('car', 1, false),
  'vehicletype.copy': ({ vehicletype }) => vehicletype.copy('car', 'car2'),
  'route.add': ({ route }) => route.add('r2', ['ab', 'bc']),
  'vehicle.add': ({ vehicle }) => vehicle.add('v3', 'r2', { typeId: 'car2', departLane: 'best', departSpeed: 'max' }),
  'vehicle.setStop': ({ vehicle }) =>
    vehicle.setStop('v2', 'bc', { position: 100, laneIndex: 1, duration: 5, flags: tc.STOP_PARKING }),
  'vehicle.resume refused': ({ vehicle }) => vehicle.resume('v2'),
  'vehicle.changeLaneRelative': ({ vehicle }) => vehicle.changeLaneRelative('v2', -1, 3),
  'vehicle.slowDown': ({ vehicle }) => vehicle.slowDown('v2', 3, 2),
  'vehicle.moveTo': ({ vehicle }) => vehicle.moveTo('v2', 'bc_0', 20),
  'vehicle.moveToXY': ({ vehicle }) => vehicle.moveToXY('v2', [340, -5], { edgeId: 'bc', keepRoute: 2 }),
  'vehicle.highlight': ({ vehicle }) =>
    vehicle.highlight('v2', { color: [1, 2, 3, 4], size: 5, alphaMax: 6, duration: 7, type: 8 }),
  'vehicle.setParameter': ({ vehicle }) => vehicle.setParameter('v2', 'key', 'value'),
  'vehicle.updateBestLanes': ({ vehicle }) => vehicle.updateBestLanes('v2'),
  'vehicle.remove': ({ vehicle }) => vehicle.remove('v2'),
  'gui refused': ({ gui }) => gui.setBoundary('View #0', [0, 1], [2, 3]),
  close: (client) => client.close(),
};

// From answers that come in one piece to answers that come byte by byte.
for (const pieceBytes of [Infinity, 7, 1]) {
  test(`golden - every call sends and understands what SUMO's own client does, in pieces of ${pieceBytes}`, async (t) => {
    let next = 0;
    const fake = await startFakeSumo(t, {
      pieceBytes,
      reply: () => Buffer.from(recorded[next]!.received, 'hex'),
    });
    const client = await connectSumo({ port: fake.port });
    for (const [index, line] of recorded.entries()) {
      // The fake answers the handshake's question itself.
      if (line.name === 'getVersion') continue;
      next = index;
      const call = calls[line.name] ?? (/^step \d+$/.test(line.name) ? calls['step with context'] : undefined);
      t.truthy(call, `no call for ${line.name}`);
      const before = fake.received.length;
      await compare(t, line, call!(client));
      t.is(fake.received[before]?.toString('hex'), line.sent, `${line.name}: bytes sent`);
    }
    t.is(fake.received.length, recorded.length);
  });
}

async function compare(t: { is: Assertion; deepEqual: Assertion }, line: Recorded, result: Promise<unknown>) {
  const refusal = (line.value as { error?: string } | null)?.error;
  if (refusal === undefined) {
    // Setters have no value, and the steps' return values are ours to choose.
    const value = /^step/.test(line.name) ? null : line.value;
    t.deepEqual((await result) ?? null, value, line.name);
    return;
  }
  const error = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  t.is(error instanceof TraciCommandError, true, line.name);
  t.is((error as TraciCommandError).description, refusal, line.name);
}

type Assertion = (actual: unknown, expected: unknown, message?: string) => boolean;
