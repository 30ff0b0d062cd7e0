/** The page of a sweep: what was swept, curves with their confidence, a table of the settings, worst cases, failures. */
import type { Chart, Html, Section } from '../report/index.ts';
import { curveCharts } from './curve-charts.ts';
import type { Evaluation } from './mean-curves.ts';
import type { PlannedRun, SweepPlan } from './plan.ts';
import { isFinished, type RunOutcomeInPool } from './pool.ts';
import { groupBySeed, meanOf, measuredRuns, SEED, type Group } from './tables.ts';

type Outcomes = ReadonlyMap<string, RunOutcomeInPool>;

/** How a figure of the table is written. */
interface TableFigure {
  /** Column of `summary.csv`. */
  readonly column: string;
  readonly heading: string;
  readonly digits: number;
  /** Written a hundred times as great, in per cent. */
  readonly isShare?: boolean;
}

const FIGURES: readonly TableFigure[] = [
  { column: 'accuracy', heading: 'test accuracy (%)', digits: 1, isShare: true },
  { column: 'loss', heading: 'test loss (nats)', digits: 3 },
  { column: 'f1', heading: 'F1', digits: 3 },
  { column: 'simulatedSeconds', heading: 'simulated (s)', digits: 0 },
  { column: 'rounds', heading: 'rounds', digits: 0 },
  { column: 'fates.used', heading: 'gradients used', digits: 0 },
];

/**
 * The page as HTML; like the tables it depends on the results alone.
 *
 * @param heatMaps - worst cases, as drawn for their files.
 */
export async function sweepPage(plan: SweepPlan, outcomes: Outcomes, heatMaps: readonly Chart[]): Promise<string> {
  const { chartGrid, counted, html, missing, renderPage } = await import('../report/index.ts');
  const swept = plan.dimensions.filter((dimension) => dimension !== SEED);
  const measured = measuredRuns(plan, outcomes);
  const groups = groupBySeed(plan.dimensions, measured);
  const curves = await curvesSection(swept, groups, outcomes);
  const sections: readonly (Section | undefined)[] = [
    await sweptSection(plan),
    curves,
    {
      id: 'settings',
      title: 'Settings at the end of their runs',
      short: 'Settings',
      body: measured.length === 0 ? missing('No run is done.') : await settingsTable(swept, groups),
    },
    heatMaps.length === 0 ? undefined : { id: 'worst-cases', title: 'Worst cases', body: chartGrid(heatMaps) },
    await failuresSection(plan.runs, outcomes),
  ];
  const lead = `${counted(measured.length, 'run')} of ${plan.runs.length} done, ${counted(groups.length, 'setting')}.`;
  return renderPage({
    kind: 'Sweep',
    title: plan.name,
    lead: html`<p class="lead">${lead}</p>`,
    sections: sections.filter((section) => section !== undefined),
  });
}

async function sweptSection({ dimensions, runs }: SweepPlan): Promise<Section> {
  const { table } = await import('../report/index.ts');
  const rows = dimensions.map((dimension) => {
    const labels = [...new Set(runs.flatMap((run) => run.labels[dimension] ?? []))];
    return [dimension, labels.length, labels.join(', ')];
  });
  const columns = [{ heading: 'value' }, { heading: 'how many', isNumeric: true }, { heading: 'which' }];
  return { id: 'swept', title: 'What was swept', body: table({ columns, rows, label: 'Values that were swept' }) };
}

async function curvesSection(swept: readonly string[], groups: readonly Group[], outcomes: Outcomes): Promise<Section> {
  const { chartGrid, html, missing, readEvaluations } = await import('../report/index.ts');
  const section = { id: 'learning', title: 'Learning' };
  const settings = groups.map(({ labels, runs }) => ({
    labels,
    curves: runs
      .map(({ run: { id } }): readonly Evaluation[] => {
        const outcome = outcomes.get(id);
        return isFinished(outcome)
          ? readEvaluations(outcome.folder).map(({ simulatedSeconds: seconds, accuracy }) => ({ seconds, accuracy }))
          : [];
      })
      .filter((curve) => curve.length > 0),
  }));
  const evaluated = settings.filter(({ curves }) => curves.length > 0);
  if (evaluated.length === 0) return { ...section, body: missing('No run was evaluated.') };
  const { charts, omitted } = await curveCharts(swept, evaluated);
  const isRepeated = evaluated.some(({ curves }) => curves.length > 1);
  const what = isRepeated
    ? 'Mean over the seeds at each moment, a run that is over with the model that it ended with; shaded: its 95 % confidence interval (Student’s t).'
    : 'One run a setting; sweep the seed too to see how sure the curves are.';
  const rest = omitted === 0 ? '' : ` ${omitted} more settings are in the table alone.`;
  return {
    ...section,
    body: html`<p>${what}${rest}</p>
      ${chartGrid(charts)}`,
  };
}

async function settingsTable(swept: readonly string[], groups: readonly Group[]): Promise<Html> {
  const { html, table } = await import('../report/index.ts');
  const figures = FIGURES.filter(({ column }) => groups.some(({ runs }) => runs[0]!.figures.has(column)));
  const rows = groups.map(({ labels, runs }) => [
    ...(swept.length === 0 ? ['all'] : swept.map((dimension) => labels[dimension] ?? '–')),
    runs.length,
    ...figures.map((figure) => {
      const known = meanOf(runs, figure.column);
      if (known === undefined) return '–';
      const text = (value: number): string => (figure.isShare === true ? value * 100 : value).toFixed(figure.digits);
      if (known.halfWidth === undefined) return text(known.mean);
      return html`${text(known.mean)} <span class="interval">± ${text(known.halfWidth)}</span>`;
    }),
  ]);
  const columns = [
    ...(swept.length === 0 ? ['setting'] : swept).map((heading) => ({ heading })),
    { heading: 'runs', isNumeric: true },
    ...figures.map(({ heading }) => ({ heading, isNumeric: true })),
  ];
  return html`<p>
      Means over the seeds ± half the 95 % confidence interval; a dash where a repetition lacks the figure. More figures
      are in <code>summary.csv</code>, every run in <code>runs.csv</code>.
    </p>
    ${table({ columns, rows, label: 'Means and confidence intervals by setting' })}`;
}

async function failuresSection(runs: readonly PlannedRun[], outcomes: Outcomes): Promise<Section | undefined> {
  const { html, table } = await import('../report/index.ts');
  const failed = runs.flatMap(({ id, labels }) => {
    const outcome = outcomes.get(id);
    return outcome === undefined || isFinished(outcome) ? [] : [{ labels, message: outcome.message }];
  });
  if (failed.length === 0) return undefined;
  const rows = failed.map(({ labels, message }) => [
    Object.entries(labels)
      .map(([dimension, label]) => `${dimension} ${label}`)
      .join(', '),
    message,
  ]);
  return {
    id: 'failures',
    title: 'Runs that failed',
    body: html`<p>The same command tries them again.</p>
      ${table({ columns: [{ heading: 'run' }, { heading: 'why' }], rows, label: 'Runs that failed' })}`,
  };
}
