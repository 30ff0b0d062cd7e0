/** From SVG to PNG, at twice the pixels. */
import type { Resvg } from '@resvg/resvg-js';
import { ReportError } from './errors.ts';

/** Makes PNG files out of SVG text. */
export type Rasterizer = (svg: string) => Uint8Array;

/** Pixels for each pixel of an SVG: sharp on paper and on screens of today. */
const ZOOM = 2;

/**
 * Loads the library and makes sure that it can write words.
 *
 * @throws {ReportError} `E_REPORT_PLOTS` if there is no prebuilt library for this machine, or no font on it.
 */
export async function openRasterizer(): Promise<Rasterizer> {
  const render = await load();
  const word =
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" font-size="14">word</text></svg>';
  const nothing = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"></svg>';
  if (Buffer.compare(render(word), render(nothing)) === 0)
    throw new ReportError(
      '--plots: this machine has no font for the words in .png files; install one (e.g. fonts-dejavu-core)',
      {
        code: 'E_REPORT_PLOTS',
        path: '--plots',
      },
    );
  return render;
}

async function load(): Promise<Rasterizer> {
  let library: { readonly Resvg: typeof Resvg };
  try {
    library = await import('@resvg/resvg-js');
  } catch (cause) {
    throw new ReportError(
      `--plots: cannot write .png files on ${process.platform} ${process.arch}: ${(cause as Error).message.split('\n')[0]!}`,
      { code: 'E_REPORT_PLOTS', path: '--plots', cause },
    );
  }
  return (svg) =>
    new library.Resvg(svg, {
      fitTo: { mode: 'zoom', value: ZOOM },
      font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
    })
      .render()
      .asPng();
}
