/**
 * What a vehicle thinks about a lane change, as SUMO's bit set of `LCA_*` says it.
 */
import * as tc from '../constants.ts';
import { integer, readTyped } from '../values.ts';
import type { ValueReader } from '../values.ts';
import { expectCount } from './domain.ts';

/** The state as the lane-change model sees it, and after requests of clients were taken into account. */
export type LaneChangeState = readonly [state: number, stateTraCI: number];

/** The words for the bits of {@link LaneChangeState}. */
export type LaneChangeWords = readonly [state: readonly string[], stateTraCI: readonly string[]];

/** -1 to the right, 1 to the left. */
export type LaneChangeDirection = -1 | 0 | 1;

/** laneChangeState := int32 2, integer state, integer stateTraCI (each with its type byte) */
export const laneChangeState: ValueReader<LaneChangeState> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), 2, 'lane change state', reader.offset - 4);
    return [readTyped(reader, integer, 'state'), readTyped(reader, integer, 'state after requests')];
  },
};

/** SUMO's words, from the lowest bit on. */
const WORDS = [
  'stay',
  'left',
  'right',
  'strategic',
  'cooperative',
  'speedGain',
  'keepRight',
  'TraCI',
  'urgent',
  'blocked by left leader',
  'blocked by left follower',
  'blocked by right leader',
  'blocked by right follower',
  'overlapping',
  'insufficient space',
  'sublane',
] as const;

/** The words for the bits that are set. */
export function laneChangeWords(state: number): readonly string[] {
  return WORDS.filter((_, bit) => (state & (1 << bit)) !== 0);
}

/** True when the state is known and nothing stands in the way. */
export function canChange(state: number): boolean {
  return state !== tc.LCA_UNKNOWN && (state & tc.LCA_BLOCKED) === 0;
}

/** True when the vehicle wants to change in this direction and nothing stands in the way. */
export function wantsAndCanChange(direction: LaneChangeDirection, state: number): boolean {
  if ((state & tc.LCA_BLOCKED) !== 0) return false;
  if (direction === -1) return (state & tc.LCA_RIGHT) !== 0;
  return direction === 1 && (state & tc.LCA_LEFT) !== 0;
}
