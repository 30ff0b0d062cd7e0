/**
 * Traffic of a branch: the same vehicles at the same places as in the trunk, seen with other ranges and other needs.
 *
 * Which vehicles are in a frame depends on the ranges, so a hash of frames says nothing where these differ; where the
 * frames of both hold a vehicle, it must be at the same place to the last bit.
 */
import type { Site } from '../connectivity.ts';
import { trafficResumeError, fastForward, type FastForwardOptions } from '../mobility/fast-forward.ts';
import { hashVehicles } from '../mobility/frame-hash.ts';
import type { MobilitySource, TrafficFrame, VehicleFacts, VehiclePositions } from '../mobility/source.ts';
import type { SavedVehicles } from './resume.ts';

/** Traffic stepped to a moment. */
export interface SteppedTraffic {
  readonly vehicles: VehiclePositions;
  /** What was told of the vehicles that are still on the road. */
  readonly introduced: readonly VehicleFacts[];
}

/** As {@link fastForward}, but keeps who was introduced. */
export async function stepThere(
  mobility: MobilitySource,
  step: number,
  options: FastForwardOptions,
): Promise<SteppedTraffic> {
  const introduced = new Map<string, VehicleFacts>();
  let last: TrafficFrame | undefined;
  const watched = {
    ...mobility,
    async next(): Promise<TrafficFrame | undefined> {
      const frame = await mobility.next();
      for (const id of frame?.arrived ?? []) introduced.delete(id);
      for (const facts of frame?.introduced ?? []) introduced.set(facts.id, facts);
      last = frame;
      return frame;
    },
  };
  await fastForward(watched, step, options);
  if (last === undefined) throw trafficResumeError(`expected at least one step before a branch, got ${step}`);
  return { vehicles: last.vehicles, introduced: [...introduced.values()] };
}

/** The same stream, whose first frame introduces these vehicles too. */
export function introducing(mobility: MobilitySource, vehicles: readonly VehicleFacts[]): MobilitySource {
  if (vehicles.length === 0) return mobility;
  let isFirst = true;
  return {
    ...mobility,
    async next(options) {
      const frame = await mobility.next(options);
      if (!isFirst || frame === undefined) return frame;
      isFirst = false;
      const gone = new Set(frame.arrived);
      return { ...frame, introduced: [...vehicles.filter(({ id }) => !gone.has(id)), ...(frame.introduced ?? [])] };
    },
  };
}

/**
 * Whether traffic is where it was, as far as both see it.
 *
 * @param sites - with the ranges of the branch.
 * @param ranges - those of the trunk, m; shape [edge servers].
 */
export function isSameTraffic(
  saved: SavedVehicles,
  now: VehiclePositions,
  { sites, ranges }: { readonly sites: readonly Site[]; readonly ranges: readonly number[] },
): boolean {
  const common = sites.map((site, index) => ({ ...site, range: Math.min(site.range, ranges[index]!) }));
  const before = within({ ...saved, count: saved.ids.length }, common);
  return hashVehicles(before) === hashVehicles(within(now, common));
}

/** The vehicles within some range, their places alone. */
function within({ count, ids, x, y }: VehiclePositions, sites: readonly Site[]): VehiclePositions {
  const kept = Array.from({ length: count }, (_, index) => index).filter((index) =>
    sites.some((site) => (x[index]! - site.x) ** 2 + (y[index]! - site.y) ** 2 <= site.range ** 2),
  );
  return {
    count: kept.length,
    ids: kept.map((index) => ids[index]!),
    x: Float64Array.from(kept, (index) => x[index]!),
    y: Float64Array.from(kept, (index) => y[index]!),
  };
}
