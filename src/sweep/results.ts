/** Writes what came of a sweep: tables, worst-case heat maps and a page. Whole files only, none ever half there. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from '../report/index.ts';
import { toCsv } from './csv.ts';
import { sweepPage } from './page.ts';
import type { SweepPlan } from './plan.ts';
import { isFinished, type RunOutcomeInPool } from './pool.ts';
import { measuredRuns, runsTable, summaryTable } from './tables.ts';
import { worstCaseMaps, type WorstCaseMap } from './worst-case.ts';
import { makeFolder, refusalTold, writeWhole } from './write.ts';

const HEAT_MAPS = 'heat-maps';

/**
 * Writes `runs.csv`, `summary.csv`, `times.csv`, `heat-maps/` and `report.html` into the folder of a sweep.
 *
 * @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, or refuses; the same sweep writes them again.
 */
export async function writeResults(
  folder: string,
  plan: SweepPlan,
  outcomes: ReadonlyMap<string, RunOutcomeInPool>,
): Promise<void> {
  const { dimensions } = plan;
  const measured = measuredRuns(plan, outcomes);
  writeWhole(join(folder, 'runs.csv'), toCsv(runsTable(dimensions, measured)));
  writeWhole(join(folder, 'summary.csv'), toCsv(summaryTable(dimensions, measured)));
  writeWhole(join(folder, 'times.csv'), toCsv(timesTable(outcomes)));
  const maps = worstCaseMaps(dimensions, measured);
  // Those of an earlier, smaller sweep in the same folder are out of date.
  const heatMaps = join(folder, HEAT_MAPS);
  refusalTold(`${heatMaps}: cannot be removed`, () => {
    rmSync(heatMaps, { recursive: true, force: true });
  });
  if (maps.length > 0) makeFolder(heatMaps);
  const charts = await Promise.all(maps.map((map) => writeMap(heatMaps, map)));
  writeWhole(join(folder, 'report.html'), await sweepPage(plan, outcomes, charts));
}

/** Wall-clock seconds have a file of their own: they are all that differs when a sweep is repeated. */
function timesTable(outcomes: ReadonlyMap<string, RunOutcomeInPool>): readonly (readonly (string | number)[])[] {
  const rows = [...outcomes].flatMap(([id, outcome]) => (isFinished(outcome) ? [[id, outcome.wallSeconds]] : []));
  return [['run', 'wall_s'], ...rows];
}

async function writeMap(folder: string, map: WorstCaseMap): Promise<Chart> {
  const { heatMap, standaloneSvg } = await import('../report/index.ts');
  const { x, y, cells } = map;
  const others = [...new Set(cells.flatMap(({ at }) => Object.keys(at)))];
  const name = `${fileName(x.dimension)}--${fileName(y.dimension)}`;
  const rows = cells.map((cell) => [
    cell.x,
    cell.y,
    cell.accuracy ?? undefined,
    ...others.map((dimension) => cell.at[dimension]),
  ]);
  writeWhole(join(folder, `${name}.csv`), toCsv([[x.dimension, y.dimension, 'worst_accuracy', ...others], ...rows]));
  const chart = heatMap({
    name,
    title: `Accuracy by ${x.dimension} and ${y.dimension}`,
    caption:
      others.length === 0
        ? 'Mean over the seeds at the end of the runs.'
        : `The worst over ${others.join(', ')}; mean over the seeds at the end of the runs.`,
    x: { label: x.dimension, values: x.labels },
    y: { label: y.dimension, values: y.labels },
    cells: cells.map((cell) => ({
      x: cell.x,
      y: cell.y,
      value: cell.accuracy,
      title: [cell.x, cell.y, ...Object.values(cell.at)].join(', '),
    })),
    valueLabel: 'test accuracy',
    format: 'share',
  });
  writeWhole(join(folder, `${name}.svg`), standaloneSvg(chart));
  return chart;
}

function fileName(dimension: string): string {
  return dimension.replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
}

/** True when the folder may hold the results of a sweep: it is empty, absent or holds one already. */
export function isSweepFolder(folder: string, marker: string): boolean {
  try {
    const entries = readdirSync(folder);
    return entries.length === 0 || entries.includes(marker);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'ENOTDIR') return false;
    throw error;
  }
}
