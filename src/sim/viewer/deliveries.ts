/** A line from vehicle to edge server for each gradient that was delivered in the last step. */
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import { LAYERS, type Canvas } from './canvas.ts';
import { STATE_COLOURS } from './colours.ts';
import type { Point } from './shapes.ts';
import type { Delivery } from './states.ts';

/** The lines of one window. */
export interface DeliveryLines {
  /**
   * Shows these deliveries and no others.
   *
   * @param positionOf - where the vehicle will be when the line is drawn; undefined when unknown.
   */
  show(deliveries: readonly Delivery[], positionOf: (vehicle: string) => Point | undefined): void;
}

/** Width of a line as a share of the smallest range. */
const WIDTH_SHARE = 0.02;

export function createDeliveryLines(
  client: TraciClient,
  canvas: Canvas,
  siteOf: ReadonlyMap<string, Site>,
): DeliveryLines {
  const lineWidth = WIDTH_SHARE * Math.min(...[...siteOf.values()].map(({ range }) => range));
  let drawn: ReadonlySet<string> = new Set();
  const lineId = (vehicle: string): string => `edgemlsim:delivery:${vehicle}`;
  return {
    show(deliveries, positionOf) {
      const next = new Set<string>();
      for (const { vehicle, edgeServer, late } of deliveries) {
        const from = positionOf(vehicle);
        const site = siteOf.get(edgeServer);
        if (from === undefined || site === undefined) continue;
        next.add(vehicle);
        const shape = [from, [site.x, site.y] as const];
        const colour = STATE_COLOURS[late ? 'late' : 'delivered'];
        if (drawn.has(vehicle)) {
          canvas.send(client.polygon.setShape(lineId(vehicle), shape));
          canvas.send(client.polygon.setColor(lineId(vehicle), colour));
        } else canvas.send(client.polygon.add(lineId(vehicle), shape, colour, { layer: LAYERS.line, lineWidth }));
      }
      for (const vehicle of drawn) if (!next.has(vehicle)) canvas.send(client.polygon.remove(lineId(vehicle)));
      drawn = next;
    },
  };
}
