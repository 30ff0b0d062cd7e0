/**
 * Shows a run in sumo-gui: ranges, names, what each worker is doing, a line for each delivery.
 *
 * Only made with `--gui`. Everything it sends travels with the next step, so the window costs no round trip of its own.
 * Source: SUMO documentation, "TraCI/Change PoI State", "Change Polygon State", "Change GUI State".
 */
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import type { SimulationEvent } from '../events.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TrafficFrame } from '../mobility/source.ts';
import { RANGE_COLOUR, SITE_COLOUR, STATE_COLOURS } from './colours.ts';
import { rangeCircle, viewBoundary } from './shapes.ts';
import { createStateTracker, type Delivery } from './states.ts';

/** sumo-gui's name for its first window. */
const VIEW = 'View #0';
/** Layers: SUMO draws roads at 0 and vehicles above; ranges lie under the roads, lines over everything. */
const RANGE_LAYER = -10;
const LINE_LAYER = 200;
const SITE_LAYER = 210;
const LINE_WIDTH_M = 1.2;

/** The window's side of a run. */
export interface Viewer {
  onEvent(event: SimulationEvent): void;
  /** Queues what the step changed; it is drawn with the next step. */
  afterStep(frame: TrafficFrame): void;
}

/** Draws the edge servers and returns the viewer. */
export async function createViewer(
  client: TraciClient,
  experiment: Experiment,
  sites: readonly Site[],
): Promise<Viewer> {
  await drawSites(client, experiment, sites);
  const tracker = createStateTracker();
  const siteOf = new Map(experiment.edgeServers.map(({ name }, index) => [name, sites[index]!]));
  let lines: readonly string[] = [];

  const colour = (vehicle: string, state: keyof typeof STATE_COLOURS): void => {
    send(client.vehicle.setColor(vehicle, STATE_COLOURS[state]));
  };
  const drawLine = (
    delivery: Delivery,
    positions: ReadonlyMap<string, readonly [number, number]>,
  ): string | undefined => {
    const from = positions.get(delivery.vehicle);
    const site = siteOf.get(delivery.edgeServer);
    if (from === undefined || site === undefined) return undefined;
    const id = `edgemlsim:delivery:${delivery.vehicle}`;
    const shape = [from, [site.x, site.y] as const];
    send(
      client.polygon.add(id, shape, STATE_COLOURS.delivered, {
        polygonType: 'delivery',
        layer: LINE_LAYER,
        lineWidth: LINE_WIDTH_M,
      }),
    );
    return id;
  };
  return {
    onEvent: (event) => {
      tracker.onEvent(event);
    },
    afterStep(frame) {
      for (const line of lines) send(client.polygon.remove(line));
      for (const vehicle of frame.arrived) tracker.forget(vehicle);
      const arrived = new Set(frame.arrived);
      for (const vehicle of frame.departed) if (!arrived.has(vehicle)) colour(vehicle, 'out-of-range');
      const { changed, deliveries } = tracker.endStep();
      for (const [vehicle, state] of changed) colour(vehicle, state);
      const positions = positionsOf(frame);
      lines = deliveries.map((delivery) => drawLine(delivery, positions)).filter((id) => id !== undefined);
    },
  };
}

async function drawSites(client: TraciClient, { edgeServers }: Experiment, sites: readonly Site[]): Promise<void> {
  const shapes = sites.flatMap((site, index) => {
    const { name, range } = edgeServers[index]!;
    return [
      client.polygon.add(`${name} (${range} m)`, rangeCircle(site), RANGE_COLOUR, {
        fill: true,
        polygonType: 'range',
        layer: RANGE_LAYER,
      }),
      client.poi.add(name, [site.x, site.y], SITE_COLOUR, { poiType: 'edge server', layer: SITE_LAYER }),
    ];
  });
  const { lower, upper } = viewBoundary(sites);
  await Promise.all([...shapes, client.gui.setBoundary(VIEW, lower, upper)]);
}

/**
 * Nobody waits for a change of the picture. A refused one (a vehicle removed in the same step) leaves the picture a
 * step old; a dead connection is reported by the next step.
 */
function send(command: Promise<unknown>): void {
  command.catch(() => undefined);
}

function positionsOf({ vehicles }: TrafficFrame): ReadonlyMap<string, readonly [number, number]> {
  return new Map(vehicles.ids.map((id, index) => [id, [vehicles.x[index]!, vehicles.y[index]!] as const]));
}
