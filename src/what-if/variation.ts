/** One way in which things may go: an experiment, changed or not, from its start or from a moment of a run. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  changedExperiment,
  checkCrossing,
  type Experiment,
  type PreparedExperiment,
  type Trunk,
} from '../sim/index.ts';
import type { Change } from './changes.ts';

/** A changed experiment. */
export interface ChangedExperiment {
  readonly name: string;
  readonly experiment: Experiment;
  /** `path=value` texts that make it of the base. */
  readonly overrides: readonly string[];
}

/**
 * Applies changes, and checks what comes out.
 *
 * @param trunk - where the variation begins; from the start when absent.
 * @throws {ExperimentError} for a change that makes no valid experiment; {ForkError} `E_FORK_CHANGE` for one that cannot
 *   be made on the way of a run.
 */
export function applyChanges(
  base: Pick<PreparedExperiment, 'experiment' | 'registries'>,
  changes: readonly Change[],
  trunk?: Trunk,
): ChangedExperiment {
  const fromSeconds = (trunk?.simulatedMs ?? 0) / 1000;
  let { experiment } = base;
  for (const step of changes.flatMap(({ steps }) => steps)) {
    const content = step(experiment, { fromSeconds });
    experiment = changedExperiment({ ...base, experiment }, overridesBetween(experiment, content as object));
  }
  if (trunk !== undefined) checkCrossing({ before: base.experiment, after: experiment });
  const name = changes.length === 0 ? 'as it was' : changes.map((change) => change.name).join(', ');
  return { name, experiment, overrides: overridesBetween(base.experiment, experiment) };
}

/** `key=value` for each key of the experiment that differs. */
export function overridesBetween(before: object, after: object): readonly string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after)
    .filter(([key, value]) => !isDeepStrictEqual(value, old.get(key)))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`);
}

/** SHA-256 over what decides the result of a variation, given its files and versions. */
export function keyOf(experiment: Experiment, trunk: Trunk | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([experiment, trunk === undefined ? null : [trunk.step, trunk.digest]]))
    .digest('hex');
}
