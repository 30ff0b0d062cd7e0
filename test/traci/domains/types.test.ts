/**
 * Every variable of every table, asked of a real SUMO: the type in the table is the type on the wire. Variables with a
 * parameter are left to the tests of their domains, which know what to ask.
 */
import { TraciCommandError } from '../../../src/traci/index.ts';
import type { TraciClient } from '../../../src/traci/index.ts';
import { isSince } from '../../../src/traci/domains/since.ts';
import type { VariableTable } from '../../../src/traci/variables.ts';
import { busStopVariables } from '../../../src/traci/domains/busstop.ts';
import { calibratorVariables } from '../../../src/traci/domains/calibrator.ts';
import { chargingStationVariables } from '../../../src/traci/domains/chargingstation.ts';
import { edgeVariables } from '../../../src/traci/domains/edge.ts';
import { inductionLoopVariables } from '../../../src/traci/domains/inductionloop.ts';
import { junctionVariables } from '../../../src/traci/domains/junction.ts';
import { laneVariables } from '../../../src/traci/domains/lane.ts';
import { laneAreaVariables } from '../../../src/traci/domains/lanearea.ts';
import { meanDataVariables } from '../../../src/traci/domains/meandata.ts';
import { multiEntryExitVariables } from '../../../src/traci/domains/multientryexit.ts';
import { overheadWireVariables } from '../../../src/traci/domains/overheadwire.ts';
import { parkingAreaVariables } from '../../../src/traci/domains/parkingarea.ts';
import { personVariables } from '../../../src/traci/domains/person.ts';
import { poiVariables } from '../../../src/traci/domains/poi.ts';
import { polygonVariables } from '../../../src/traci/domains/polygon.ts';
import { rerouterVariables } from '../../../src/traci/domains/rerouter.ts';
import { routeVariables } from '../../../src/traci/domains/route.ts';
import { routeProbeVariables } from '../../../src/traci/domains/routeprobe.ts';
import { simulationVariables } from '../../../src/traci/domains/simulation.ts';
import { trafficLightVariables } from '../../../src/traci/domains/trafficlight.ts';
import { variableSpeedSignVariables } from '../../../src/traci/domains/variablespeedsign.ts';
import { vehicleVariables } from '../../../src/traci/domains/vehicle.ts';
import { vehicleTypeVariables } from '../../../src/traci/domains/vehicletype.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { startCrossing, steps } from './crossing.ts';

const tables: Readonly<Record<Exclude<DomainName, 'gui'>, VariableTable>> = {
  busstop: busStopVariables,
  calibrator: calibratorVariables,
  chargingstation: chargingStationVariables,
  edge: edgeVariables,
  inductionloop: inductionLoopVariables,
  junction: junctionVariables,
  lane: laneVariables,
  lanearea: laneAreaVariables,
  meandata: meanDataVariables,
  multientryexit: multiEntryExitVariables,
  overheadwire: overheadWireVariables,
  parkingarea: parkingAreaVariables,
  person: personVariables,
  poi: poiVariables,
  polygon: polygonVariables,
  rerouter: rerouterVariables,
  route: routeVariables,
  routeprobe: routeProbeVariables,
  simulation: simulationVariables,
  trafficlight: trafficLightVariables,
  variablespeedsign: variableSpeedSignVariables,
  vehicle: vehicleVariables,
  vehicletype: vehicleTypeVariables,
};

type DomainName = {
  [Name in keyof TraciClient]: TraciClient[Name] extends { getIDCount(): unknown } ? Name : never;
}[keyof TraciClient];

const EVERYTHING = `
  <inductionLoop id="loop" lane="west_0" pos="100" freq="20" file="loop.out.xml"/>
  <laneAreaDetector id="area" lane="west_0" pos="200" endPos="290" freq="20" file="area.out.xml"/>
  <entryExitDetector id="gate" freq="20" file="gate.out.xml">
    <detEntry lane="west_0" pos="10"/><detExit lane="west_0" pos="150"/></entryExitDetector>
  <busStop id="stop" lane="west_0" startPos="100" endPos="120"/>
  <chargingStation id="charger" lane="west_1" startPos="60" endPos="80"/>
  <parkingArea id="parking" lane="east_0" startPos="100" endPos="150" roadsideCapacity="3"/>
  <tractionSubstation id="substation" voltage="600" currentLimit="400"/>
  <overheadWireSegment id="wire" lane="east_1" startPos="20" endPos="200" substationId="substation"/>
  <routeProbe id="probe" edge="west" freq="30" file="probe.out.xml"/>
  <calibrator id="calibrator" edge="north" pos="0">
    <flow begin="0" end="100" route="across" vehsPerHour="1800" speed="8" type="car"/></calibrator>
  <variableSpeedSign id="sign" lanes="east_0 east_1"><step time="0" speed="5"/></variableSpeedSign>
  <rerouter id="detour" edges="west"><interval begin="0" end="9"><destProbReroute id="east" probability="1"/></interval></rerouter>
  <edgeData id="mean" freq="10" file="mean.out.xml"/>
  <poi id="poi" x="1" y="2" color="red"/><poly id="poly" shape="0,0 1,0 1,1" color="red"/>`;

const DEMAND = `
  <person id="walker" depart="0"><walk edges="west east"/></person>
  <vehicle id="v" type="car" route="through" depart="0" departSpeed="max"><stop parkingArea="parking" duration="9"/></vehicle>
  <flow id="f" type="car" route="across" begin="0" end="100" period="5"/>`;

/** Asked of the empty id; the simulation's bus-stop variables are asked of the stop. */
const subjects: Readonly<Record<string, string>> = {
  VAR_BUS_STOP_WAITING: 'stop',
  VAR_BUS_STOP_WAITING_IDS: 'stop',
  VAR_OPTION: 'seed',
};

sumoTest('domains - every variable has the type that the tables say', async (t) => {
  const client = await startCrossing(t, { additional: EVERYTHING, demand: DEMAND });
  await steps(client, 25);
  const { sumoVersion } = client.version;
  let asked = 0;
  const refused: string[] = [];
  for (const [name, table] of Object.entries(tables)) {
    const domain = client[name as keyof typeof tables] as unknown as {
      getIDList(): Promise<readonly string[]>;
      get(row: VariableTable[string], objectId: string): Promise<unknown>;
    };
    const ids = name === 'simulation' ? [''] : await domain.getIDList();
    t.true(ids.length > 0, `${name}: there is none`);
    for (const row of Object.values(table)) {
      if (row.parameter !== undefined || (row.since !== undefined && !isSince(sumoVersion, row.since))) continue;
      for (const id of ids) {
        const subject = name === 'simulation' ? (subjects[row.name] ?? id) : id;
        try {
          await domain.get(row, subject);
          asked++;
        } catch (error) {
          // Bytes of another type would be our mistake, and end the connection; a refusal is SUMO's choice.
          if (!(error instanceof TraciCommandError)) throw error;
          refused.push(`${name} ${row.name}`);
        }
      }
    }
    t.is(new Set(Object.values(table).map(({ id }) => id)).size, Object.keys(table).length, `${name}: a number twice`);
  }
  t.deepEqual(refused, ['simulation TRACI_ID_LIST', 'simulation ID_COUNT']);
  t.true(asked > 1000, `${asked} asked`);
});
