/** What every network model has to say: how fast a message travels, alone and among others. */
import type { NetworkPoint } from '../sumo-files/network.ts';
import type { Transfer } from './transfer.ts';

/** What decides how fast messages travel: one value for a whole run. */
export interface LinkModel {
  /** ms from the last byte's sending to the message's arrival, >= 0. */
  readonly latencyMs: number;
  /** True when `bytesPerMs` depends on where the vehicle is, so that it has to be asked again when the vehicle moves. */
  readonly dependsOnPlace: boolean;
  /**
   * How many times as long everything takes when `talking` transfers are under way in one cell; 1 for one.
   *
   * Depends on nothing but `talking`, >= 1.
   */
  dilation(talking: number): number;
  /**
   * Bytes per ms that the transfer would get if it had its edge server to itself, >= 0 and finite.
   *
   * @param at - where the vehicle is.
   * @param timeMs - keys what is drawn anew with time; not decreasing from call to call.
   */
  bytesPerMs(transfer: Transfer, at: NetworkPoint, timeMs: number): number;
  /**
   * The same without what is yet to be drawn, and without a trace: fading is left out, shadowing is what the link last had.
   * Absent where `bytesPerMs` draws nothing.
   */
  expectedBytesPerMs?(transfer: Transfer, at: NetworkPoint): number;
  /** The vehicle has left the map. */
  forget(vehicleId: string): void;
  /** What has to be kept to go on later; survives JSON. */
  snapshot(): LinkModelState;
}

/** Saved state of shadowing, the only state that a model has: one row a vehicle and edge server. */
export interface LinkModelState {
  readonly shadows: readonly ShadowState[];
}

/** Shadowing of one vehicle as seen from one edge server. */
export interface ShadowState {
  readonly vehicleId: string;
  readonly edgeServer: number;
  /** Where it was drawn, m. */
  readonly x: number;
  readonly y: number;
  /** dB, added to the path loss. */
  readonly lossDb: number;
}
