import test from 'ava';
import { STATE_COLOURS } from '../../../src/sim/viewer/colours.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * What linear RGB becomes to eyes that lack a kind of receptor. Source: G. Machado, M. Oliveira, L. Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.
 */
const SIGHT = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

const ROAD = [92, 97, 106] as const;

/** CIELAB of an sRGB colour as seen, for daylight (D65). */
function seen(colour: readonly number[], matrix: Matrix): Triple {
  const linear = colour.slice(0, 3).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [r, g, b] = matrix.map((row) => {
    const sum = row.reduce((total, factor, at) => total + factor * linear[at]!, 0);
    return Math.min(1, Math.max(0, sum));
  }) as unknown as Triple;
  const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(a: readonly number[], b: readonly number[], matrix: Matrix): number {
  const [first, second] = [seen(a, matrix), seen(b, matrix)];
  return Math.hypot(...first.map((value, at) => value - second[at]!));
}

for (const [sight, matrix] of Object.entries(SIGHT)) {
  test(`viewer colours - every state is told from every other and from the road, sight: ${sight}`, (t) => {
    const least = sight === 'tritanopia' ? 20 : 25;
    const states = Object.entries(STATE_COLOURS);
    for (const [at, [state, colour]] of states.entries()) {
      const fromRoad = difference(colour, ROAD, matrix);
      t.true(fromRoad >= 20, `${state} on a road: ${fromRoad.toFixed(1)}`);
      for (const [other, otherColour] of states.slice(at + 1)) {
        const apart = difference(colour, otherColour, matrix);
        t.true(apart >= least, `${state} and ${other}: ${apart.toFixed(1)}`);
      }
    }
  });
}
