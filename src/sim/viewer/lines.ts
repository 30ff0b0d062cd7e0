/**
 * What goes between vehicles and edge servers: a wedge for what is on its way, a line for what was delivered in the step.
 *
 * A wedge is broad where the message comes from and ends in a point where it goes to, so that the direction is seen
 * without telling colours. Wedges follow the vehicle from step to step.
 */
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import { LAYERS, type Canvas } from './canvas.ts';
import { STATE_COLOURS } from './colours.ts';
import { createShapeSet, type DrawnShape } from './shape-set.ts';
import { wedge, type Point } from './shapes.ts';
import type { Delivery, ShownTransfer } from './states.ts';

/** Where a vehicle will be when the line is drawn; undefined when unknown. */
export type PositionOf = (vehicle: string) => Point | undefined;

/** The lines of one window. */
export interface Lines {
  /** Shows these and no others. */
  show(deliveries: readonly Delivery[], transfers: readonly ShownTransfer[], positionOf: PositionOf): void;
}

/** Widths as shares of the smallest range. */
const LINE_SHARE = 0.02;
const WEDGE_SHARE = 0.1;

export function createLines(client: TraciClient, canvas: Canvas, siteOf: ReadonlyMap<string, Site>): Lines {
  const smallest = Math.min(...[...siteOf.values()].map(({ range }) => range));
  const lineStyle = { layer: LAYERS.line + 1, lineWidth: LINE_SHARE * smallest };
  const lines = createShapeSet(client, canvas, 'edgemlsim:delivery', lineStyle);
  const wedges = createShapeSet(client, canvas, 'edgemlsim:transfer', { layer: LAYERS.line, fill: true });
  return {
    show(deliveries, transfers, positionOf) {
      const delivered = new Map<string, DrawnShape>();
      for (const { vehicle, edgeServer, late } of deliveries) {
        const ends = endsOf(positionOf(vehicle), siteOf.get(edgeServer));
        if (ends !== undefined)
          delivered.set(vehicle, { shape: ends, colour: STATE_COLOURS[late ? 'late' : 'delivered'] });
      }
      lines.show(delivered);

      const underWay = new Map<string, DrawnShape>();
      for (const { vehicle, edgeServer, direction } of transfers) {
        const ends = endsOf(positionOf(vehicle), siteOf.get(edgeServer));
        if (ends === undefined) continue;
        const [atVehicle, atServer] = ends;
        const isUp = direction === 'up';
        const shape = wedge(...(isUp ? ends : ([atServer, atVehicle] as const)), WEDGE_SHARE * smallest);
        if (shape !== undefined)
          underWay.set(vehicle, { shape, colour: STATE_COLOURS[isUp ? 'sending' : 'receiving'] });
      }
      wedges.show(underWay);
    },
  };
}

function endsOf(
  vehicle: Point | undefined,
  site: Site | undefined,
): readonly [vehicle: Point, site: Point] | undefined {
  return vehicle === undefined || site === undefined ? undefined : [vehicle, [site.x, site.y]];
}
