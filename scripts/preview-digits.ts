/**
 * Draws a contact sheet of the data set `digits`, ten rows of one digit each, as a greyscale PGM picture on standard output.
 *
 * Run it after a change of the drawing and look at it: `node --import tsx scripts/preview-digits.ts [seed] > digits.pgm`.
 */
import { DIGIT_CLASSES, drawDigit } from '../src/ml/data/digits/draw.ts';
import { createRandom } from '../src/random.ts';

const SIDE = 28;
const COLUMNS = 24;

/** The sheet as bytes of a binary PGM file, with one example per column and digit. */
function contactSheet(seed: number): Buffer {
  const random = createRandom(seed);
  const width = COLUMNS * SIDE;
  const height = DIGIT_CLASSES * SIDE;
  const pixels = Buffer.alloc(width * height);
  for (let label = 0; label < DIGIT_CLASSES; label++) {
    for (let column = 0; column < COLUMNS; column++) {
      const image = drawDigit(label, random.stream('preview', label, column));
      for (let row = 0; row < SIDE; row++)
        pixels.set(image.subarray(row * SIDE, (row + 1) * SIDE), (label * SIDE + row) * width + column * SIDE);
    }
  }
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);
}

process.stdout.write(contactSheet(Number(process.argv[2] ?? '1')));
