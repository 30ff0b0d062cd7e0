/** Runs laid over each other: their curves, how they ended, and which values of their experiments differ. Pure. */
import { counted, formatDuration, formatFixed, formatNumber, formatShare } from './format.ts';
import { html, type Html } from './html.ts';
import { missing, renderPage, type Section } from './page.ts';
import { seriesColour } from './palette.ts';
import { learningViews } from './run/learning.ts';
import { folderName, titleOf, type RunRecord } from './run/read.ts';
import { table } from './table.ts';

/** @param runs - two or more, in the order of their colours. @returns The whole HTML file. */
export function renderComparison(runs: readonly RunRecord[]): string {
  const names = namesOf(runs);
  const title = `${counted(runs.length, 'run')} compared`;
  return renderPage({
    title,
    kind: 'Comparison',
    lead: html`<p class="lead">${bestOf(runs, names)}</p>`,
    sections: [finals(runs, names), learning(runs, names), differences(runs, names)],
  });
}

/** What tells the runs apart: the folder where they differ by it, else the whole path. */
function namesOf(runs: readonly RunRecord[]): readonly string[] {
  for (const name of [folderName, titleOf, ({ folder }: RunRecord) => folder]) {
    const names = runs.map(name);
    if (new Set(names).size === runs.length) return names;
  }
  return runs.map(({ folder }, index) => `${folder} (${index + 1})`);
}

function bestOf(runs: readonly RunRecord[], names: readonly string[]): string {
  const accuracies = runs.map(({ evaluations }) => evaluations.at(-1)?.accuracy ?? -1);
  const best = Math.max(...accuracies);
  if (best < 0) return 'None of them was evaluated.';
  const winners = names.filter((_, index) => accuracies[index] === best);
  return `Highest final test accuracy: ${formatShare(best)}, ${winners.join(' and ')}.`;
}

function finals(runs: readonly RunRecord[], names: readonly string[]): Section {
  const rows = runs.map((run, index) => {
    const last = run.evaluations.at(-1);
    const { summary } = run;
    return [
      html`<span class="chip" style="background:${seriesColour(index)}"></span>${names[index]}`,
      last === undefined ? '\u2013' : formatShare(last.accuracy, 2),
      formatFixed(last?.testLoss, 3),
      formatFixed(last?.f1, 3),
      summary === undefined ? '\u2013' : formatNumber(summary.rounds),
      summary === undefined ? '\u2013' : formatDuration(summary.simulatedSeconds),
      summary === undefined ? '\u2013' : formatDuration(summary.wallSeconds),
      html`<code>${summary === undefined ? 'did not end' : summary.digest.slice(0, 12)}</code>`,
    ];
  });
  const headings = ['accuracy', 'loss', 'F1', 'rounds', 'simulated', 'wall'];
  return {
    id: 'finals',
    title: 'How they ended',
    body: html`${table({
      label: 'Final figures by run',
      columns: [
        { heading: 'run' },
        ...headings.map((heading) => ({ heading, isNumeric: true })),
        { heading: 'digest' },
      ],
      rows,
    })}${sameDigests(runs, names)}`,
  };
}

function sameDigests(runs: readonly RunRecord[], names: readonly string[]): Html | undefined {
  const groups = new Map<string, string[]>();
  for (const [index, { summary }] of runs.entries())
    if (summary !== undefined) groups.set(summary.digest, [...(groups.get(summary.digest) ?? []), names[index]!]);
  const same = [...groups.values()].filter((group) => group.length > 1);
  if (same.length === 0) return undefined;
  return html`<p>Equal to the last bit: ${same.map((group) => group.join(', ')).join('; ')}.</p>`;
}

function learning(runs: readonly RunRecord[], names: readonly string[]): Section {
  const curves = runs.map(({ evaluations }, index) => ({ name: names[index]!, evaluations }));
  const isEmpty = curves.every(({ evaluations }) => evaluations.length === 0);
  return {
    id: 'learning',
    title: 'Learning',
    body: isEmpty ? missing('None of the runs was evaluated.') : learningViews(curves, false),
  };
}

function differences(runs: readonly RunRecord[], names: readonly string[]): Section {
  const section = { id: 'differences', title: 'What differs' };
  const values = runs.map(({ experiment }) => flatten(experiment));
  const keys = [...new Set(values.flatMap((value) => [...value.keys()]))];
  const differing = keys.filter((key) => new Set(values.map((value) => value.get(key))).size > 1);
  if (values.some((value) => value.size === 0))
    return { ...section, body: missing('A folder lacks experiment.yaml, so the experiments cannot be compared.') };
  if (differing.length === 0)
    return { ...section, body: html`<p>Nothing: every value of the experiments is the same.</p>` };
  return {
    ...section,
    body: html`<p>
        ${counted(differing.length, 'value')} of the experiments differ${differing.length === 1 ? 's' : ''}; all others
        are the same.
      </p>
      ${table({
        label: 'Values that differ, by run',
        columns: [{ heading: 'value' }, ...names.map((heading) => ({ heading }))],
        rows: differing.map((key) => [html`<code>${key}</code>`, ...values.map((value) => value.get(key) ?? '\u2013')]),
      })}`,
  };
}

/** Leaves of an experiment by their path, e.g. `edgeServers[1].range`. */
function flatten(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null)
    return new Map([[path, typeof value === 'string' ? value : JSON.stringify(value)]]);
  const entries = Array.isArray(value)
    ? value.map((part, index) => [`${path}[${index}]`, part] as const)
    : Object.entries(value).map(([key, part]) => [path === '' ? key : `${path}.${key}`, part as unknown] as const);
  if (entries.length === 0) return new Map([[path, Array.isArray(value) ? '[]' : '{}']]);
  return new Map(entries.flatMap(([key, part]) => [...flatten(part, key)]));
}
