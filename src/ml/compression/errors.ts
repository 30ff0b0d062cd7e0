/** What can go wrong when a compression is made from a name and options. */
import { EdgeMLSimError } from '../../errors.ts';

/** Stable codes of `CompressionError`. */
export type CompressionErrorCode = 'E_UNKNOWN_COMPRESSION' | 'E_COMPRESSION_OPTIONS';

/** Raised by the compressions' registry and constructors. */
export class CompressionError extends EdgeMLSimError {
  constructor(code: CompressionErrorCode, message: string) {
    super(message, { code, kind: 'usage' });
  }
}
