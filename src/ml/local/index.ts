/** What workers compute, by name, and the edge server's half of hierarchical federated averaging. */
export { addEdgeAggregate, edgeParameters, startEdgeRounds } from './edge-rounds.ts';
export { batchesOfWork, localWorkSpec } from './spec.ts';
export type { EdgeRounds } from './edge-rounds.ts';
export type { LocalWork } from './spec.ts';
