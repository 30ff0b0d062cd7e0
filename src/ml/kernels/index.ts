/**
 * Arithmetic on vectors for aggregation rules: the interface, and the ways to get an implementation.
 */
export type { Kernels } from './kernels.ts';
export { plainKernels } from './plain.ts';
export { createWasmKernels as createKernels } from './wasm.ts';
