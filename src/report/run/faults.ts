/** Faults on the time line: which nodes were down, and how much the adversary got into the model. */
import { timeRows, type Stretch } from '../charts/rows.ts';
import type { Chart } from '../drawing.ts';
import { counted, formatNumber, formatShare, timeUnit } from '../format.ts';
import { html } from '../html.ts';
import { figure, missing, type Section } from '../page.ts';
import { seriesColour } from '../palette.ts';
import type { Outage, RunRecord } from './read.ts';

/** Nodes drawn at most: those that were down longest. */
const MOST_NODES = 30;

/** A stretch of time in which a node was down. */
export interface Down {
  readonly node: string;
  readonly tier: string;
  readonly from: number;
  readonly to: number;
}

export function faultsSection({ summary, outages }: RunRecord, endSeconds: number): Section {
  const section = { id: 'faults', title: 'Faults' };
  const down = downTimes(outages, endSeconds);
  const { used = 0, faulted = 0 } = summary?.fates ?? {};
  if (down.length === 0 && faulted === 0)
    return {
      ...section,
      body: missing('No node crashed, and the adversary touched no gradient that entered the model.'),
    };
  const entered = faulted + used;
  return {
    ...section,
    body: html`<p>
        ${
          faulted === 0
            ? 'The adversary touched no gradient that entered the model.'
            : `Of ${counted(entered, 'gradient')} that entered the model, ${formatNumber(faulted)} (${formatShare(faulted / entered)}) were as the adversary made them; when, the chart above shows.`
        }
        ${down.length === 0 ? 'No node crashed.' : `${counted(new Set(down.map(({ node }) => node)).size, 'node')} crashed, ${counted(down.length, 'time')} in all.`}
      </p>
      ${down.length === 0 ? undefined : figure(outagesChart(down, endSeconds))}`,
  };
}

export function outagesChart(down: readonly Down[], endSeconds: number): Chart {
  const unit = timeUnit(endSeconds);
  const total = new Map<string, number>();
  for (const { node, from, to } of down) total.set(node, (total.get(node) ?? 0) + to - from);
  const rows = [...total]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_NODES)
    .map(([node]) => node);
  const shown = new Set(rows);
  return timeRows({
    name: 'outages',
    title: 'Nodes that were down',
    caption:
      total.size > rows.length
        ? `The ${rows.length} of ${total.size} that were down longest.`
        : 'From each crash to its recovery, or to the end of the run.',
    x: { label: `simulated time (${unit.name})`, domain: [0, endSeconds / unit.seconds] },
    rows,
    stretches: down
      .filter(({ node }) => shown.has(node))
      .map(({ node, tier, from, to }): Stretch => ({
        row: node,
        from: from / unit.seconds,
        to: to / unit.seconds,
        colour: seriesColour(1),
        title: `${tier} ${node}: down from ${formatNumber(from, 1)} s to ${formatNumber(to, 1)} s`,
      })),
    isWide: true,
  });
}

/** Pairs crashes with recoveries; a node that did not come back was down to the end. */
export function downTimes(outages: readonly Outage[], endSeconds: number): readonly Down[] {
  const open = new Map<string, Outage>();
  const down: Down[] = [];
  for (const outage of outages) {
    const key = `${outage.tier} ${outage.node}`;
    const began = open.get(key);
    if (outage.event === 'crash') {
      if (began === undefined) open.set(key, outage);
    } else if (began !== undefined) {
      open.delete(key);
      down.push({ node: began.node, tier: began.tier, from: began.simulatedSeconds, to: outage.simulatedSeconds });
    }
  }
  for (const { node, tier, simulatedSeconds } of open.values())
    down.push({ node, tier, from: simulatedSeconds, to: endSeconds });
  return down;
}
