/** Colours of sumo-gui's view: what a vehicle's worker is doing, readable for the colour-blind (Okabe-Ito palette). */
import type { Color } from '../../traci/index.ts';

/** What a vehicle is shown as. */
export type ShownState = 'out-of-range' | 'in-range' | 'computing' | 'delivered' | 'byzantine';

/** One colour for each state. */
export const STATE_COLOURS: Readonly<Record<ShownState, Color>> = {
  'out-of-range': { red: 170, green: 170, blue: 170, alpha: 255 },
  'in-range': { red: 240, green: 228, blue: 66, alpha: 255 },
  computing: { red: 0, green: 114, blue: 178, alpha: 255 },
  delivered: { red: 0, green: 158, blue: 115, alpha: 255 },
  byzantine: { red: 213, green: 94, blue: 0, alpha: 255 },
};

/** A range: so translucent that roads and vehicles stay readable under it. */
export const RANGE_COLOUR: Color = { red: 86, green: 180, blue: 233, alpha: 60 };

/** An edge server's site. */
export const SITE_COLOUR: Color = { red: 0, green: 80, blue: 140, alpha: 255 };
