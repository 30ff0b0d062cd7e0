/**
 * The circle that `poi.highlight` and `vehicle.highlight` draw around an object in the window.
 */
import { TYPE_COMPOUND } from '../constants.ts';
import { color, compound, double, ubyte } from '../values.ts';
import type { ColorInput, ValueWriter } from '../values.ts';

/** What the circle looks like. */
export interface HighlightOptions {
  /** @default [255, 0, 0, 255] */
  readonly color?: ColorInput;
  /** Radius in m; not positive: the object's own size. @default -1 */
  readonly size?: number;
  /** Greatest alpha of a circle that fades in and out, in [1, 255]; goes together with `duration`. @default -1 */
  readonly alphaMax?: number;
  /** How long the fading takes, in simulated s; goes together with `alphaMax`. @default -1 */
  readonly duration?: number;
  /** Number of the circle, in [0, 255]: circles of different numbers can be shown at once. @default 0 */
  readonly type?: number;
}

const steady = compound(color, double);
const fading = compound(color, double, ubyte, double, ubyte);

/** Writes two items for a steady circle, five for one that fades. */
export const highlight: ValueWriter<HighlightOptions> = {
  type: TYPE_COMPOUND,
  write: (writer, options) => {
    const { color: ring = [255, 0, 0, 255], size = -1, alphaMax = -1, duration = -1, type = 0 } = options;
    if (alphaMax > 0 !== duration > 0)
      throw new RangeError(
        `highlight: expected alphaMax and duration both positive or neither, got ${alphaMax} and ${duration}`,
      );
    if (alphaMax > 0) fading.write(writer, [ring, size, alphaMax, duration, type]);
    else steady.write(writer, [ring, size]);
  },
};
