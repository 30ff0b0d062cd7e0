/**
 * Shows a run in sumo-gui: edge servers and their ranges, what each worker is doing, a line for each delivery, a panel.
 *
 * Only made with `--gui`. Everything it sends travels with the next step, so the window costs no round trip of its own.
 * Source: SUMO documentation, "TraCI/Change PoI State", "Change Polygon State", "Change GUI State".
 */
import { join } from 'node:path';
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import type { SimulationEvent } from '../events.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { TrafficFrame } from '../mobility/source.ts';
import type { Progress } from '../simulator.ts';
import { createCanvas, VIEW, type Canvas } from './canvas.ts';
import { STATE_COLOURS } from './colours.ts';
import { createDeliveryLines } from './deliveries.ts';
import { createFollower } from './follow.ts';
import { breakNotice, isDue, screenshotName } from './moments.ts';
import type { ViewerOptions } from './options.ts';
import { createPanel } from './panel.ts';
import { predict, viewBoundary, type Boundary, type Point } from './shapes.ts';
import { drawSites } from './sites.ts';
import { createStateTracker } from './states.ts';

/** A vehicle at 70 m/s is none. */
const FASTEST_M_PER_MS = 0.07;

/** The window's side of a run. */
export interface Viewer {
  onEvent(event: SimulationEvent): void;
  /** Queues what the step changed; it is drawn with the next step. */
  afterStep(frame: TrafficFrame, progress: Progress): void;
}

export interface ViewerParts {
  readonly client: TraciClient;
  readonly experiment: Experiment;
  readonly sites: readonly Site[];
  readonly options: ViewerOptions;
  /** Of the window, pixels. */
  readonly windowWidth: number;
  /** Length of a step, ms. */
  readonly stepLengthMs: number;
  /** Told, in one line, what whoever looks at the terminal should know. */
  readonly onNotice: (message: string) => void;
}

/** Sets the view to the edge servers, draws them, and returns the viewer. */
export async function createViewer(parts: ViewerParts): Promise<Viewer> {
  const { client, experiment, sites, options, stepLengthMs, onNotice } = parts;
  const canvas = createCanvas(client, onNotice);
  const home = viewBoundary(sites);
  const servers = experiment.edgeServers.map(({ name }, index) => ({ name, site: sites[index]! }));
  const serversView = drawSites(client, canvas, servers);
  const [, shownFirst] = await Promise.all([client.gui.setBoundary(VIEW, ...home), client.gui.getBoundary(VIEW)]);
  const colourTypes = createTypeColouring(client, canvas);
  colourTypes();

  const { windowWidth } = parts;
  const panel = createPanel({ client, canvas, title: experiment.name, windowWidth, view: shownFirst });
  const lines = createDeliveryLines(client, canvas, new Map(servers.map(({ name, site }) => [name, site])));
  const follower = createFollower({ client, canvas, vehicle: options.follow, home, onNotice });
  const tracker = createStateTracker();
  let view: Boundary = shownFirst;
  let before: ReadonlyMap<string, Point> = new Map();

  const colourVehicles = ({ departed, arrived }: TrafficFrame): ReturnType<typeof tracker.endStep> => {
    for (const vehicle of arrived) tracker.forget(vehicle);
    const gone = new Set(arrived);
    const step = tracker.endStep();
    if (departed.length > 0) colourTypes();
    for (const vehicle of departed)
      if (!gone.has(vehicle) && !step.changed.has(vehicle))
        canvas.send(client.vehicle.setColor(vehicle, STATE_COLOURS['out-of-range']));
    for (const [vehicle, state] of step.changed) canvas.send(client.vehicle.setColor(vehicle, STATE_COLOURS[state]));
    return step;
  };
  /** The step sent next shows the time of this frame on sumo-gui's clock, and its breakpoints go by that clock. */
  const announce = ({ timeMs }: TrafficFrame, progress: Progress): void => {
    if (options.breakAt?.some((seconds) => Math.round(seconds * 1000) === timeMs) === true)
      onNotice(breakNotice(timeMs, progress, experiment));
    const { screenshots } = options;
    if (screenshots === undefined || !isDue(timeMs, screenshots.everySeconds, stepLengthMs)) return;
    canvas.send(client.gui.screenshot(VIEW, join(screenshots.folder, screenshotName(experiment.name, timeMs))));
  };
  return {
    onEvent: (event) => {
      tracker.onEvent(event);
    },
    afterStep(frame, progress) {
      const { deliveries, byzantineServers } = colourVehicles(frame);
      const now = positionsOf(frame);
      const longest = FASTEST_M_PER_MS * stepLengthMs;
      lines.show(deliveries, (vehicle) => {
        const position = now.get(vehicle);
        return position === undefined ? undefined : predict(position, before.get(vehicle), longest);
      });
      before = now;
      serversView.update(progress.inRange, byzantineServers);
      panel.place(view);
      panel.update(progress);
      follower.afterStep(frame);
      announce(frame, progress);
      canvas.send(
        client.gui.getBoundary(VIEW).then((boundary) => {
          view = boundary;
        }),
      );
    },
  };
}

/**
 * Colours vehicle types, so that a vehicle is out of range from the moment that it is drawn first. SUMO reads routes,
 * and types with them, as it goes: the question is asked anew when vehicles have departed.
 */
function createTypeColouring(client: TraciClient, canvas: Canvas): () => void {
  const coloured = new Set<string>();
  return () => {
    canvas.send(
      client.vehicletype.getIDList().then((types) => {
        for (const type of types) {
          if (coloured.has(type)) continue;
          coloured.add(type);
          canvas.send(client.vehicletype.setColor(type, STATE_COLOURS['out-of-range']));
        }
      }),
    );
  };
}

function positionsOf({ vehicles }: TrafficFrame): ReadonlyMap<string, Point> {
  return new Map(vehicles.ids.map((id, index) => [id, [vehicles.x[index]!, vehicles.y[index]!] as const]));
}
