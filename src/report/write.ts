/** Writes reports: the page of a run, of a comparison, and their plots as files. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { renderComparison } from './compare.ts';
import { standaloneSvg, type Chart } from './drawing.ts';
import { ReportError } from './errors.ts';
import { openRasterizer } from './png.ts';
import { readRun } from './run/read.ts';
import { renderRunReport, runCharts } from './run/report.ts';

export interface WriteOptions {
  /** Folder for the files; the run's own when absent. */
  readonly out?: string;
  /** Also each chart as `plots/<chart>.svg` and `.png`. */
  readonly plots?: boolean;
}

/**
 * Writes `report.html` of the run in a folder.
 *
 * @returns Paths of the files written, the page first.
 * @throws {ReportError} before anything is written: `E_RUN_FOLDER` if it is no run's folder, `E_REPORT_PLOTS` if plots
 *   cannot be drawn here. `E_REPORT_WRITE` if a file cannot be written.
 */
export async function writeReport(
  folder: string,
  { out = folder, plots = false }: WriteOptions = {},
): Promise<readonly string[]> {
  const run = readRun(folder);
  const page = renderRunReport(run);
  const files = plots ? await plotFiles(runCharts(run)) : new Map<string, string | Uint8Array>();
  return writeAll(out, new Map([['report.html', page], ...files]));
}

/**
 * Writes a page that lays runs over each other.
 *
 * @param folders - of two runs or more.
 * @param file - path of the page.
 * @returns Paths of the files written.
 * @throws {ReportError} `E_RUN_FOLDER`, before anything is written; `E_REPORT_WRITE`.
 */
export function writeComparison(folders: readonly string[], file: string): readonly string[] {
  const page = renderComparison(folders.map(readRun));
  return writeAll('', new Map([[file, page]]));
}

/** Charts as `.svg` and `.png`, by their path below the report. */
export async function plotFiles(charts: readonly Chart[]): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const toPng = await openRasterizer();
  const files = new Map<string, string | Uint8Array>();
  for (const chart of charts) {
    const svg = standaloneSvg(chart, chart.isWide === true ? 960 : 560);
    files.set(`plots/${chart.name}.svg`, svg);
    files.set(`plots/${chart.name}.png`, toPng(svg));
  }
  return files;
}

/** Each beside its place first, then renamed, so that no page is ever half there. */
function writeAll(folder: string, files: ReadonlyMap<string, string | Uint8Array>): readonly string[] {
  return [...files].map(([file, content]) => {
    const path = join(folder, file);
    try {
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, content);
    } catch (cause) {
      throw new ReportError(`--out ${path}: cannot write there: ${(cause as Error).message}`, {
        code: 'E_REPORT_WRITE',
        path: '--out',
        cause,
      });
    }
    return path;
  });
}
