/** Colours of sumo-gui's view: what a vehicle's worker is doing, readable for the colour-blind (Okabe-Ito palette). */
import type { Color } from '../../traci/index.ts';

/** What a vehicle is shown as. */
export type ShownState = 'out-of-range' | 'in-range' | 'computing' | 'delivered' | 'byzantine';

/** One colour for each state. */
export const STATE_COLOURS: Readonly<Record<ShownState, Color>> = {
  'out-of-range': [170, 170, 170, 255],
  'in-range': [240, 228, 66, 255],
  computing: [0, 114, 178, 255],
  delivered: [0, 158, 115, 255],
  byzantine: [213, 94, 0, 255],
};

/** A range: so translucent that roads and vehicles stay readable under it. */
export const RANGE_COLOUR: Color = [86, 180, 233, 60];

/** An edge server's site. */
export const SITE_COLOUR: Color = [0, 80, 140, 255];
