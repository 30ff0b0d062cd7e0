/** Runs variations, side by side in processes of their own or one after the other in this one, and compares them. */
import { join } from 'node:path';
import { EdgeMLSimError } from '../errors.ts';
import { advised, prepareExperiment, runExperiment, type Summary } from '../sim/index.ts';
import { isFinished, runAll, type PlannedRun, type PoolListeners } from '../sweep/index.ts';
import { comparisonRows, type ComparedRun, type ComparisonRow } from './compare.ts';
import { STUDY_AGAIN, type StudyBase, type StudyRun, type Variation } from './study.ts';
import { keyOf } from './variation.ts';

export interface CompareOptions {
  readonly signal?: AbortSignal;
  readonly listeners?: PoolListeners;
}

const ID_DIGITS = 16;

/**
 * Runs what has not been run yet, and puts everything side by side; the first is what the others are compared with.
 *
 * @param entries - runs that are finished, and variations; of those of one study, so many at a time as it says.
 * @returns In the order of `entries`.
 * @throws {EdgeMLSimError} the first failure of a run, with its name before it; the others are ended by then.
 */
export async function compare(
  entries: readonly (StudyRun | Variation)[],
  options: CompareOptions = {},
): Promise<readonly ComparisonRow[]> {
  const variations = entries.filter(isVariation);
  const summaries = new Map<Variation, Summary>();
  for (const study of new Set(variations.map((variation) => variation.study))) {
    const ofStudy = variations.filter((variation) => variation.study === study);
    const done = study.processes ? await runApart(study, ofStudy, options) : await runHere(study, ofStudy, options);
    for (const variation of ofStudy) summaries.set(variation, done.get(plan(variation).id)!);
  }
  return comparisonRows(
    entries.map((entry): ComparedRun =>
      isVariation(entry) ? { name: entry.name, summary: summaries.get(entry)! } : entry,
    ),
  );
}

function isVariation(entry: StudyRun | Variation): entry is Variation {
  return 'study' in entry;
}

function plan({ name, experiment, overrides, trunk }: Variation): PlannedRun {
  const key = keyOf(experiment, trunk);
  return {
    id: key.slice(0, ID_DIGITS),
    key,
    labels: { variation: name },
    overrides,
    experiment,
    ...(trunk && { branch: { trunk: trunk.folder } }),
  };
}

async function runApart(
  { file, prepare, run, folder, jobs }: StudyBase,
  variations: readonly Variation[],
  options: CompareOptions,
): Promise<ReadonlyMap<string, Summary>> {
  const planned = variations.map(plan);
  const outcomes = await runAll(planned, { file, prepare, run, out: folder, jobs, then: STUDY_AGAIN, ...options });
  return new Map(
    planned.map(({ id, labels }) => {
      const outcome = outcomes.get(id);
      if (isFinished(outcome)) return [id, outcome.summary as unknown as Summary];
      throw new EdgeMLSimError(`${labels['variation']!}: ${outcome?.message ?? 'interrupted'}`, {
        code: 'E_WHAT_IF_RUN',
        kind: outcome?.kind ?? 'interrupted',
      });
    }),
  );
}

async function runHere(
  { file, prepare, run, folder }: StudyBase,
  variations: readonly Variation[],
  { signal }: CompareOptions,
): Promise<ReadonlyMap<string, Summary>> {
  const done = new Map<string, Summary>();
  for (const variation of variations) {
    const { id, overrides, branch } = plan(variation);
    if (done.has(id)) continue;
    const prepared = await prepareExperiment(file, { ...prepare, overrides });
    const { summary } = await advised(STUDY_AGAIN, () =>
      runExperiment(prepared, {
        ...run,
        out: join(folder, 'runs', id),
        ...(branch && { branch }),
        ...(signal && { signal }),
      }),
    );
    done.set(id, summary);
  }
  return done;
}
