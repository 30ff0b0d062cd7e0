/** Frames of traffic without SUMO. */
import { createRandom } from '../../src/random.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import type { Setting } from './cases.ts';

export const STEP_MS = 1000;

/**
 * Vehicles spread evenly over a square grid of edge servers that drive 15 metres a step east and come in again in the west:
 * all are in range, and some change over in each step.
 */
export function* trafficOf({ vehicles, sites, gridM }: Setting): Generator<TrafficFrame, never> {
  const side = Math.ceil(Math.sqrt(sites));
  const width = gridM * side;
  const ids = Array.from({ length: vehicles }, (_, index) => `vehicle${index}`);
  const stream = createRandom(7).stream('bench');
  const x = Float64Array.from(ids, () => width * stream.uniform());
  const y = Float64Array.from(ids, () => gridM * Math.ceil(sites / side) * stream.uniform());
  const nothing = {
    departed: [],
    arrived: [],
    teleportStarted: [],
    teleportEnded: [],
    parkingStarted: [],
    parkingEnded: [],
  };
  const motion = { speed: new Float64Array(vehicles).fill(15), angle: new Float64Array(vehicles).fill(90) };
  for (let step = 1; ; step++) {
    for (let index = 0; index < vehicles; index++) x[index] = (x[index]! + 15) % width;
    const positions = { count: vehicles, ids, x: x.slice(), y: y.slice(), ...motion };
    const introduced = step === 1 ? ids.map((id) => ({ id, typeId: 'car', route: [] })) : [];
    yield { step, timeMs: step * STEP_MS, ...nothing, introduced, vehicles: positions };
  }
}
