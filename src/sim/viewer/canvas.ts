/**
 * Sends pictures to sumo-gui. Nobody waits for them: they travel in the message of the next step.
 *
 * A dead connection is reported by that step itself, and so is not reported here. A refused picture does not end a run;
 * the first one is told, since it is a defect of ours.
 */
import { TraciCommandError, TraciConnectionError, type Color, type TraciClient } from '../../traci/index.ts';
import { INVISIBLE } from './colours.ts';
import { TEXT_PARAMETER } from './settings.ts';
import type { Point } from './shapes.ts';

/** sumo-gui's name for its first window. */
export const VIEW = 'View #0';

/** SUMO draws roads just above 0 and vehicles far above: ranges lie under the roads, signs under the vehicles. */
export const LAYERS = { range: 0, site: 5, line: 500, panel: 600 } as const;

/** Draws on a client's window. */
export interface Canvas {
  /** Takes the promise of a command that nobody waits for. */
  send(command: Promise<unknown>): void;
  /** A text, centred just above the point. */
  addText(id: string, at: Point, text: string): void;
  setText(id: string, text: string): void;
}

/** @param onRefused - told once, when sumo-gui first refuses a command. */
export function createCanvas(client: TraciClient, onRefused: (message: string) => void): Canvas {
  let told = false;
  const send = (command: Promise<unknown>): void => {
    command.catch((error: unknown) => {
      if (error instanceof TraciConnectionError || told) return;
      told = true;
      const reason = error instanceof TraciCommandError ? error.message : String(error);
      onRefused(`sumo-gui did not draw something: ${reason}`);
    });
  };
  const setText = (id: string, text: string): void => {
    send(client.poi.setParameter(id, TEXT_PARAMETER, text));
  };
  return {
    send,
    setText,
    addText(id, at, text) {
      send(client.poi.add(id, at, INVISIBLE, { poiType: 'text', layer: LAYERS.panel + 2 }));
      setText(id, text);
    },
  };
}

/** Adds a filled area. */
export function addArea(
  client: TraciClient,
  area: { readonly id: string; readonly shape: readonly Point[]; readonly colour: Color; readonly layer: number },
): Promise<void> {
  const { id, shape, colour, layer } = area;
  return client.polygon.add(id, shape, colour, { fill: true, polygonType: 'edgemlsim', layer });
}
