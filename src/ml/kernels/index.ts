/**
 * Arithmetic on vectors for aggregation rules: the interface, and the way to get an implementation.
 */
import type { Kernels } from './kernels.ts';
import { plainKernels } from './plain.ts';

export type { Kernels } from './kernels.ts';
export { plainKernels } from './plain.ts';

/** Kernels with scratch memory of their own: one for each user, not shared between threads. */
export function createKernels(): Kernels {
  return plainKernels;
}
