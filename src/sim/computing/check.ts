/** What the schemas of computing and energy cannot see: whether they fit together. */
import { ExperimentError } from '../experiment/errors.ts';
import { DEFAULT_CLASS } from './computing.ts';
import type { EnergySpec } from './energy-spec.ts';
import type { ComputingSpec } from './spec.ts';

/**
 * Checks that every class with an energy of its own exists.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` naming the first that does not.
 */
export function checkEnergyClasses(computing: ComputingSpec, energy: EnergySpec): void {
  const known = 'classes' in computing ? computing.classes.map(({ name }) => name) : [DEFAULT_CLASS];
  const index = energy.classes.findIndex(({ name }) => !known.includes(name));
  if (index === -1) return;
  const path = `energy.classes[${index}].name`;
  throw new ExperimentError(
    `${path}: expected a class of \`computing\` (${known.join(', ')}), got "${energy.classes[index]!.name}"`,
    { code: 'E_EXPERIMENT_VALUE', path },
  );
}
