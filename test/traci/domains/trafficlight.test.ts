import { constants as tc, TraciCommandError } from '../../../src/traci/index.ts';
import type { Logic } from '../../../src/traci/index.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, startNetwork, stepUntil } from './crossing.ts';

const night: Logic = {
  programID: 'night',
  type: tc.TRAFFICLIGHT_TYPE_STATIC,
  currentPhaseIndex: 1,
  phases: [
    { duration: 12, state: 'GGGGGG', name: 'all green' },
    { duration: 8, state: 'rrrrrr', minDur: 3, maxDur: 9, next: [0], name: 'all red' },
  ],
  subParameter: { author: 'test' },
};

sumoTest('trafficlight - a program that is set comes back with all its phases, and is driven', async (t) => {
  const client = await startCrossing(t);
  const { trafficlight } = client;
  t.deepEqual(await trafficlight.getIDList(), ['x']);
  const links = await trafficlight.getControlledLinks('x');
  const lanes = await trafficlight.getControlledLanes('x');
  t.is((await trafficlight.getRedYellowGreenState('x')).length, links.length);
  t.deepEqual(
    links.map(([link]) => link![0]),
    [...lanes],
  );
  t.deepEqual([...new Set(lanes)].sort(), ['south_0', 'west_0', 'west_1']);
  t.true(links.flat().every(([, outgoing, via]) => /^(east|north)_\d$/.test(outgoing) && via.startsWith(':x_')));
  const program = {
    ...night,
    phases: night.phases.map((phase) => ({ ...phase, state: widen(phase.state, links.length) })),
  };
  await trafficlight.setProgramLogic('x', program);
  t.is(await trafficlight.getProgram('x'), 'night');
  const logics = await trafficlight.getAllProgramLogics('x');
  t.deepEqual(
    logics.find(({ programID }) => programID === 'night'),
    {
      ...program,
      phases: [
        { minDur: -1, maxDur: -1, next: [], ...program.phases[0]! },
        { next: [], name: '', minDur: 3, maxDur: 9, ...program.phases[1]! },
      ],
      subParameter: { author: 'test' },
    },
  );
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older name must go on working
  t.deepEqual(await trafficlight.getCompleteRedYellowGreenDefinition('x'), logics);
  t.is(await trafficlight.getPhase('x'), 1);
  t.is(await trafficlight.getPhaseName('x'), 'all red');
  await trafficlight.setPhase('x', 0);
  t.is(await trafficlight.getPhaseDuration('x'), 12);
  t.is(await trafficlight.getRedYellowGreenState('x'), widen('G', links.length));
  await trafficlight.setPhaseDuration('x', 30);
  t.is(await trafficlight.getNextSwitch('x'), (await client.simulation.getTime()) + 30);
  await trafficlight.setPhaseName('x', 'go');
  t.is(await trafficlight.getPhaseName('x'), 'go');
  await trafficlight.setProgram('x', 'off');
  t.is(await trafficlight.getProgram('x'), 'off');
});

sumoTest('trafficlight - one link changes its letter, and an index beyond the last is refused unsent', async (t) => {
  const client = await startCrossing(t);
  const { trafficlight } = client;
  const before = await trafficlight.getRedYellowGreenState('x');
  await trafficlight.setRedYellowGreenState('x', before.replace(/./g, 'r'));
  await trafficlight.setLinkState('x', 1, 'G');
  await trafficlight.setLinkState('x', before.length - 1, 'y');
  t.is(await trafficlight.getRedYellowGreenState('x'), `rG${'r'.repeat(before.length - 3)}y`);
  for (const index of [-1, before.length, 0.5]) {
    const error = await t.throwsAsync(trafficlight.setLinkState('x', index, 'G'), { instanceOf: TraciCommandError });
    t.is(error.code, 'E_TRACI_ARGUMENT');
  }
  t.is(await trafficlight.getServedPersonCount('x', 0), 0);
});

sumoTest('trafficlight - subscriptions tell the state of every step', async (t) => {
  const client = await startCrossing(t);
  const variables = [tc.TL_RED_YELLOW_GREEN_STATE, tc.TL_CURRENT_PHASE, tc.TL_CONTROLLED_LINKS] as const;
  await client.trafficlight.subscribe('x', variables);
  const seen = new Set<string>();
  for (let step = 0; step < 100; step++) {
    await client.simulationStep();
    const results = client.trafficlight.getSubscriptionResults('x')!;
    seen.add(`${String(results.get(tc.TL_CURRENT_PHASE))} ${String(results.get(tc.TL_RED_YELLOW_GREEN_STATE))}`);
  }
  const [program] = await client.trafficlight.getAllProgramLogics('x');
  t.deepEqual(seen, new Set(program!.phases.map(({ state }, index) => `${index} ${state}`)));
  t.deepEqual(
    client.trafficlight.getSubscriptionResults('x')!.get(tc.TL_CONTROLLED_LINKS),
    await client.trafficlight.getControlledLinks('x'),
  );
});

/** Two tracks that become one, each with a rail signal before the points. */
const RAILS = {
  'rail.nod.xml': `<nodes>
    <node id="a" x="0" y="0"/><node id="b" x="0" y="50"/>
    <node id="sa" x="500" y="0" type="rail_signal"/><node id="sb" x="500" y="50" type="rail_signal"/>
    <node id="m" x="700" y="25" type="priority"/><node id="z" x="1500" y="25"/>
  </nodes>`,
  'rail.edg.xml': `<edges>
    <edge id="a1" from="a" to="sa" speed="20" allow="rail"/><edge id="a2" from="sa" to="m" speed="20" allow="rail"/>
    <edge id="b1" from="b" to="sb" speed="20" allow="rail"/><edge id="b2" from="sb" to="m" speed="20" allow="rail"/>
    <edge id="mz" from="m" to="z" speed="20" allow="rail"/>
  </edges>`,
  'rail.rou.xml': `<routes>
    <vType id="rail" vClass="rail" length="50"/>
    <trip id="first" type="rail" depart="0" from="a1" to="mz"><param key="tripId" value="A"/></trip>
    <trip id="second" type="rail" depart="0" departPos="0" from="b1" to="mz"><param key="tripId" value="B"/></trip>
  </routes>`,
  'rail.add.xml': `<additional><railSignalConstraints id="sa">
    <predecessor tripId="A" tl="sb" foes="B" limit="2"/>
  </railSignalConstraints></additional>`,
};

sumoTest('trafficlight - rail signals tell their constraints, and who is in the way', async (t) => {
  const client = await startNetwork(t, RAILS, ['-r', 'rail.rou.xml', '-a', 'rail.add.xml']);
  const { trafficlight, vehicle } = client;
  const constraint = {
    signalId: 'sa',
    tripId: 'A',
    foeId: 'B',
    foeSignal: 'sb',
    limit: 2,
    type: 0,
    active: true,
    param: {},
  };
  await client.simulationStep();
  t.deepEqual(await trafficlight.getConstraints('sa'), [{ ...constraint, mustWait: true }]);
  t.deepEqual(await trafficlight.getConstraints('sa', 'A'), [{ ...constraint, mustWait: true }]);
  t.deepEqual(await trafficlight.getConstraints('sa', 'nobody'), []);
  t.deepEqual(await trafficlight.getConstraintsByFoe('sb'), [{ ...constraint, mustWait: true }]);
  t.deepEqual(await trafficlight.getConstraintsByFoe('sb', 'A'), []);
  // Turned round, the other signal holds the constraint.
  const made = await trafficlight.swapConstraints('sa', 'A', 'sb', 'B');
  t.deepEqual(
    made.map(({ signalId, tripId, foeId }) => [signalId, tripId, foeId]),
    [],
  );
  t.deepEqual(await trafficlight.getConstraints('sa'), []);
  const [turned] = await trafficlight.getConstraints('sb');
  t.like(turned, { active: true, signalId: 'sb', tripId: 'B', foeId: 'A', foeSignal: 'sa' });
  await stepUntil(t, client, async () => (await vehicle.getRoadID('first')) === 'mz');
  t.deepEqual(await trafficlight.getBlockingVehicles('sb', 0), ['first']);
  t.deepEqual(await trafficlight.getPriorityVehicles('sb', 0), []);
  t.deepEqual(await trafficlight.getRivalVehicles('sb', 0), []);
  await trafficlight.updateConstraints('second');
  await trafficlight.removeConstraints('sb', 'B', '', '');
  t.like((await trafficlight.getConstraints('sb'))[0], { tripId: 'B', active: false, mustWait: false });
});

/** Two rings of two phases each: 2 and 6 for the road from west, 4 and 8 for the one from south. */
const nema = (west: string, south: string) => `<tlLogic id="x" offset="0" programID="nema" type="NEMA">
  <param key="detector-length" value="20"/><param key="total-cycle-length" value="60"/>
  <param key="ring1" value="0,2,0,4"/><param key="ring2" value="0,6,0,8"/>
  <param key="barrierPhases" value="4,8"/><param key="barrier2Phases" value="2,6"/>
  <param key="coordinate-mode" value="false"/><param key="fixForceOff" value="false"/>
  ${[2, 4, 6, 8].map((name) => phase(name, name % 4 === 2 ? west : south)).join('')}
</tlLogic>`;
const phase = (name: number, state: string) =>
  `<phase duration="99" minDur="5" maxDur="30" vehext="2" yellow="3" red="2" name="${name}" state="${state}"/>`;

sumoTest('trafficlight - a NEMA controller tells its calls and takes its settings', async (t) => {
  const plain = await startCrossing(t);
  const lanes = await plain.trafficlight.getControlledLanes('x');
  const stateFor = (road: string): string => lanes.map((lane) => (lane.startsWith(road) ? 'G' : 'r')).join('');
  for (const refused of [
    plain.trafficlight.setNemaSplits('x', []),
    plain.trafficlight.setNemaMaxGreens('x', []),
    plain.trafficlight.setNemaCycleLength('x', 60),
    plain.trafficlight.setNemaOffset('x', 5),
  ])
    await t.throwsAsync(refused, { message: /'x' is not a NEMA controller/ });
  const demand = '<vehicle id="v" type="car" route="across" depart="0" departSpeed="max"/>';
  const client = await startCrossing(t, { additional: nema(stateFor('west'), stateFor('south')), demand });
  const { trafficlight } = client;
  await trafficlight.setNemaSplits('x', [0, 30, 0, 30, 0, 30, 0, '30']);
  await trafficlight.setNemaMaxGreens('x', '0 25 0 25 0 25 0 25');
  await trafficlight.setNemaCycleLength('x', 60);
  await trafficlight.setNemaOffset('x', 5);
  t.is(await trafficlight.getProgram('x'), 'nema');
  const calls = new Set<number>();
  for (let step = 0; step < 60; step++) {
    await client.simulationStep();
    const told = await trafficlight.getNemaPhaseCalls('x');
    t.is(told.length, 8);
    for (const [index, call] of told.entries()) if (call === '1') calls.add(index + 1);
  }
  t.true(calls.has(4) || calls.has(8), 'the vehicle from south was not seen');
});

/** A state of the length of another: its letters repeated. */
function widen(state: string, length: number): string {
  return state[0]!.repeat(length);
}
