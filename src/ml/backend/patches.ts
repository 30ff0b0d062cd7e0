/**
 * The patches of images that a convolution looks at, laid out as rows of a matrix, and back (im2col, col2im).
 *
 * Images are channels-last, [height, width, channels]; a row holds one position's patch, [filter height, filter width,
 * channels], with zeros where it hangs over the border.
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
 * patches[position] = the patch there.
 *
 * @param images - shape [batch, height, width, channels]. Not modified.
 * @param patches - shape [at least count x positions, size]; its first count x positions rows are overwritten.
 */
export function copyPatches(g: PatchGeometry, images: Float32Array, patches: Float32Array, range: ImageRange): void {
  const { channels, height, width } = g;
  const run = g.filterWidth * channels;
  let to = 0;
  for (let image = range.first; image < range.first + range.count; image++) {
    for (let outY = 0; outY < g.outHeight; outY++) {
      for (let outX = 0; outX < g.outWidth; outX++) {
        const x = outX * g.strideWidth - g.left;
        const begin = Math.max(0, -x) * channels;
        const end = Math.max(begin, Math.min(g.filterWidth, width - x) * channels);
        for (let filterY = 0; filterY < g.filterHeight; filterY++, to += run) {
          const y = outY * g.strideHeight - g.top + filterY;
          if (y < 0 || y >= height) {
            patches.fill(0, to, to + run);
            continue;
          }
          const from = ((image * height + y) * width + x) * channels;
          for (let k = 0; k < begin; k++) patches[to + k] = 0;
          for (let k = begin; k < end; k++) patches[to + k] = images[from + k]!;
          for (let k = end; k < run; k++) patches[to + k] = 0;
        }
      }
    }
  }
}

/**
 * images += every patch at its place; what hangs over the border is dropped. The transpose of `copyPatches`.
 *
 * @param patches - shape [at least count x positions, size]. Not modified.
 * @param images - shape [batch, height, width, channels].
 */
export function addPatches(g: PatchGeometry, patches: Float32Array, images: Float32Array, range: ImageRange): void {
  const { channels, height, width } = g;
  const run = g.filterWidth * channels;
  let at = 0;
  for (let image = range.first; image < range.first + range.count; image++) {
    for (let outY = 0; outY < g.outHeight; outY++) {
      for (let outX = 0; outX < g.outWidth; outX++) {
        const x = outX * g.strideWidth - g.left;
        const begin = Math.max(0, -x) * channels;
        const end = Math.max(begin, Math.min(g.filterWidth, width - x) * channels);
        for (let filterY = 0; filterY < g.filterHeight; filterY++, at += run) {
          const y = outY * g.strideHeight - g.top + filterY;
          if (y < 0 || y >= height) continue;
          const to = ((image * height + y) * width + x) * channels;
          for (let k = begin; k < end; k++) images[to + k]! += patches[at + k]!;
        }
      }
    }
  }
}
