/**
 * Marks where something came to nothing: a cross where a gradient was lost, a ring where a faulty node kept silent.
 *
 * They stay where it happened and fade over a few seconds, so that what is gone in a step can be seen at all.
 */
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import { addArea, LAYERS, type Canvas } from './canvas.ts';
import { LOSS_COLOUR } from './colours.ts';
import type { PositionOf } from './lines.ts';
import { cross, ring, type Point } from './shapes.ts';
import type { Loss } from './states.ts';

/** The marks of one window. */
export interface Marks {
  /** Adds marks for the losses of a step and lets those before them fade. @param timeMs - of the step's frame. */
  show(losses: readonly Loss[], timeMs: number, positionOf: PositionOf): void;
}

/** Simulated ms until a mark is gone. */
const LIFETIME_MS = 4000;
/** Size as a share of the smallest range: half the sign of an edge server, or all around it. */
const SIZE_SHARE = 0.09;
const AROUND_SIGN_SHARE = 0.24;

export function createMarks(client: TraciClient, canvas: Canvas, siteOf: ReadonlyMap<string, Site>): Marks {
  const smallest = Math.min(...[...siteOf.values()].map(({ range }) => range));
  /** When each mark was made, simulated ms, by its id in the window. */
  const madeAt = new Map<string, number>();

  const shapeOf = (loss: Loss, positionOf: PositionOf): readonly Point[] | undefined => {
    if (loss.kind === 'lost') return cross(loss.at, SIZE_SHARE * smallest);
    if (loss.kind === 'omitted-by-server') {
      const site = siteOf.get(loss.edgeServer);
      return site && ring([site.x, site.y], AROUND_SIGN_SHARE * site.range);
    }
    const place = positionOf(loss.vehicle);
    return place && ring(place, SIZE_SHARE * smallest);
  };
  const add = (loss: Loss, timeMs: number, positionOf: PositionOf): void => {
    const name = loss.kind === 'omitted-by-server' ? loss.edgeServer : String(loss.gradient);
    const id = `edgemlsim:${loss.kind}:${name}`;
    const shape = shapeOf(loss, positionOf);
    if (shape === undefined) return;
    // An edge server that is silent again begins anew with the mark that it has.
    if (!madeAt.has(id)) canvas.send(addArea(client, { id, shape, colour: LOSS_COLOUR, layer: LAYERS.line + 2 }));
    else canvas.send(client.polygon.setColor(id, LOSS_COLOUR));
    madeAt.set(id, timeMs);
  };
  const fade = (timeMs: number): void => {
    for (const [id, made] of madeAt) {
      const left = 1 - (timeMs - made) / LIFETIME_MS;
      const [red, green, blue, alpha] = LOSS_COLOUR;
      if (left > 0) canvas.send(client.polygon.setColor(id, [red, green, blue, Math.round(left * alpha)]));
      else {
        canvas.send(client.polygon.remove(id));
        madeAt.delete(id);
      }
    }
  };
  return {
    show(losses, timeMs, positionOf) {
      fade(timeMs);
      for (const loss of losses) add(loss, timeMs, positionOf);
    },
  };
}
