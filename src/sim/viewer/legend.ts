/**
 * Where the panel in the view's upper left corner has its rows. Pure.
 *
 * The panel consists of shapes on the map, because sumo-gui has no other place to write to; so its measures in pixels
 * are turned into metres of the view as it is at the moment.
 */
import type { Boundary, Point } from './shapes.ts';

/** Height of all our texts: sumo-gui's text size of 50 divided by its lane width of 3.2 m. */
const TEXT_PX = 50 / 3.2;
/** sumo-gui writes the text of a point of interest above it by this share of the text's height. */
const TEXT_LIFT = 0.7;
/** sumo-gui's frame left and right of the view. */
const FRAME_PX = 10;
const MARGIN_PX = 12;
const PADDING_PX = 8;
const WIDTH_PX = 224;
const ROW_PX = 26;
const ROW_GAP_PX = 3;

/** Attribute `poiText_size` that belongs to `TEXT_PX`. */
export const TEXT_SIZE = 50;

/** The panel in metres. */
export interface PanelLayout {
  readonly panel: Boundary;
  readonly rows: readonly PanelRow[];
}

export interface PanelRow {
  readonly box: Boundary;
  /** Where a point of interest must be so that its text stands in the middle of the box. */
  readonly label: Point;
}

/**
 * @param view - what the view shows, m.
 * @param windowWidth - of the whole window, pixels.
 * @param rows - number of rows.
 */
export function layoutPanel([lower, upper]: Boundary, windowWidth: number, rows: number): PanelLayout {
  const metres = (upper[0] - lower[0]) / (windowWidth - FRAME_PX);
  /** From pixels right of and below the view's upper left corner. */
  const at = (right: number, below: number): Point => [lower[0] + right * metres, upper[1] - below * metres];
  const box = (left: number, top: number, width: number, height: number): Boundary => [
    at(left, top + height),
    at(left + width, top),
  ];
  const height = 2 * PADDING_PX + rows * ROW_PX - ROW_GAP_PX;
  return {
    panel: box(MARGIN_PX, MARGIN_PX, WIDTH_PX, height),
    rows: Array.from({ length: rows }, (_, row) => {
      const top = MARGIN_PX + PADDING_PX + row * ROW_PX;
      const rowHeight = ROW_PX - ROW_GAP_PX;
      return {
        box: box(MARGIN_PX + PADDING_PX, top, WIDTH_PX - 2 * PADDING_PX, rowHeight),
        label: at(MARGIN_PX + WIDTH_PX / 2, top + rowHeight / 2 + TEXT_LIFT * TEXT_PX),
      };
    }),
  };
}
