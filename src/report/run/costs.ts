/** What a run cost: bytes on each tier of the network, wall time in each part of the program. */
import { formatBytes, formatDuration, formatShare } from '../format.ts';
import { html, type Html } from '../html.ts';
import { missing, type Section } from '../page.ts';
import { seriesColour } from '../palette.ts';
import { shareBar, table } from '../table.ts';
import type { RunRecord, Timings } from './read.ts';

const TIERS: ReadonlyMap<string, string> = new Map([
  ['cloudToEdgeServer', 'cloud server \u2192 edge servers'],
  ['edgeServerToWorker', 'edge servers \u2192 workers'],
  ['workerToEdgeServer', 'workers \u2192 edge servers'],
  ['edgeServerToCloud', 'edge servers \u2192 cloud server'],
]);

export function bytesSection({ summary }: RunRecord): Section {
  const section = { id: 'bytes', title: 'Bytes sent' };
  if (summary === undefined) return { ...section, body: missing('There is no summary.json: the run did not end.') };
  const bytes = Object.entries(summary.bytes);
  const total = bytes.reduce((sum, [, count]) => sum + count, 0);
  const { rounds } = summary;
  const row = (label: string, count: number): readonly (string | Html)[] => [
    label,
    formatBytes(count),
    shareBar(total === 0 ? 0 : count / total, seriesColour(0)),
    total === 0 ? '\u2013' : formatShare(count / total),
    rounds === 0 ? '\u2013' : formatBytes(count / rounds),
  ];
  return {
    ...section,
    body: table({
      label: 'Bytes by tier',
      columns: [
        { heading: 'tier' },
        { heading: 'in total', isNumeric: true },
        { heading: '', isGraphic: true },
        { heading: 'share', isNumeric: true },
        { heading: 'per round', isNumeric: true },
      ],
      rows: [
        ...bytes.map(([tier, count]) => row(TIERS.get(tier) ?? inWords(tier), count)),
        ['all', formatBytes(total), '', formatShare(1), rounds === 0 ? '\u2013' : formatBytes(total / rounds)],
      ],
    }),
  };
}

/** No section when the run's version does not measure it. */
export function timingsSection({ summary }: RunRecord): readonly Section[] {
  if (summary?.timings === undefined) return [];
  return [{ id: 'time', title: 'Time per part', body: timingsTable(summary.timings, summary.wallSeconds) }];
}

function timingsTable(timings: Timings, wallSeconds: number): Html {
  const parts = Object.entries(timings).filter(([, seconds]) => Number.isFinite(seconds));
  const whole = Math.max(wallSeconds, ...parts.map(([, seconds]) => seconds), 1e-9);
  return html`<p>
      Wall-clock time, of ${formatDuration(wallSeconds)} for the whole run; parts that work side by side overlap.
    </p>
    ${table({
      label: 'Wall-clock time by part',
      columns: [
        { heading: 'part' },
        { heading: 'time', isNumeric: true },
        { heading: '', isGraphic: true },
        { heading: 'share', isNumeric: true },
      ],
      rows: parts.map(([part, seconds]) => [
        inWords(part),
        formatDuration(seconds),
        shareBar(seconds / whole, seriesColour(2)),
        formatShare(seconds / whole),
      ]),
    })}`;
}

/** E.g. `edgeServerToWorker` becomes `edge server to worker`. */
function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])|[_-]/g, ' ').toLowerCase();
}
