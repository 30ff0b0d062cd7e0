/** Where gradients came from, on the map. */
import { PLACE_CELL_METRES, type RoadMap } from '../../sim/index.ts';
import { mapChart } from '../charts/map.ts';
import type { Chart } from '../drawing.ts';
import { figure, missing, switchedViews, type Section } from '../page.ts';
import type { Place, RunRecord } from './read.ts';

/** What can be counted in a cell. */
interface Count {
  readonly key: 'delivered' | 'late' | 'lost';
  readonly title: string;
  readonly caption: string;
}

const COUNTS: readonly Count[] = [
  {
    key: 'delivered',
    title: 'Delivered in time',
    caption: 'where vehicles were when their gradient reached an edge server in time for a round',
  },
  {
    key: 'late',
    title: 'Late',
    caption: 'where vehicles were when their gradient reached an edge server after its round was closed',
  },
  { key: 'lost', title: 'Lost', caption: 'where vehicles last were in range that took a gradient away with them' },
];

export function mapSection({ map, places }: RunRecord): Section {
  const section = { id: 'map', title: 'Where gradients came from', short: 'Map' };
  if (map === undefined) return { ...section, body: missing('There is no map.json in the folder of this run.') };
  const charts = mapCharts(map, places ?? []);
  const [only] = charts;
  if (charts.length === 1) return { ...section, body: figure(only!.chart) };
  const views = charts.map(({ title, chart }) => ({ label: title.toLowerCase(), body: figure(chart) }));
  return { ...section, body: switchedViews('map', 'gradients', views) };
}

/** A map for each count that is not zero everywhere; a map of the roads alone when all are. */
export function mapCharts(
  { roads, junctions, edgeServers }: RoadMap,
  places: readonly Place[],
): readonly { readonly title: string; readonly chart: Chart }[] {
  const some = COUNTS.filter(({ key }) => places.some((place) => place[key] > 0));
  const base = { roads, junctions, edgeServers, cellMetres: PLACE_CELL_METRES };
  if (some.length === 0)
    return [
      {
        title: 'Map',
        chart: mapChart({ ...base, name: 'map', title: 'Edge servers and their ranges', cells: [], valueLabel: '' }),
      },
    ];
  return some.map(({ key, title, caption }) => ({
    title,
    chart: mapChart({
      ...base,
      name: `map-${key}`,
      title,
      caption: `Cells of ${PLACE_CELL_METRES}\u202fm: ${caption}. Circles are ranges.`,
      cells: places.filter((place) => place[key] > 0).map((place) => ({ x: place.x, y: place.y, value: place[key] })),
      valueLabel: 'gradients per cell (logarithmic)',
    }),
  }));
}
