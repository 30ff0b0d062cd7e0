/** What can go wrong when an optimizer is made from a name and options. */
import { EdgeMLSimError } from '../../errors.ts';

/** Stable codes of `OptimizerError`. */
export type OptimizerErrorCode = 'E_UNKNOWN_OPTIMIZER' | 'E_OPTIMIZER_OPTIONS';

/** Raised by the optimizers' registry and constructors. */
export class OptimizerError extends EdgeMLSimError {
  constructor(code: OptimizerErrorCode, message: string) {
    super(message, { code, kind: 'usage' });
  }
}
