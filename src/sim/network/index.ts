/** How messages travel: between vehicles and edge servers, and between edge servers and the cloud. */
export { backhaulSpec, createBackhaul } from './backhaul.ts';
export { connectWithHysteresis, interruptionSpec, linkWithHysteresis } from './interruption.ts';
export { createNetwork } from './network.ts';
export { networkSpec } from './spec.ts';
export { readWalls } from './walls/walls.ts';
export type { Backhaul, BackhaulSpec, BackhaulState } from './backhaul.ts';
export type { InterruptionSpec } from './interruption.ts';
export type { NetworkSurroundings } from './models/build.ts';
export type { Network, NetworkState } from './network.ts';
export type { NetworkSpec } from './spec.ts';
export type { Completion, Direction, Transfer } from './transfer.ts';
export type { Obstruction, Walls } from './walls/walls.ts';
