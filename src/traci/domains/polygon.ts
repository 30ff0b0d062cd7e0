/**
 * Polygons: filled or outlined shapes on the map. They exist without a window as well.
 *
 * Source: TraCI/Polygon_Value_Retrieval and TraCI/Change_Polygon_State in SUMO's documentation.
 */
import {
  color,
  compound,
  double,
  doubleList,
  integer,
  integerFlag,
  objectId,
  polygon,
  text,
  ubyteFlag,
} from '../values.ts';
import type { Color, ColorInput, Position2D } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const polygonVariables = defineVariables({
  ...baseVariables,
  VAR_TYPE: text,
  VAR_SHAPE: polygon,
  VAR_COLOR: color,
  VAR_FILL: integerFlag,
  VAR_WIDTH: double,
});

const addition = compound(text, color, ubyteFlag, integer, polygon, double);
const dynamics = compound(objectId, doubleList, doubleList, ubyteFlag, ubyteFlag);

/** What a new polygon looks like beside its shape and colour. */
export interface PolygonOptions {
  /** @default false */
  readonly fill?: boolean;
  /** Abstract type, free to choose. @default '' */
  readonly polygonType?: string;
  /** Drawing order: higher lies above; roads lie at 0. @default 0 */
  readonly layer?: number;
  /** Width of the outline in m. @default 1 */
  readonly lineWidth?: number;
}

/** How a polygon moves and fades. */
export interface PolygonDynamics {
  /** Id of a vehicle or person that it follows. @default '', none */
  readonly trackedObjectId?: string;
  /** Times of the key frames in s, beginning with 0; empty for no animation. @default [] */
  readonly timeSpan?: readonly number[];
  /** Alpha in [0, 255] at each key frame; empty for no fading. @default [] */
  readonly alphaSpan?: readonly number[];
  /** Begin again after the last key frame; otherwise the polygon is removed then. @default false */
  readonly looped?: boolean;
  /** Turn with the object that is followed. @default true */
  readonly rotate?: boolean;
}

export class PolygonDomain extends ObjectDomain<typeof polygonVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('polygon', 0x8), polygonVariables);
  }

  /** Abstract type of the polygon. */
  getType(polygonId: string): Promise<string> {
    return this.get(polygonVariables.VAR_TYPE, polygonId);
  }

  /** Corners of the polygon in m. */
  getShape(polygonId: string): Promise<readonly Position2D[]> {
    return this.get(polygonVariables.VAR_SHAPE, polygonId);
  }

  /** Colour of the polygon. */
  getColor(polygonId: string): Promise<Color> {
    return this.get(polygonVariables.VAR_COLOR, polygonId);
  }

  /** True when the polygon is filled. */
  getFilled(polygonId: string): Promise<boolean> {
    return this.get(polygonVariables.VAR_FILL, polygonId);
  }

  /** Width of the outline in m. */
  getLineWidth(polygonId: string): Promise<number> {
    return this.get(polygonVariables.VAR_WIDTH, polygonId);
  }

  /** Changes the abstract type. */
  setType(polygonId: string, polygonType: string): Promise<void> {
    return this.set('VAR_TYPE', polygonId, text, polygonType);
  }

  /** Changes the corners, in m. */
  setShape(polygonId: string, shape: readonly Position2D[]): Promise<void> {
    return this.set('VAR_SHAPE', polygonId, polygon, shape);
  }

  /** Changes the colour; alpha is 255 when left out. */
  setColor(polygonId: string, newColor: ColorInput): Promise<void> {
    return this.set('VAR_COLOR', polygonId, color, newColor);
  }

  /** Fills the polygon, or leaves the outline alone. */
  setFilled(polygonId: string, filled: boolean): Promise<void> {
    return this.set('VAR_FILL', polygonId, integerFlag, filled);
  }

  /** Changes the width of the outline, in m. */
  setLineWidth(polygonId: string, lineWidth: number): Promise<void> {
    return this.set('VAR_WIDTH', polygonId, double, lineWidth);
  }

  /**
   * Adds a polygon.
   *
   * @param shape - corners in m.
   * @throws {TraciCommandError} a polygon with this id exists.
   */
  add(
    polygonId: string,
    shape: readonly Position2D[],
    polygonColor: ColorInput,
    options: PolygonOptions = {},
  ): Promise<void> {
    const { fill = false, polygonType = '', layer = 0, lineWidth = 1 } = options;
    return this.set('ADD', polygonId, addition, [polygonType, polygonColor, fill, layer, shape, lineWidth]);
  }

  /** Lets a polygon follow an object, fade, or both. */
  addDynamics(polygonId: string, options: PolygonDynamics): Promise<void> {
    const { trackedObjectId = '', timeSpan = [], alphaSpan = [], looped = false, rotate = true } = options;
    return this.set('VAR_ADD_DYNAMICS', polygonId, dynamics, [trackedObjectId, timeSpan, alphaSpan, looped, rotate]);
  }

  /** Removes the polygon; `layer` narrows the search down, 0 for any. */
  remove(polygonId: string, layer = 0): Promise<void> {
    return this.set('REMOVE', polygonId, integer, layer);
  }
}
