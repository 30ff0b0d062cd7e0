/**
 * Part E: who reaches whom, as `src/sim/connectivity.ts` computes it, is what SUMO itself says at the same radius.
 *
 * Boston Common, with its own ranges and others: after each step the gate over all positions must equal the context
 * subscriptions of points of interest, vehicle by vehicle.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants as tc, launchSumo } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';
import { connect, NO_LINK } from '../../src/sim/connectivity.ts';
import type { Site } from '../../src/sim/connectivity.ts';
import type { VehiclePositions } from '../../src/sim/mobility/source.ts';
import type { SumoInstallation } from './scenario.ts';

export interface ConnectivityReport {
  readonly steps: number;
  /** Vehicles times sites times steps. */
  readonly decisions: number;
  /** How many of them said yes. */
  readonly inRange: number;
  readonly differences: readonly string[];
}

const CONFIGURATION = fileURLToPath(new URL('../../scenarios/boston-common/boston-common.sumocfg', import.meta.url));
/** Junction and range in m; ranges of one junction nest, those of two overlap. */
const PLACES: readonly (readonly [junction: string, range: number])[] = [
  ['beacon_charles', 75],
  ['arlington_commonwealth_eastbound', 75],
  ['boylston_tremont', 75],
  ['boylston_tremont', 50],
  ['beacon_charles', 400],
];

/** @param steps - of 1 s, from the scenario's begin. */
export async function compareConnectivity(sumo: SumoInstallation, steps: number): Promise<ConnectivityReport> {
  const client = await launchSumo({
    binary: join(sumo.binFolder, 'sumo'),
    sumoHome: sumo.home,
    arguments: ['-c', CONFIGURATION, '--seed', '1', '--no-step-log'],
  });
  try {
    const sites = await place(client);
    const differences: string[] = [];
    let decisions = 0;
    let inRange = 0;
    for (let step = 1; step <= steps; step++) {
      await client.simulationStep();
      const vehicles = await positions(client);
      for (const [index, site] of sites.entries()) {
        const theirs = new Set(client.poi.getContextSubscriptionResults(poiId(index), client.vehicle)?.keys());
        const links = connect(vehicles, [site]);
        for (const [vehicle, id] of vehicles.ids.entries()) {
          const isLinked = links[vehicle] !== NO_LINK;
          if (isLinked !== theirs.has(id)) differences.push(`step ${step}, site ${index}, ${id}: ours ${isLinked}`);
          if (isLinked) inRange++;
        }
        const known = new Set(vehicles.ids);
        for (const id of theirs) if (!known.has(id)) differences.push(`step ${step}, site ${index}: unknown ${id}`);
        decisions += vehicles.count;
      }
    }
    return { steps, decisions, inRange, differences };
  } finally {
    await client.close();
  }
}

async function place(client: TraciClient): Promise<readonly Site[]> {
  return Promise.all(
    PLACES.map(async ([junction, range], index) => {
      const [x, y] = await client.junction.getPosition(junction);
      await client.poi.add(poiId(index), [x, y], [0, 0, 0, 0]);
      await client.poi.subscribeContext(poiId(index), client.vehicle, range, [tc.VAR_POSITION]);
      return { x, y, range };
    }),
  );
}

/** Positions by getters, so that nothing of the contexts is compared with itself. */
async function positions(client: TraciClient): Promise<VehiclePositions> {
  const ids = await client.vehicle.getIDList();
  const places = await Promise.all(ids.map((id) => client.vehicle.getPosition(id)));
  return {
    count: ids.length,
    ids,
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
}

function poiId(index: number): string {
  return `conformance:${index}`;
}
