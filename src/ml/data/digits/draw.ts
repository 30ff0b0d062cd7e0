/**
 * Draws one handwritten-like digit: choose a style, write it with a random hand, ink it, age the paper.
 *
 * Used by `generate.ts`. Pure: the image depends on the label and the stream alone. Only +, -, *, / and functions that V8
 * computes in software (sqrt is exact) are used, so the bytes are the same on every processor.
 */
import type { RandomStream } from '../../../random.ts';
import { drawHand, penPath, SIDE } from './hand.ts';
import type { Hand } from './hand.ts';
import { skeletons } from './skeletons.ts';
import type { Style } from './skeletons.ts';

/** Labels run from 0 to 9. */
export const DIGIT_CLASSES = 10;
/** Bytes of one image, row by row. */
export const DIGIT_PIXELS = SIDE * SIDE;

/** Share of inked pixels' darkness that the paper's grain may take away. */
const GRAIN = 0.2;
/** How often a strip of the digit is missing, and how wide it is at most, in pixels. */
const GAP_PROBABILITY = 0.08;
const GAP_WIDTH = 2.6;
/** How often a stray short stroke crosses the image. */
const STRAY_PROBABILITY = 0.08;

/**
 * Draws a digit, white (255) on black (0) and anti-aliased.
 *
 * @param label - integer in [0, 9].
 * @param stream - advanced by a number of draws that depends on what it gives.
 * @returns New image of shape [784], rows of 28 from the top.
 * @throws {RangeError} when there is no such digit.
 */
export function drawDigit(label: number, stream: RandomStream): Uint8Array {
  const styles = skeletons[label];
  if (styles === undefined) throw new RangeError(`label: expected an integer in [0, 9], got ${label}`);
  const chosen = chooseStyle(styles, stream);
  const hand = drawHand(stream);
  const coverage = new Float64Array(DIGIT_PIXELS);
  for (const stroke of chosen.strokes) ink(coverage, penPath(stroke, hand, stream), hand);
  if (stream.uniform() < GAP_PROBABILITY) rubOut(coverage, stream);
  if (stream.uniform() < STRAY_PROBABILITY) ink(coverage, strayPath(stream), hand);
  return develop(coverage, hand.ink, stream);
}

function chooseStyle(styles: readonly Style[], stream: RandomStream): Style {
  const total = styles.reduce((sum, { weight }) => sum + weight, 0);
  let left = total * stream.uniform();
  for (const style of styles) {
    left -= style.weight;
    if (left < 0) return style;
  }
  return styles[styles.length - 1]!;
}

/** Puts a pen path onto the coverage (in place): each pixel takes the darkest that any piece of the path gives it. */
function ink(coverage: Float64Array, path: Float64Array, hand: Hand): void {
  const pieces = path.length / 2 - 1;
  for (let piece = 0; piece < pieces; piece++) {
    const along = pieces === 1 ? 0.5 : piece / (pieces - 1);
    const radius = hand.penRadius * (1 + hand.pressure * (2 * along - 1));
    inkPiece(coverage, path, 2 * piece, { core: radius - hand.edge / 2, reach: radius + hand.edge / 2 });
  }
}

/**
 * Inks the straight piece from point `at` of the path to the next.
 *
 * @param nib - coverage is 1 up to `core` from the piece's axis and falls to 0 at `reach`, both in pixels.
 */
function inkPiece(coverage: Float64Array, path: Float64Array, at: number, nib: { core: number; reach: number }): void {
  const { core, reach } = nib;
  const x0 = path[at]!;
  const y0 = path[at + 1]!;
  const lengthX = path[at + 2]! - x0;
  const lengthY = path[at + 3]! - y0;
  const left = Math.max(0, Math.floor(x0 + Math.min(0, lengthX) - reach));
  const right = Math.min(SIDE - 1, Math.floor(x0 + Math.max(0, lengthX) + reach));
  const top = Math.max(0, Math.floor(y0 + Math.min(0, lengthY) - reach));
  const bottom = Math.min(SIDE - 1, Math.floor(y0 + Math.max(0, lengthY) + reach));
  const inverseSquare = 1 / Math.max(lengthX * lengthX + lengthY * lengthY, 1e-12);
  const inverseEdge = 1 / (reach - core);
  const reachSquare = reach * reach;
  for (let row = top; row <= bottom; row++) {
    const fromY = row + 0.5 - y0;
    for (let column = left; column <= right; column++) {
      const fromX = column + 0.5 - x0;
      let along = (fromX * lengthX + fromY * lengthY) * inverseSquare;
      if (along < 0) along = 0;
      else if (along > 1) along = 1;
      const awayX = fromX - along * lengthX;
      const awayY = fromY - along * lengthY;
      const square = awayX * awayX + awayY * awayY;
      if (square >= reachSquare) continue;
      const dark = Math.min(1, (reach - Math.sqrt(square)) * inverseEdge);
      const pixel = row * SIDE + column;
      if (dark > coverage[pixel]!) coverage[pixel] = dark;
    }
  }
}

/** Where the pen skipped or the paper was rubbed: a straight strip through the middle part loses its ink. In place. */
function rubOut(coverage: Float64Array, stream: RandomStream): void {
  const angle = Math.PI * stream.uniform();
  const normalX = Math.cos(angle);
  const normalY = Math.sin(angle);
  const offset = 6 * stream.normal();
  const halfWidth = (GAP_WIDTH / 2) * stream.uniform();
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const x = column + 0.5 - SIDE / 2;
      const y = row + 0.5 - SIDE / 2;
      const distance = Math.abs(normalX * x + normalY * y - offset);
      const pixel = row * SIDE + column;
      coverage[pixel] = coverage[pixel]! * Math.min(1, Math.max(0, distance - halfWidth + 0.5));
    }
  }
}

/** A slip of the pen: 2 to 7 pixels long, anywhere on the paper. */
function strayPath(stream: RandomStream): Float64Array {
  const x = SIDE * stream.uniform();
  const y = SIDE * stream.uniform();
  const angle = 2 * Math.PI * stream.uniform();
  const length = 2 + 5 * stream.uniform();
  return Float64Array.of(x, y, x + length * Math.cos(angle), y + length * Math.sin(angle));
}

/** Coverage to bytes, with the grain of the paper in the ink. The four bytes of a draw serve four inked pixels. */
function develop(coverage: Float64Array, darkness: number, stream: RandomStream): Uint8Array {
  const image = new Uint8Array(DIGIT_PIXELS);
  let grains = 0;
  let left = 0;
  for (let pixel = 0; pixel < DIGIT_PIXELS; pixel++) {
    const covered = coverage[pixel]!;
    if (covered === 0) continue;
    if (left === 0) {
      grains = stream.uint32();
      left = 4;
    }
    const grain = (grains & 0xff) / 255;
    grains >>>= 8;
    left--;
    // Storing a number into bytes drops its fraction, so this rounds.
    image[pixel] = 255 * covered * darkness * (1 - GRAIN * grain) + 0.5;
  }
  return image;
}
