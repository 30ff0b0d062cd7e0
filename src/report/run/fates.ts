/** What became of gradients: used, faulted, late, lost, rejected; over time and in total. */
import { stackedBars } from '../charts/bars.ts';
import type { Chart } from '../drawing.ts';
import { formatNumber, formatShare } from '../format.ts';
import { html, type Html } from '../html.ts';
import { figure, missing, type Section } from '../page.ts';
import { seriesColour } from '../palette.ts';
import { shareBar, table } from '../table.ts';
import { spanText } from './attendance.ts';
import type { RoundColumns, RunRecord } from './read.ts';
import { sumBySpan, timeSpans } from './spans.ts';

/** Colour and meaning by name; a fate that is not here is shown with its name alone. */
const FATES: ReadonlyMap<string, { readonly colour: number; readonly meaning: string }> = new Map([
  ['used', { colour: 0, meaning: 'entered the model as they were' }],
  ['faulted', { colour: 1, meaning: 'entered it as the adversary made them' }],
  ['late', { colour: 4, meaning: 'came after their round was closed' }],
  ['lost', { colour: 3, meaning: 'left with their vehicle, or on the way' }],
  ['rejected', { colour: 7, meaning: 'were in an aggregation that the rule refused' }],
  ['omitted', { colour: 6, meaning: 'were never sent by a faulty node' }],
  ['unfinished', { colour: 5, meaning: 'were on their way when the run ended' }],
]);

export function fatesSection({ summary, rounds }: RunRecord, endSeconds: number): Section {
  const section = { id: 'gradients', title: 'What became of gradients', short: 'Gradients' };
  const totals = summary === undefined ? totalsOf(rounds) : new Map(Object.entries(summary.fates));
  if (totals === undefined || [...totals.values()].every((count) => count === 0))
    return {
      ...section,
      body: missing('No gradient was made in this run, or there is neither summary.json nor rounds.csv.'),
    };
  return {
    ...section,
    body: html`${fatesTable(totals)}
    ${rounds === undefined || rounds.simulatedSeconds.length === 0 ? missing('There are no rounds to draw over time.') : figure(fatesChart(rounds, endSeconds))}`,
  };
}

export function fatesChart(rounds: RoundColumns, endSeconds: number): Chart {
  const spans = timeSpans(endSeconds, rounds.simulatedSeconds.length);
  const layers = [...rounds.fates]
    .filter(([, values]) => values.some((value) => value > 0))
    .map(([name, values], index) => ({
      name,
      colour: colourOf(name, index),
      values: sumBySpan(spans, rounds.simulatedSeconds, values),
    }));
  return stackedBars({
    name: 'gradients',
    title: 'Over time',
    caption: `By the cloud update at which they were settled, in spans of ${spanText(spans.seconds)}.`,
    x: { label: `simulated time (${spans.unit.name})` },
    y: { label: 'gradients' },
    edges: spans.edges,
    panels: [{ label: '', layers }],
    isWide: true,
  });
}

function fatesTable(totals: ReadonlyMap<string, number>): Html {
  const made = [...totals.values()].reduce((sum, count) => sum + count, 0);
  return table({
    label: 'Gradients by what became of them',
    columns: [
      { heading: 'gradients' },
      { heading: 'number', isNumeric: true },
      { heading: '', isGraphic: true },
      { heading: 'share', isNumeric: true },
      { heading: 'which' },
    ],
    rows: [
      ...[...totals].map(([name, count], index) => [
        html`<span class="chip" style="background:${seriesColour(colourOf(name, index))}"></span>${name}`,
        formatNumber(count),
        shareBar(count / made, seriesColour(colourOf(name, index))),
        formatShare(count / made),
        FATES.get(name)?.meaning ?? '',
      ]),
      ['made', formatNumber(made), '', formatShare(1), ''],
    ],
  });
}

function totalsOf(rounds: RoundColumns | undefined): ReadonlyMap<string, number> | undefined {
  if (rounds === undefined) return undefined;
  return new Map([...rounds.fates].map(([name, values]) => [name, values.reduce((sum, value) => sum + value, 0)]));
}

function colourOf(name: string, index: number): number {
  return FATES.get(name)?.colour ?? index;
}
