/** How messages travel: between vehicles and edge servers, and between edge servers and the cloud. */
export { backhaulSpec, createBackhaul } from './backhaul.ts';
export { connectWithHysteresis, interruptionSpec } from './interruption.ts';
export { createLinkModel } from './models/build.ts';
export { createNetwork } from './network.ts';
export { networkSpec } from './spec.ts';
export type { Backhaul, BackhaulSpec, BackhaulState } from './backhaul.ts';
export type { InterruptionSpec } from './interruption.ts';
export type { LinkModel, LinkModelState } from './link-model.ts';
export type { Network, NetworkState } from './network.ts';
export type { NetworkSpec } from './spec.ts';
export type { Completion, Direction, Transfer } from './transfer.ts';
