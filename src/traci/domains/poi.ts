/**
 * Points of interest: named places with a colour, a size and perhaps an image. They exist without a window as well.
 *
 * Source: TraCI/POI_Value_Retrieval and TraCI/Change_PoI_State in SUMO's documentation.
 */
import { color, compound, double, integer, position2D, text } from '../values.ts';
import type { Color, ColorInput, Position2D } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { highlight } from './highlight.ts';
import type { HighlightOptions } from './highlight.ts';

export const poiVariables = defineVariables({
  ...baseVariables,
  VAR_TYPE: text,
  VAR_POSITION: position2D,
  VAR_COLOR: color,
  VAR_WIDTH: double,
  VAR_HEIGHT: double,
  VAR_ANGLE: double,
  VAR_IMAGEFILE: text,
});

const addition = compound(text, color, integer, position2D, text, double, double, double);

/** What a new point of interest looks like beside its place and colour. */
export interface PoiOptions {
  /** Abstract type, free to choose. @default '' */
  readonly poiType?: string;
  /** Drawing order: higher lies above; roads lie at 0. @default 0 */
  readonly layer?: number;
  /** Image file on SUMO's machine; empty for a dot. @default '' */
  readonly imgFile?: string;
  /** Of the image, in m. @default 1 */
  readonly width?: number;
  /** Of the image, in m. @default 1 */
  readonly height?: number;
  /** Of the image, in degrees. @default 0 */
  readonly angle?: number;
}

export class PoiDomain extends ObjectDomain<typeof poiVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('poi', 0x7), poiVariables);
  }

  /** Abstract type of the point. */
  getType(poiId: string): Promise<string> {
    return this.get(poiVariables.VAR_TYPE, poiId);
  }

  /** Place of the point in m. */
  getPosition(poiId: string): Promise<Position2D> {
    return this.get(poiVariables.VAR_POSITION, poiId);
  }

  /** Colour of the point. */
  getColor(poiId: string): Promise<Color> {
    return this.get(poiVariables.VAR_COLOR, poiId);
  }

  /** Width of the point's image in m. */
  getWidth(poiId: string): Promise<number> {
    return this.get(poiVariables.VAR_WIDTH, poiId);
  }

  /** Height of the point's image in m. */
  getHeight(poiId: string): Promise<number> {
    return this.get(poiVariables.VAR_HEIGHT, poiId);
  }

  /** Rotation of the point's image in degrees. */
  getAngle(poiId: string): Promise<number> {
    return this.get(poiVariables.VAR_ANGLE, poiId);
  }

  /** Image file of the point; empty when it has none. */
  getImageFile(poiId: string): Promise<string> {
    return this.get(poiVariables.VAR_IMAGEFILE, poiId);
  }

  /** Changes the abstract type. */
  setType(poiId: string, poiType: string): Promise<void> {
    return this.set('VAR_TYPE', poiId, text, poiType);
  }

  /** Moves the point to x, y in m. */
  setPosition(poiId: string, x: number, y: number): Promise<void> {
    return this.set('VAR_POSITION', poiId, position2D, [x, y]);
  }

  /** Changes the colour; alpha is 255 when left out. */
  setColor(poiId: string, newColor: ColorInput): Promise<void> {
    return this.set('VAR_COLOR', poiId, color, newColor);
  }

  /** Changes the width of the image, in m. */
  setWidth(poiId: string, width: number): Promise<void> {
    return this.set('VAR_WIDTH', poiId, double, width);
  }

  /** Changes the height of the image, in m. */
  setHeight(poiId: string, height: number): Promise<void> {
    return this.set('VAR_HEIGHT', poiId, double, height);
  }

  /** Rotates the image, in degrees. */
  setAngle(poiId: string, angle: number): Promise<void> {
    return this.set('VAR_ANGLE', poiId, double, angle);
  }

  /** Changes the image file; a path on SUMO's machine. */
  setImageFile(poiId: string, imageFile: string): Promise<void> {
    return this.set('VAR_IMAGEFILE', poiId, text, imageFile);
  }

  /**
   * Adds a point at x, y in m.
   *
   * @throws {TraciCommandError} a point with this id exists.
   */
  add(poiId: string, position: Position2D, poiColor: ColorInput, options: PoiOptions = {}): Promise<void> {
    const { poiType = '', layer = 0, imgFile = '', width = 1, height = 1, angle = 0 } = options;
    return this.set('ADD', poiId, addition, [poiType, poiColor, layer, position, imgFile, width, height, angle]);
  }

  /** Removes the point; `layer` narrows the search down, 0 for any. */
  remove(poiId: string, layer = 0): Promise<void> {
    return this.set('REMOVE', poiId, integer, layer);
  }

  /** Draws a circle around the point, steady or fading in and out. Only visible in a window. */
  highlight(poiId: string, options: HighlightOptions = {}): Promise<void> {
    return this.set('VAR_HIGHLIGHT', poiId, highlight, options);
  }
}
