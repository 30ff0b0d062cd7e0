import { constants as tc } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, steps, stepUntil } from './crossing.ts';

sumoTest('person - a plan put together stage by stage is walked, waited and changed', async (t) => {
  const client = await startCrossing(t);
  const { person, simulation } = client;
  await person.add('p', 'west', 50);
  await person.appendWalkingStage('p', 'west', 100, { speed: 2 });
  await person.appendWaitingStage('p', 10, { description: 'resting' });
  await person.appendStage('p', simulation.walkingStage(['west', 'east'], 40, '', 'home'));
  await client.simulationStep();
  t.deepEqual(await person.getIDList(), ['p']);
  t.is(await person.getRemainingStages('p'), 3);
  t.is(await person.getTypeID('p'), 'DEFAULT_PEDTYPE');
  t.is(await person.getRoadID('p'), 'west');
  t.is(await person.getVehicle('p'), '');
  t.is(await person.getSlope('p'), 0);
  t.deepEqual(await person.getEdges('p', 2), ['west', 'east']);
  t.like(await person.getStage('p'), { type: tc.STAGE_WALKING, edges: ['west'], arrivalPos: 100, departPos: 50 });
  t.like(await person.getStage('p', 1), { type: tc.STAGE_WAITING, description: 'waiting (resting)' });
  const before = await person.getLanePosition('p');
  await steps(client, 5);
  const walked = (await person.getLanePosition('p')) - before;
  t.true(walked > 8 && walked <= 10, `walked ${walked} m`);
  t.is(Math.round(await person.getSpeed('p')), 2);
  t.is(await person.getAngle('p'), 90);
  const [x, y] = await person.getPosition('p');
  t.deepEqual(await person.getPosition3D('p'), [x, y, 0]);
  t.is(Math.round(x), Math.round(await person.getLanePosition('p')));
  // Breaking the walk off begins the wait.
  await person.removeStage('p', 0);
  await client.simulationStep();
  t.is((await person.getStage('p')).type, tc.STAGE_WAITING);
  await person.replaceStage('p', 1, simulation.walkingStage(['west'], 20));
  t.like(await person.getStage('p', 1), { type: tc.STAGE_WALKING, edges: ['west'], arrivalPos: 20 });
  await person.removeStages('p');
  await client.simulationStep();
  t.deepEqual(await person.getIDList(), []);
});

sumoTest('person - can be moved, rerouted, retyped and removed', async (t) => {
  const types = '<vType id="runner" vClass="pedestrian" length="0.4"/>';
  const client = await startCrossing(t, { additional: types });
  const { person } = client;
  await person.add('p', 'west', 10, { typeId: 'runner', depart: 3 });
  await person.appendWalkingStage('p', ['west', 'east'], 100);
  await client.simulationStep(5);
  t.is(await person.getTypeID('p'), 'runner');
  t.is(await person.getLength('p'), 0.4);
  await person.moveTo('p', 'west_0', 150);
  await client.simulationStep();
  const moved = await person.getLanePosition('p');
  t.true(moved >= 149 && moved <= 156, `at ${moved}`);
  const [, y] = await person.getPosition('p');
  await person.moveToXY('p', [200, y], { edgeId: 'west' });
  await client.simulationStep();
  const [x] = await person.getPosition('p');
  t.true(x >= 199 && x <= 206, `at ${x}`);
  await person.rerouteTraveltime('p');
  await person.setSpeed('p', 1.5);
  await person.setType('p', 'DEFAULT_PEDTYPE');
  t.is(await person.getTypeID('p'), 'DEFAULT_PEDTYPE');
  await person.setLength('p', 0.5);
  t.is(await person.getLength('p'), 0.5);
  await person.subscribe('p', [tc.VAR_STAGES_REMAINING, tc.VAR_NEXT_EDGE]);
  await client.simulationStep();
  const results = person.getSubscriptionResults('p')!;
  t.is(results.get(tc.VAR_STAGES_REMAINING), 1);
  t.is(results.get(tc.VAR_NEXT_EDGE), await person.getNextEdge('p'));
  await person.remove('p');
  await client.simulationStep();
  t.deepEqual(await person.getIDList(), []);
});

sumoTest('person - taxis are asked for, split, sent and ridden', async (t) => {
  const demand = `
    <vType id="taxi" vClass="taxi"><param key="has.taxi.device" value="true"/></vType>
    <vehicle id="cab" type="taxi" route="through" depart="0" departPos="10"><stop lane="west_0" endPos="60" triggered="person"/></vehicle>
    <person id="a" depart="1" departPos="150"><ride from="west" to="east" lines="taxi" group="pair"/></person>
    <person id="b" depart="1" departPos="150"><ride from="west" to="east" lines="taxi" group="pair"/></person>`;
  const client = await startCrossing(t, { demand, arguments: ['--device.taxi.dispatch-algorithm', 'traci'] });
  const { person, vehicle } = client;
  await steps(client, 5);
  t.deepEqual(await vehicle.getTaxiFleet(-1), ['cab']);
  t.deepEqual(await vehicle.getTaxiFleet(0), ['cab']);
  const [pair] = await person.getTaxiReservations(0);
  t.like(pair, { group: 'pair', fromEdge: 'west', toEdge: 'east', departPos: 150, depart: 1 });
  t.deepEqual([...pair!.persons].sort(), ['a', 'b']);
  t.deepEqual(await person.getTaxiReservations(1), []);
  const split = await person.splitTaxiReservation(pair!.id, ['b']);
  const both = await person.getTaxiReservations(0);
  t.deepEqual(
    both.map(({ id, persons }) => [id, [...persons]]).sort(),
    [
      [pair!.id, ['a']],
      [split, ['b']],
    ].sort(),
  );
  await vehicle.dispatchTaxi('cab', [pair!.id, split, split, pair!.id]);
  t.deepEqual(await vehicle.getTaxiFleet(1), ['cab']);
  await stepUntil(t, client, async () => (await person.getVehicle('a')) === 'cab');
  await stepUntil(t, client, async () => (await vehicle.getPersonNumber('cab')) === 2);
  t.deepEqual([...(await vehicle.getPersonIDList('cab'))].sort(), ['a', 'b']);
  t.deepEqual(await vehicle.getTaxiFleet(2), ['cab']);
  t.is((await person.getStage('a')).type, tc.STAGE_DRIVING);
});
