/**
 * What can go wrong with an aggregation rule, before (its name, its options) and during a call (n, f, shapes).
 */
import { EdgeMLSimError } from '../../errors.ts';

/** Stable codes of `AggregationError`. */
export type AggregationErrorCode =
  | 'E_UNKNOWN_RULE'
  | 'E_RULE_OPTIONS'
  | 'E_RULE_CONTEXT'
  | 'E_NO_GRADIENTS'
  | 'E_SHAPE_MISMATCH'
  | 'E_TOO_MANY_FAULTS'
  | 'E_SEARCH_LIMIT';

/** A caller's mistake; everything else is in the user's hands. */
const INTERNAL_CODES: ReadonlySet<AggregationErrorCode> = new Set(['E_NO_GRADIENTS', 'E_SHAPE_MISMATCH']);

/** Numbers that say where it went wrong, for programs; the message holds them too. */
export interface AggregationErrorDetails {
  readonly rule?: string;
  /** Number of vectors. */
  readonly n?: number;
  /** Number of tolerated faults. */
  readonly f?: number;
  /** Index of the offending vector. */
  readonly index?: number;
}

/** Raised by rules, pre-aggregations and their registries. */
export class AggregationError extends EdgeMLSimError {
  readonly details: AggregationErrorDetails;

  constructor(code: AggregationErrorCode, message: string, details: AggregationErrorDetails = {}) {
    super(message, { code, kind: INTERNAL_CODES.has(code) ? 'internal' : 'usage' });
    this.details = details;
  }
}
