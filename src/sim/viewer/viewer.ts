/**
 * Shows a run in sumo-gui: edge servers and their ranges, what each worker is doing, what travels, what was lost, a panel.
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
import { createFollower } from './follow.ts';
import { legendRows } from './legend-rows.ts';
import { createLines, type PositionOf } from './lines.ts';
import { createMarks } from './marks.ts';
import { isDue, screenshotName } from './moments.ts';
import type { ViewerOptions } from './options.ts';
import { createPanel } from './panel.ts';
import { predict, viewBoundary, type Boundary, type Point } from './shapes.ts';
import { drawSites, type Health } from './sites.ts';
import { createStateTracker, type StepView } from './states.ts';
import { createStops } from './stops.ts';

/** A vehicle at 70 m/s is none. */
const FASTEST_M_PER_MS = 0.07;

/** The window's side of a run. */
export interface Viewer {
  onEvent(event: SimulationEvent): void;
  /** Queues what the step changed; it is drawn with the next step. */
  afterStep(frame: TrafficFrame, progress: Progress): void;
  /** Resolves when the next step may be made: at once, unless the run waits at a round. */
  released(): Promise<void>;
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
  const legend = legendRows(experiment);
  const panel = createPanel({ client, canvas, title: experiment.name, windowWidth, view: shownFirst, legend });
  const siteOf = new Map(servers.map(({ name, site }) => [name, site]));
  const lines = createLines(client, canvas, siteOf);
  const marks = createMarks(client, canvas, siteOf);
  const follower = createFollower({ client, canvas, vehicle: options.follow, home, onNotice });
  const tracker = createStateTracker(experiment.network.interruption.policy);
  const stops = createStops(options, { experiment, tracker, onNotice });
  let view: Boundary = shownFirst;
  let before: ReadonlyMap<string, Point> = new Map();

  const colourVehicles = ({ departed, arrived }: TrafficFrame): StepView => {
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
  /** Where vehicles will be when what is sent now is drawn: a step later, or where they are if the run waits here. */
  const placesIn = (frame: TrafficFrame, waits: boolean): PositionOf => {
    const now = positionsOf(frame);
    const last = before;
    before = now;
    return (vehicle) => {
      const position = now.get(vehicle);
      if (position === undefined || waits) return position;
      return predict(position, last.get(vehicle), FASTEST_M_PER_MS * stepLengthMs);
    };
  };
  const shoot = ({ timeMs }: TrafficFrame): void => {
    const { screenshots } = options;
    if (screenshots === undefined || !isDue(timeMs, screenshots.everySeconds, stepLengthMs)) return;
    canvas.send(client.gui.screenshot(VIEW, join(screenshots.folder, screenshotName(experiment.name, timeMs))));
  };
  return {
    onEvent: (event) => {
      tracker.onEvent(event);
      stops.onEvent(event);
    },
    released: () => stops.released(),
    afterStep(frame, progress) {
      const step = colourVehicles(frame);
      const waits = stops.afterStep(frame.timeMs, progress);
      const positionOf = placesIn(frame, waits);
      lines.show(step.deliveries, step.transfers, positionOf);
      marks.show(step.losses, frame.timeMs, positionOf);
      serversView.update(progress.inRange, (name) => healthOf(name, step));
      panel.place(view);
      panel.update(progress);
      follower.afterStep(frame);
      shoot(frame);
      canvas.send(
        client.gui.getBoundary(VIEW).then((boundary) => {
          view = boundary;
        }),
      );
      if (waits) canvas.send(redraw(client));
    },
  };
}

/** Without a step sumo-gui draws when it likes: it is made to by setting the colour scheme that it has. */
async function redraw(client: TraciClient): Promise<void> {
  await client.gui.setSchema(VIEW, await client.gui.getSchema(VIEW));
}

function healthOf(name: string, { crashedServers, byzantineServers }: StepView): Health {
  if (crashedServers.has(name)) return 'down';
  return byzantineServers.has(name) ? 'byzantine' : 'well';
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
