/**
 * The patches of images that a convolution looks at, laid out as columns of a matrix, and back (im2col, col2im).
 *
 * Images are channels-last, [height, width, channels]; a column holds one position's patch, [filter height, filter width,
 * channels], with zeros where it hangs over the border. Columns and not rows, because then what lies side by side in a row
 * of the matrix is a row of pixels, many at a time.
 */

/** Sizes of one image and of the filter that moves over it. */
export interface PatchGeometry {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Rows and columns that the first patch hangs over the border. */
  readonly top: number;
  readonly left: number;
}

/** Consecutive images of a batch. */
export interface ImageRange {
  readonly first: number;
  readonly count: number;
}

/** Patches of an image, and coordinates of a patch. */
export function patchSize(geometry: PatchGeometry): { readonly positions: number; readonly size: number } {
  const { outHeight, outWidth, filterHeight, filterWidth, channels } = geometry;
  return { positions: outHeight * outWidth, size: filterHeight * filterWidth * channels };
}

/**
 * patches[k, position] = coordinate k of the patch there.
 *
 * @param images - shape [batch, height, width, channels]. Not modified.
 * @param patches - beginning with the matrix of shape [size, count x positions], which is overwritten.
 */
export function copyPatches(g: PatchGeometry, images: Float32Array, patches: Float32Array, range: ImageRange): void {
  const { height, outHeight, outWidth, strideHeight, top } = g;
  const rowSize = g.width * g.channels;
  const last = range.first + range.count;
  let to = 0;
  for (const { filterY, from, begin, end, stride } of rowsOf(g)) {
    for (let image = range.first; image < last; image++) {
      for (let outY = 0; outY < outHeight; outY++) {
        const y = outY * strideHeight - top + filterY;
        const inside = y >= 0 && y < height;
        const copied = inside ? to + end : to;
        const finished = to + outWidth;
        if (inside) {
          let at = (image * height + y) * rowSize + from + begin * stride;
          for (const before = to + begin; to < before; to++) patches[to] = 0;
          for (; to < copied; to++, at += stride) patches[to] = images[at]!;
        }
        for (; to < finished; to++) patches[to] = 0;
      }
    }
  }
}

/**
 * images += every patch at its place; what hangs over the border is dropped. The transpose of `copyPatches`.
 *
 * @param patches - beginning with the matrix of shape [size, count x positions]. Not modified.
 * @param images - shape [batch, height, width, channels].
 */
export function addPatches(g: PatchGeometry, patches: Float32Array, images: Float32Array, range: ImageRange): void {
  const { height, outHeight, outWidth, strideHeight, top } = g;
  const rowSize = g.width * g.channels;
  const last = range.first + range.count;
  let row = 0;
  for (const { filterY, from, begin, end, stride } of rowsOf(g)) {
    for (let image = range.first; image < last; image++) {
      for (let outY = 0; outY < outHeight; outY++, row += outWidth) {
        const y = outY * strideHeight - top + filterY;
        if (y < 0 || y >= height) continue;
        let at = (image * height + y) * rowSize + from + begin * stride;
        const stop = row + end;
        for (let of = row + begin; of < stop; of++, at += stride) images[at] = images[at]! + patches[of]!;
      }
    }
  }
}

/** A row of the matrix: one pixel of the filter, one channel, at every position. */
interface PatchRow {
  readonly filterY: number;
  /** Where position 0 lies from the beginning of a row of the image, in coordinates; < 0 where it hangs over. */
  readonly from: number;
  /** Positions along a row of the image at which the pixel lies inside: begin <= position < end. */
  readonly begin: number;
  readonly end: number;
  /** Coordinates of the image from one position to the next. */
  readonly stride: number;
}

function rowsOf(g: PatchGeometry): readonly PatchRow[] {
  const rows: PatchRow[] = [];
  const stride = g.strideWidth * g.channels;
  for (let filterY = 0; filterY < g.filterHeight; filterY++) {
    for (let filterX = 0; filterX < g.filterWidth; filterX++) {
      const x = filterX - g.left;
      const end = Math.max(0, Math.min(g.outWidth, Math.ceil((g.width - x) / g.strideWidth)));
      const begin = Math.min(end, Math.max(0, Math.ceil(-x / g.strideWidth)));
      for (let channel = 0; channel < g.channels; channel++) {
        rows.push({ filterY, from: x * g.channels + channel, begin, end, stride });
      }
    }
  }
  return rows;
}
