/** Traffic frames for tests, from what a test cares about. */
import type { MobilitySource, TrafficFrame } from '../../src/sim/mobility/source.ts';

type Lists = Partial<Omit<TrafficFrame, 'step' | 'timeMs' | 'vehicles'>>;

/** @param positions - vehicle id to [x, y] in m. */
export function frame(
  step: number,
  positions: Readonly<Record<string, readonly [number, number]>>,
  lists: Lists = {},
): TrafficFrame {
  const ids = Object.keys(positions);
  return {
    step,
    timeMs: step * 1000,
    departed: [],
    arrived: [],
    teleportStarted: [],
    teleportEnded: [],
    parkingStarted: [],
    parkingEnded: [],
    ...lists,
    vehicles: {
      count: ids.length,
      ids,
      x: Float64Array.from(ids, (id) => positions[id]![0]),
      y: Float64Array.from(ids, (id) => positions[id]![1]),
    },
  };
}

/** A mobility source that plays frames with steps of one second. */
export function playFrames(frames: readonly TrafficFrame[]): MobilitySource {
  let at = 0;
  return {
    stepLengthMs: 1000,
    version: 'frames',
    next: () => Promise.resolve(frames[at++]),
    close: () => Promise.resolve(),
  };
}
