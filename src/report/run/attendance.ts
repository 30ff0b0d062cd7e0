/** Through which edge servers gradients came into the model, over time. */
import { stackedBars } from '../charts/bars.ts';
import { heatLegend } from '../charts/heat-map.ts';
import { timeRows } from '../charts/rows.ts';
import type { Chart } from '../drawing.ts';
import { counted, formatNumber, formatShare } from '../format.ts';
import { html } from '../html.ts';
import { figure, missing, type Section } from '../page.ts';
import { heatColour, seriesColour } from '../palette.ts';
import { shareBar, table } from '../table.ts';
import type { RoundColumns } from './read.ts';
import { sumBySpan, timeSpans } from './spans.ts';

/** Edge servers that get a panel of bars each; more become rows of colours. */
const MOST_PANELS = 6;
/** Edge servers drawn and tabulated at most: the busiest. */
const MOST_ROWS = 40;

export function attendanceSection(rounds: RoundColumns | undefined, endSeconds: number): Section {
  const section = { id: 'attendance', title: 'Attendance' };
  if (rounds === undefined) return { ...section, body: missing('There is no rounds.csv in the folder of this run.') };
  if (rounds.simulatedSeconds.length === 0)
    return { ...section, body: missing('The cloud server made no update in this run.') };
  const servers = busiest(rounds);
  const total = sum(servers.map((server) => server.total));
  const rows = servers.map(({ name, total: used, rounds: present }, index) => [
    name,
    formatNumber(used),
    html`${shareBar(total === 0 ? 0 : used / total, seriesColour(servers.length > MOST_PANELS ? 0 : index))}`,
    formatShare(total === 0 ? 0 : used / total),
    formatShare(present / rounds.simulatedSeconds.length),
  ]);
  return {
    ...section,
    body: html`<p>
        Gradients that entered the model, by the edge server they came through.${note(rounds, servers.length)}
      </p>
      ${figure(attendanceChart(rounds, endSeconds))}
      ${table({
        label: 'Gradients used by edge server',
        columns: [
          { heading: 'edge server' },
          { heading: 'gradients used', isNumeric: true },
          { heading: '', isGraphic: true },
          { heading: 'share', isNumeric: true },
          { heading: 'in rounds', isNumeric: true },
        ],
        rows,
      })}`,
  };
}

export function attendanceChart(rounds: RoundColumns, endSeconds: number): Chart {
  const spans = timeSpans(endSeconds, rounds.simulatedSeconds.length);
  const servers = busiest(rounds).map((server) => ({
    ...server,
    sums: sumBySpan(spans, rounds.simulatedSeconds, server.values),
  }));
  const name = 'attendance';
  const title = 'Gradients used over time';
  const caption = `Gradients in each span of ${spanText(spans.seconds)}.`;
  const x = { label: `simulated time (${spans.unit.name})` };
  if (servers.length <= MOST_PANELS)
    return stackedBars({
      name,
      title,
      caption,
      x,
      y: { label: 'gradients' },
      edges: spans.edges,
      panels: servers.map(({ name: label, sums }, colour) => ({
        label,
        layers: [{ name: 'used', colour, values: sums }],
      })),
      isWide: true,
    });
  const most = Math.max(1, ...servers.flatMap(({ sums }) => sums));
  return timeRows({
    name,
    title,
    caption,
    x: { ...x, domain: [0, spans.edges.at(-1)!] },
    rows: servers.map((server) => server.name),
    stretches: servers.flatMap(({ name: row, sums }) =>
      sums.flatMap((value, index) =>
        value === 0
          ? []
          : [
              {
                row,
                from: spans.edges[index]!,
                to: spans.edges[index + 1]!,
                colour: heatColour(value / most),
                title: `${row}: ${counted(value, 'gradient')}`,
              },
            ],
      ),
    ),
    legend: (width) => heatLegend('gradients', '1', formatNumber(most), width),
    isWide: true,
  });
}

/** E.g. `2 s`, `5 min`, `2 h`. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${formatNumber(seconds, 1)}\u202fs`;
  return seconds < 3600 ? `${formatNumber(seconds / 60, 1)}\u202fmin` : `${formatNumber(seconds / 3600, 1)}\u202fh`;
}

interface Server {
  readonly name: string;
  readonly values: readonly number[];
  readonly total: number;
  /** Rounds in which a gradient came through it. */
  readonly rounds: number;
}

/** In the order of the experiment, or the busiest where there are too many. */
function busiest({ attendance }: RoundColumns): readonly Server[] {
  const servers = [...attendance].map(([name, values]) => ({
    name,
    values,
    total: sum(values),
    rounds: values.filter((value) => value > 0).length,
  }));
  return servers.length <= MOST_ROWS ? servers : servers.sort((a, b) => b.total - a.total).slice(0, MOST_ROWS);
}

function note({ attendance }: RoundColumns, shown: number): string {
  return shown === attendance.size ? '' : ` Shown are the ${shown} busiest of ${attendance.size}.`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
