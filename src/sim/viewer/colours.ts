/**
 * Colours of sumo-gui's view: what a vehicle's worker is doing, readable for the colour-blind on dark roads.
 *
 * Source of the palette: M. Okabe, K. Ito, "Color Universal Design", 2008.
 */
import type { Color } from '../../traci/index.ts';

/** What a vehicle is shown as. */
export type ShownState = 'out-of-range' | 'in-range' | 'computing' | 'delivered' | 'late' | 'byzantine';

/** One colour for each state. */
export const STATE_COLOURS: Readonly<Record<ShownState, Color>> = {
  'out-of-range': [208, 211, 215, 255],
  'in-range': [240, 228, 66, 255],
  computing: [86, 180, 233, 255],
  delivered: [0, 175, 125, 255],
  late: [214, 130, 178, 255],
  byzantine: [232, 90, 10, 255],
};

/** What the legend says to each state, in the order in which a worker goes through them. */
export const STATE_LABELS: readonly (readonly [ShownState, string])[] = [
  ['out-of-range', 'out of range'],
  ['in-range', 'in range, waiting'],
  ['computing', 'computing a gradient'],
  ['delivered', 'gradient delivered'],
  ['late', 'delivered too late'],
  ['byzantine', 'Byzantine'],
];

/** A range: so translucent that parks and buildings stay readable under it. */
export const RANGE_COLOUR: Color = [0, 90, 170, 64];
export const RANGE_BORDER_COLOUR: Color = [0, 90, 170, 255];

/** An edge server's sign: a mast on a disc. */
export const SITE_COLOUR: Color = [0, 68, 130, 255];
export const MAST_COLOUR: Color = [255, 255, 255, 255];

export const PANEL_COLOUR: Color = [255, 255, 255, 235];
/** Of what carries only a text. */
export const INVISIBLE: Color = [0, 0, 0, 0];
