/**
 * Colours of sumo-gui's view: what a vehicle's worker is doing, readable for the colour-blind on dark roads.
 *
 * Chosen so that any two states differ by 25 units of CIELAB or more to people with normal sight, without red and without
 * green receptors, and by 20 without blue ones (which is rare), and each from our roads by 20; a test holds them to it.
 */
import type { Color } from '../../traci/index.ts';

/** What a vehicle is shown as. */
export type ShownState =
  | 'out-of-range'
  | 'in-range'
  | 'receiving'
  | 'computing'
  | 'carrying'
  | 'sending'
  | 'delivered'
  | 'late'
  | 'byzantine'
  | 'crashed';

/** One colour for each state. */
export const STATE_COLOURS: Readonly<Record<ShownState, Color>> = {
  'out-of-range': [208, 211, 215, 255],
  'in-range': [240, 228, 66, 255],
  receiving: [217, 120, 0, 255],
  computing: [69, 135, 254, 255],
  carrying: [108, 52, 48, 255],
  sending: [37, 48, 245, 255],
  delivered: [6, 177, 116, 255],
  late: [189, 106, 173, 255],
  byzantine: [175, 25, 0, 255],
  crashed: [0, 0, 0, 255],
};

/** Of a mark where something came to nothing. */
export const LOSS_COLOUR: Color = [20, 24, 31, 255];

/** A range: so translucent that parks and buildings stay readable under it. */
export const RANGE_COLOUR: Color = [0, 90, 170, 64];
export const RANGE_BORDER_COLOUR: Color = [0, 90, 170, 255];
/** The same of an edge server that is down. */
export const DOWN_RANGE_COLOUR: Color = [70, 74, 82, 64];
export const DOWN_BORDER_COLOUR: Color = [70, 74, 82, 255];

/** An edge server's sign: a mast on a disc. */
export const SITE_COLOUR: Color = [0, 68, 130, 255];
export const MAST_COLOUR: Color = [255, 255, 255, 255];

export const PANEL_COLOUR: Color = [255, 255, 255, 235];
/** Of what carries only a text. */
export const INVISIBLE: Color = [0, 0, 0, 0];
