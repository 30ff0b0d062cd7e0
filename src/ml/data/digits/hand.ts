/**
 * The hand that writes one digit: everything about an image that is drawn at random, and the bent pen path it leads to.
 *
 * Used by `draw.ts`. Lengths are in pixels of the 28 x 28 image unless said otherwise; x to the right, y down, the centre
 * of pixel (row, column) lies at (column + 0.5, row + 0.5).
 */
import type { RandomStream } from '../../../random.ts';
import type { Stroke } from './skeletons.ts';

/** Pixels along each side of an image. */
export const SIDE = 28;

/** Height of an unscaled digit: the 20 of 28 pixels that scanned digits are usually fitted to. */
const HEIGHT = 20;
/** Straight pieces per span between two points of a skeleton: pieces of some 2 pixels, about as long as the pen is wide. */
const PIECES_PER_SPAN = 3;

/** The spread of every random trait; one place to see how hard the data set is. */
const SPREAD = {
  rotation: 0.11,
  slant: 0.16,
  slantMean: 0.08,
  height: [0.84, 1.06],
  widthRatio: [0.78, 1.18],
  shift: 0.95,
  wobble: 0.022,
  waveAmplitude: 0.8,
  waveNumber: 0.16,
  penRadius: [0.9, 1.7],
  pressure: 0.3,
  edge: [0.9, 1.9],
  ink: [0.75, 1],
} as const;

/** Shifts the point (x, y) by amplitude * sin(numberX * x + numberY * y + phase) in both directions. */
interface Wave {
  readonly amplitudeX: number;
  readonly amplitudeY: number;
  /** Radians per pixel. */
  readonly numberX: number;
  readonly numberY: number;
  readonly phase: number;
}

/** What one digit's writing looks like. */
export interface Hand {
  /** Linear map from skeleton units to pixels, row by row, and the digit's centre: `[a, b, c, d, x, y]`. */
  readonly affine: readonly [number, number, number, number, number, number];
  /** What bends the paper. */
  readonly waves: readonly [Wave, Wave];
  /** Standard deviation by which each point of the skeleton is missed, in skeleton units. */
  readonly wobble: number;
  /** Half the width of the stroke. */
  readonly penRadius: number;
  /** Relative change of the pen's radius from the start (-) to the end (+) of a stroke. */
  readonly pressure: number;
  /** Width over which ink fades to paper at the stroke's side: 1 is a sharp pen, anti-aliased; more is blurred. */
  readonly edge: number;
  /** Darkness of full ink in (0, 1]. */
  readonly ink: number;
}

/** Draws the traits of a hand. */
export function drawHand(stream: RandomStream): Hand {
  const rotation = SPREAD.rotation * stream.normal();
  const slant = SPREAD.slantMean + SPREAD.slant * stream.normal();
  const height = HEIGHT * between(stream, SPREAD.height);
  const width = height * between(stream, SPREAD.widthRatio);
  const cosine = Math.cos(rotation);
  const sine = Math.sin(rotation);
  return {
    // Rotation x shear x scale; the shear moves the top (y < 0) to the right for a positive slant.
    affine: [
      cosine * width,
      (-cosine * slant - sine) * height,
      sine * width,
      (-sine * slant + cosine) * height,
      SIDE / 2 + SPREAD.shift * stream.normal(),
      SIDE / 2 + SPREAD.shift * stream.normal(),
    ],
    waves: [drawWave(stream), drawWave(stream)],
    wobble: SPREAD.wobble,
    penRadius: between(stream, SPREAD.penRadius),
    pressure: SPREAD.pressure * (2 * stream.uniform() - 1),
    edge: between(stream, SPREAD.edge),
    ink: between(stream, SPREAD.ink),
  };
}

/**
 * The path the pen takes over the paper: the skeleton missed by a wobble, smoothed, put into place and bent.
 *
 * @returns Flat `x0, y0, x1, y1, ...` in pixels, shape [2 * (spans * 3 + 1)].
 */
export function penPath(stroke: Stroke, hand: Hand, stream: RandomStream): Float64Array {
  const points = Float64Array.from(stroke.points, (value) => value + hand.wobble * stream.normal());
  const spans = stroke.corners.length - 1;
  const path = new Float64Array(2 * (spans * PIECES_PER_SPAN + 1));
  for (let span = 0; span < spans; span++) {
    for (let piece = 0; piece < PIECES_PER_SPAN; piece++) {
      const at = 2 * (span * PIECES_PER_SPAN + piece);
      path[at] = splineAt(points, stroke.corners, 2 * span, piece / PIECES_PER_SPAN);
      path[at + 1] = splineAt(points, stroke.corners, 2 * span + 1, piece / PIECES_PER_SPAN);
    }
  }
  path[path.length - 2] = points[points.length - 2]!;
  path[path.length - 1] = points[points.length - 1]!;
  place(path, hand);
  return path;
}

/**
 * One coordinate of the curve between a point and the next: a cubic Hermite with Catmull-Rom tangents (half the way from
 * the point before to the point after), and at a corner the tangent of the straight line to the other end.
 *
 * @param index - where the span's first point has this coordinate in `points`.
 * @param t - how far along the span, in [0, 1).
 */
function splineAt(points: Float64Array, corners: readonly boolean[], index: number, t: number): number {
  const point = index >> 1;
  const from = points[index]!;
  const to = points[index + 2]!;
  const leaving = corners[point]! ? to - from : (to - points[index - 2]!) / 2;
  const arriving = corners[point + 1]! ? to - from : (points[index + 4]! - from) / 2;
  const slope = to - from;
  return from + t * (leaving + t * (3 * slope - 2 * leaving - arriving + t * (leaving + arriving - 2 * slope)));
}

/** Skeleton units to pixels, in place: the affine map, then both waves at once. */
function place(path: Float64Array, hand: Hand): void {
  const [a, b, c, d, centreX, centreY] = hand.affine;
  const [first, second] = hand.waves;
  for (let index = 0; index < path.length; index += 2) {
    const x = a * path[index]! + b * path[index + 1]! + centreX;
    const y = c * path[index]! + d * path[index + 1]! + centreY;
    const one = Math.sin(first.numberX * x + first.numberY * y + first.phase);
    const two = Math.sin(second.numberX * x + second.numberY * y + second.phase);
    path[index] = x + first.amplitudeX * one + second.amplitudeX * two;
    path[index + 1] = y + first.amplitudeY * one + second.amplitudeY * two;
  }
}

function drawWave(stream: RandomStream): Wave {
  return {
    amplitudeX: SPREAD.waveAmplitude * stream.normal(),
    amplitudeY: SPREAD.waveAmplitude * stream.normal(),
    numberX: SPREAD.waveNumber * stream.normal(),
    numberY: SPREAD.waveNumber * stream.normal(),
    phase: 2 * Math.PI * stream.uniform(),
  };
}

function between(stream: RandomStream, [low, high]: readonly [number, number]): number {
  return low + (high - low) * stream.uniform();
}
