/**
 * What is set is what comes back: the setters whose value a getter of the same domain tells.
 */
import { constants as tc } from '../../../src/traci/index.ts';
import type { TraciClient } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing } from './crossing.ts';

/** A setter, then the getter, then what it must say; by domain and object. */
type Row = readonly [
  set: (client: TraciClient) => Promise<void>,
  get: (client: TraciClient) => Promise<unknown>,
  value: unknown,
];

/** What types and vehicles share. */
const typeRows = (of: (client: TraciClient) => TraciClient['vehicletype' | 'vehicle'], id: string): readonly Row[] => [
  [(c) => of(c).setLength(id, 7.5), (c) => of(c).getLength(id), 7.5],
  [(c) => of(c).setMaxSpeed(id, 33), (c) => of(c).getMaxSpeed(id), 33],
  [(c) => of(c).setVehicleClass(id, 'bus'), (c) => of(c).getVehicleClass(id), 'bus'],
  [(c) => of(c).setSpeedFactor(id, 1.25), (c) => of(c).getSpeedFactor(id), 1.25],
  [(c) => of(c).setEmissionClass(id, 'HBEFA3/Bus'), (c) => of(c).getEmissionClass(id), 'HBEFA3/Bus'],
  [(c) => of(c).setShapeClass(id, 'truck'), (c) => of(c).getShapeClass(id), 'truck'],
  [(c) => of(c).setWidth(id, 1.5), (c) => of(c).getWidth(id), 1.5],
  [(c) => of(c).setHeight(id, 2.5), (c) => of(c).getHeight(id), 2.5],
  [(c) => of(c).setMinGap(id, 1.25), (c) => of(c).getMinGap(id), 1.25],
  [(c) => of(c).setAccel(id, 1.5), (c) => of(c).getAccel(id), 1.5],
  [(c) => of(c).setDecel(id, 3.5), (c) => of(c).getDecel(id), 3.5],
  [(c) => of(c).setEmergencyDecel(id, 9.5), (c) => of(c).getEmergencyDecel(id), 9.5],
  [(c) => of(c).setApparentDecel(id, 4.25), (c) => of(c).getApparentDecel(id), 4.25],
  [(c) => of(c).setImperfection(id, 0.25), (c) => of(c).getImperfection(id), 0.25],
  [(c) => of(c).setTau(id, 1.75), (c) => of(c).getTau(id), 1.75],
  [(c) => of(c).setColor(id, [1, 2, 3]), (c) => of(c).getColor(id), [1, 2, 3, 255]],
  [(c) => of(c).setMinGapLat(id, 0.75), (c) => of(c).getMinGapLat(id), 0.75],
  [(c) => of(c).setMaxSpeedLat(id, 0.5), (c) => of(c).getMaxSpeedLat(id), 0.5],
  [(c) => of(c).setLateralAlignment(id, 'right'), (c) => of(c).getLateralAlignment(id), 'right'],
  [(c) => of(c).setActionStepLength(id, 2, false), (c) => of(c).getActionStepLength(id), 2],
  [(c) => of(c).setParameter(id, 'key', 'value'), (c) => of(c).getParameterWithKey(id, 'key'), ['key', 'value']],
];

const corners = [
  [0, 0],
  [3, 0],
  [3, 4],
] as const;

const rows: Readonly<Record<string, readonly Row[]>> = {
  vehicletype: [
    ...typeRows((c) => c.vehicletype, 'car'),
    [(c) => c.vehicletype.setSpeedDeviation('car', 0.125), (c) => c.vehicletype.getSpeedDeviation('car'), 0.125],
    [(c) => c.vehicletype.setScale('car', 2), (c) => c.vehicletype.getScale('car'), 2],
    [(c) => c.vehicletype.copy('car', 'other'), (c) => c.vehicletype.getMaxSpeed('other'), 33],
  ],
  vehicle: [
    ...typeRows((c) => c.vehicle, 'v'),
    [(c) => c.vehicle.setSignals('v', 8), (c) => c.vehicle.getSignals('v'), 8],
    [(c) => c.vehicle.setLaneChangeMode('v', 512), (c) => c.vehicle.getLaneChangeMode('v'), 512],
    [(c) => c.vehicle.setSpeedMode('v', 7), (c) => c.vehicle.getSpeedMode('v'), 7],
    [(c) => c.vehicle.setRoutingMode('v', tc.ROUTING_MODE_AGGREGATED), (c) => c.vehicle.getRoutingMode('v'), 1],
    [(c) => c.vehicle.setLine('v', '12'), (c) => c.vehicle.getLine('v'), '12'],
    [(c) => c.vehicle.setVia('v', ['east']), (c) => c.vehicle.getVia('v'), ['east']],
    [(c) => c.vehicle.setVia('v', []), (c) => c.vehicle.getVia('v'), []],
    [(c) => c.vehicle.setVehicleClass('v', 'passenger'), (c) => c.vehicle.getVehicleClass('v'), 'passenger'],
    [(c) => c.vehicle.changeTarget('v', 'north'), (c) => c.vehicle.getRoute('v'), ['west', 'north']],
    [(c) => c.vehicle.setRoute('v', ['west', 'east']), (c) => c.vehicle.getRoute('v'), ['west', 'east']],
    [(c) => c.vehicle.setRouteID('v', 'turn'), (c) => c.vehicle.getRouteID('v'), 'turn'],
    [(c) => c.vehicle.moveTo('v', 'west_1', 50), (c) => c.vehicle.getLanePosition('v'), 50],
    [(c) => c.vehicle.setPreviousSpeed('v', 3), (c) => c.vehicle.getSpeed('v'), 3],
    [(c) => c.vehicle.setType('v', 'DEFAULT_VEHTYPE'), (c) => c.vehicle.getTypeID('v'), 'DEFAULT_VEHTYPE'],
  ],
  person: [
    [(c) => c.person.setLength('p', 0.5), (c) => c.person.getLength('p'), 0.5],
    [(c) => c.person.setSpeedFactor('p', 1.25), (c) => c.person.getSpeedFactor('p'), 1.25],
    [(c) => c.person.setWidth('p', 0.75), (c) => c.person.getWidth('p'), 0.75],
    [(c) => c.person.setHeight('p', 1.5), (c) => c.person.getHeight('p'), 1.5],
    [(c) => c.person.setMinGap('p', 0.5), (c) => c.person.getMinGap('p'), 0.5],
    [(c) => c.person.setColor('p', [1, 2, 3]), (c) => c.person.getColor('p'), [1, 2, 3, 255]],
    [(c) => c.person.setParameter('p', 'key', 'value'), (c) => c.person.getParameter('p', 'key'), 'value'],
  ],
  edge: [
    [(c) => c.edge.adaptTraveltime('east', 42), (c) => c.edge.getAdaptedTraveltime('east', 0), 42],
    [(c) => c.edge.setEffort('east', 43), (c) => c.edge.getEffort('east', 0), 43],
    [(c) => c.edge.setMaxSpeed('east', 7), (c) => c.lane.getMaxSpeed('east_1'), 7],
  ],
  lane: [
    [(c) => c.lane.setMaxSpeed('west_0', 8), (c) => c.lane.getMaxSpeed('west_0'), 8],
    [(c) => c.lane.setLength('west_0', 299), (c) => c.lane.getLength('west_0'), 299],
    [(c) => c.lane.setAllowed('west_0', ['bus', 'taxi']), (c) => c.lane.getAllowed('west_0'), ['taxi', 'bus']],
    [(c) => c.lane.setDisallowed('west_1', ['truck']), (c) => c.lane.getDisallowed('west_1'), ['truck']],
  ],
  route: [[(c) => c.route.add('new', ['west', 'east']), (c) => c.route.getEdges('new'), ['west', 'east']]],
  poi: [
    [(c) => c.poi.add('a', [1, 2], [1, 2, 3, 4]), (c) => c.poi.getColor('a'), [1, 2, 3, 4]],
    [(c) => c.poi.setType('a', 'kind'), (c) => c.poi.getType('a'), 'kind'],
    [(c) => c.poi.setPosition('a', 5, 6), (c) => c.poi.getPosition('a'), [5, 6]],
    [(c) => c.poi.setColor('a', [9, 8, 7]), (c) => c.poi.getColor('a'), [9, 8, 7, 255]],
    [(c) => c.poi.setWidth('a', 2.5), (c) => c.poi.getWidth('a'), 2.5],
    [(c) => c.poi.setHeight('a', 3.5), (c) => c.poi.getHeight('a'), 3.5],
    [(c) => c.poi.setAngle('a', 45), (c) => c.poi.getAngle('a'), 45],
    [(c) => c.poi.remove('a'), (c) => c.poi.getIDCount(), 0],
  ],
  polygon: [
    [(c) => c.polygon.add('a', corners, [1, 2, 3]), (c) => c.polygon.getShape('a'), corners],
    [(c) => c.polygon.setType('a', 'kind'), (c) => c.polygon.getType('a'), 'kind'],
    [(c) => c.polygon.setColor('a', [9, 8, 7, 6]), (c) => c.polygon.getColor('a'), [9, 8, 7, 6]],
    [(c) => c.polygon.setFilled('a', true), (c) => c.polygon.getFilled('a'), true],
    [(c) => c.polygon.setLineWidth('a', 2.5), (c) => c.polygon.getLineWidth('a'), 2.5],
    [(c) => c.polygon.setShape('a', corners.slice(1)), (c) => c.polygon.getShape('a'), corners.slice(1)],
    [(c) => c.polygon.remove('a'), (c) => c.polygon.getIDCount(), 0],
  ],
  simulation: [
    [(c) => c.simulation.setScale(1.5), (c) => c.simulation.getScale(), 1.5],
    [(c) => c.simulation.step(10), (c) => c.simulation.getTime(), 10],
    [(c) => c.simulation.writeMessage('heard'), (c) => c.simulation.getDeltaT(), 1],
  ],
};

for (const [domain, list] of Object.entries(rows))
  sumoTest(`${domain} - what is set comes back`, async (t) => {
    const demand = `<vehicle id="v" type="car" route="through" depart="0"/>
      <person id="p" depart="0"><walk edges="west east"/></person>`;
    const client = await startCrossing(t, { demand });
    await client.simulationStep();
    for (const [index, [set, get, value]] of list.entries()) {
      await set(client);
      t.deepEqual(await get(client), value, `${domain} row ${index}: ${get.toString()}`);
    }
  });

sumoTest('client - says what it is, and when it is no more', async (t) => {
  const client = await startCrossing(t);
  t.deepEqual([client.isLibsumo(), client.isLibtraci(), client.isLoaded()], [false, false, true]);
  t.is(client.getLabel(), 'default');
  await client.close();
  t.false(client.isLoaded());
});
