/** What can go wrong while a scenario is made of a map. */
import { EdgeMLSimError, UsageError } from '../errors.ts';

/** Codes of `CityError`. */
export type CityErrorCode = 'E_CITY_INPUT' | 'E_CITY_FOLDER' | 'E_CITY_DOWNLOAD' | 'E_CITY_TOOL';

/** A map, a box, a folder or a program of SUMO cannot be used. Exit code 2; nothing half-written is left. */
export class CityError extends UsageError {
  declare readonly code: CityErrorCode;
  // Narrows the codes of the base class.
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor
  constructor(message: string, fields: { code: CityErrorCode; path?: string; cause?: unknown }) {
    super(message, fields);
  }
}

/** What to raise where work ends because the user wants it to. Exit code 130. */
export function interrupted(): EdgeMLSimError {
  return new EdgeMLSimError('interrupted; nothing was written', { code: 'E_INTERRUPTED', kind: 'interrupted' });
}
