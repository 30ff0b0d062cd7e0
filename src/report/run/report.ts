/** The report of a run: the answer first, then how it came about. Pure. */
import type { Summary } from '../../sim/index.ts';
import type { Chart } from '../drawing.ts';
import { counted, formatBytes, formatDuration, formatFixed, formatNumber, formatShare } from '../format.ts';
import { html, type Html } from '../html.ts';
import { factSheet, missing, renderPage, type Fact, type Section } from '../page.ts';
import { table } from '../table.ts';
import { attendanceChart, attendanceSection } from './attendance.ts';
import { classesSection, confusionChart } from './classes.ts';
import { bytesSection, timingsSection } from './costs.ts';
import { fatesChart, fatesSection } from './fates.ts';
import { downTimes, faultsSection, outagesChart } from './faults.ts';
import { learningCharts, learningSection } from './learning.ts';
import { mapCharts, mapSection } from './map.ts';
import { titleOf, type RunRecord } from './read.ts';

/** Why a run ended, as part of a sentence. */
export const REASONS: Readonly<Record<Summary['stoppedBy'], string>> = {
  epochs: 'all epochs were done',
  rounds: 'all rounds were done',
  simulatedSeconds: 'simulated time was up',
  accuracy: 'accuracy was reached',
  traffic: 'no vehicle was left in the traffic',
  interrupted: 'it was interrupted',
};

/** @returns The whole HTML file. */
export function renderRunReport(run: RunRecord): string {
  const end = endSeconds(run);
  return renderPage({
    title: answer(run),
    windowTitle: `${titleOf(run)}: ${answer(run)}`,
    kind: `${titleOf(run)} \u00b7 report of a run`,
    lead: lead(run),
    sections: [
      learningSection(run.evaluations),
      mapSection(run),
      attendanceSection(run.rounds, end),
      fatesSection(run, end),
      faultsSection(run, end),
      classesSection(run.confusion),
      bytesSection(run),
      ...timingsSection(run),
      experimentSection(run),
    ],
    footer: html`EdgeMLSim ${run.manifest.edgemlsim}, run begun ${run.manifest.startedAt}. Numbers behind every chart
    are in the run's .csv files.`,
  });
}

/** Every chart of the report, once, for files of their own. */
export function runCharts(run: RunRecord): readonly Chart[] {
  const end = endSeconds(run);
  const { evaluations, rounds, map, confusion } = run;
  const down = downTimes(run.outages, end);
  return [
    ...(evaluations.length > 0 ? learningCharts([{ name: 'test examples', evaluations }], true) : []),
    ...(map === undefined ? [] : mapCharts(map, run.places ?? []).map(({ chart }) => chart)),
    ...(rounds === undefined || rounds.simulatedSeconds.length === 0
      ? []
      : [attendanceChart(rounds, end), fatesChart(rounds, end)]),
    ...(down.length === 0 ? [] : [outagesChart(down, end)]),
    ...(confusion === undefined ? [] : [confusionChart(confusion)]),
  ];
}

/** How far simulated time came. */
function endSeconds({ summary, rounds, evaluations }: RunRecord): number {
  const last = Math.max(rounds?.simulatedSeconds.at(-1) ?? 0, evaluations.at(-1)?.simulatedSeconds ?? 0);
  return Math.max(summary?.simulatedSeconds ?? last, 1e-3);
}

/** What came of it, in a line. */
function answer({ summary, evaluations }: RunRecord): string {
  const last = evaluations.at(-1);
  const accuracy = last === undefined ? 'Nothing was evaluated' : `${formatShare(last.accuracy)} test accuracy`;
  const seconds = summary?.simulatedSeconds ?? last?.simulatedSeconds;
  return seconds === undefined ? accuracy : `${accuracy} after ${formatDuration(seconds)} of traffic`;
}

function lead(run: RunRecord): Html {
  const { summary } = run;
  const description = descriptionOf(run.experiment);
  const stopped = summary === undefined ? '' : `Stopped because ${REASONS[summary.stoppedBy]}.`;
  return html`<p class="lead">${description} ${stopped}</p>
    ${factSheet(facts(run))}
    ${
      summary === undefined
        ? missing('This run did not end: there is no summary.json. What follows is what it had written by then.')
        : html`<p class="digest">digest <b>${summary.digest}</b></p>`
    }`;
}

function facts({ summary, evaluations }: RunRecord): readonly Fact[] {
  const last = evaluations.at(-1);
  const loss: readonly Fact[] =
    last === undefined
      ? []
      : [{ label: 'test loss', value: formatFixed(last.testLoss, 3), note: `nats; F1 ${formatFixed(last.f1, 3)}` }];
  const backdoor: readonly Fact[] =
    last === undefined || Number.isNaN(last.attackSuccess)
      ? []
      : [{ label: 'attack success', value: formatShare(last.attackSuccess), note: 'of marked test examples' }];
  if (summary === undefined) return [...loss, ...backdoor];
  const { used = 0, faulted = 0 } = summary.fates;
  const bytes = Object.values(summary.bytes).reduce((sum, count) => sum + count, 0);
  const speed = summary.simulatedSeconds / summary.wallSeconds;
  const usedShare = formatShare((used + faulted) / summary.gradients, 0);
  return [
    {
      label: 'simulated time',
      value: formatDuration(summary.simulatedSeconds),
      note: counted(summary.sumo.steps, 'step'),
    },
    {
      label: 'wall time',
      value: formatDuration(summary.wallSeconds),
      note: `${formatNumber(speed, speed < 10 ? 1 : 0)}\u00d7 real time`,
    },
    { label: 'rounds', value: formatNumber(summary.rounds), note: counted(Number(summary.epochs.toFixed(2)), 'epoch') },
    {
      label: 'gradients used',
      value: formatNumber(used + faulted),
      note: summary.gradients === 0 ? 'none was made' : `${usedShare} of ${formatNumber(summary.gradients)} made`,
    },
    { label: 'bytes sent', value: formatBytes(bytes), note: 'over all tiers' },
    ...loss,
    ...backdoor,
  ];
}

function experimentSection({ experimentText, manifest }: RunRecord): Section {
  const { backend } = manifest;
  const rows: readonly (readonly [string, string])[] = [
    ['EdgeMLSim', manifest.edgemlsim],
    ['Node', manifest.node],
    ['traffic', manifest.sumo],
    ['gradients', `${backend.name} on ${counted(backend.threads, 'thread')} (${backend.detail})`],
    ['machine', `${manifest.processor}, ${manifest.platform}`],
    ['seed', String(manifest.seed)],
    ['begun', manifest.startedAt],
  ];
  return {
    id: 'experiment',
    title: 'Experiment and versions',
    short: 'Experiment',
    body: html`${table({ label: 'Versions', columns: [{ heading: 'what' }, { heading: 'which' }], rows })}
    ${
      experimentText === undefined
        ? missing('There is no experiment.yaml in the folder of this run.')
        : html`<details>
            <summary>The experiment, every value resolved</summary>
            <pre>${experimentText.trimEnd()}</pre>
          </details>`
    }`,
  };
}

function descriptionOf(experiment: unknown): string {
  if (typeof experiment !== 'object' || experiment === null || !('description' in experiment)) return '';
  return typeof experiment.description === 'string' ? experiment.description : '';
}
