/** What is wrong with an experiment, always raised before anything starts. */
import { UsageError } from '../../errors.ts';

/** Codes of `ExperimentError`. */
export type ExperimentErrorCode =
  | 'E_EXPERIMENT_FILE'
  | 'E_EXPERIMENT_YAML'
  | 'E_EXPERIMENT_VALUE'
  | 'E_EXPERIMENT_SET'
  | 'E_TRAFFIC_FILE'
  | 'E_OUTPUT_FOLDER'
  | 'E_RESUME';

/** The experiment, or a file it names, cannot be used. Exit code 2. */
export class ExperimentError extends UsageError {
  declare readonly code: ExperimentErrorCode;
  // Narrows the codes of the base class.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(message: string, fields: { code: ExperimentErrorCode; path?: string; cause?: unknown }) {
    super(message, fields);
  }
}
