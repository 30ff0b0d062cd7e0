/** What can be wrong with what a report is asked to show, or to write. */
import { UsageError } from '../errors.ts';

export type ReportErrorCode = 'E_RUN_FOLDER' | 'E_REPORT_PLOTS' | 'E_REPORT_WRITE';

/** Exit code 2. */
export class ReportError extends UsageError {
  declare readonly code: ReportErrorCode;
  // Narrows the codes of the base class.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(message: string, fields: { code: ReportErrorCode; path?: string; cause?: unknown }) {
    super(message, fields);
  }
}
