/**
 * The filters of vehicle contexts: which of the vehicles within the range SUMO is to report.
 *
 * filter := ubyte type, [value]                                  for the last context asked for, vehicle around vehicle
 * value  := nothing                       no opposite lanes, leader and follower
 *         | typed double                  distances down and up the road, sideways, to a junction; an opening angle
 *         | typed textList                vehicle classes, vehicle types
 *         | ubyte n, n * byte             lanes, relative to the vehicle's own
 */
import * as tc from '../constants.ts';
import { double, idList, writeTyped } from '../values.ts';
import type { Writer } from '../writer.ts';

/** How far along the roads to look, in m; as far as the context's range when absent. */
export interface FilterDistances {
  readonly downstream?: number;
  readonly upstream?: number;
}

/** {@link FilterDistances}, and whether to leave out lanes of the opposite direction. */
export interface LaneFilterOptions extends FilterDistances {
  /** @default false */
  readonly noOpposite?: boolean;
}

/** A filter, ready to be written. */
export interface SubscriptionFilter {
  /** SUMO's name of the filter, for error texts. */
  readonly name: string;
  readonly write: (writer: Writer) => void;
}

/** A filter that is there or not. */
export function plainFilter(name: 'FILTER_TYPE_NOOPPOSITE' | 'FILTER_TYPE_LEAD_FOLLOW'): SubscriptionFilter {
  return { name, write: (writer) => void writer.ubyte(tc[name]) };
}

/** A filter with a number. */
export function numberFilter(
  name:
    | 'FILTER_TYPE_DOWNSTREAM_DIST'
    | 'FILTER_TYPE_UPSTREAM_DIST'
    | 'FILTER_TYPE_TURN'
    | 'FILTER_TYPE_FIELD_OF_VISION'
    | 'FILTER_TYPE_LATERAL_DIST',
  value: number,
): SubscriptionFilter {
  return {
    name,
    write: (writer) => {
      writeTyped(writer.ubyte(tc[name]), double, value);
    },
  };
}

/** A filter with names. */
export function nameFilter(
  name: 'FILTER_TYPE_VCLASS' | 'FILTER_TYPE_VTYPE',
  values: readonly string[],
): SubscriptionFilter {
  return {
    name,
    write: (writer) => {
      writeTyped(writer.ubyte(tc[name]), idList, values);
    },
  };
}

/** A filter by lanes relative to the vehicle's own, -1 being the next to the right. A lane given twice counts once. */
export function laneFilter(lanes: readonly number[]): SubscriptionFilter {
  return {
    name: 'FILTER_TYPE_LANES',
    write: (writer) => {
      // As SUMO's own client sends them: each as an unsigned byte, in ascending order.
      const unsigned = [...new Set(lanes.map((lane) => (lane < 0 ? lane + 256 : lane)))].sort((a, b) => a - b);
      writer.ubyte(tc.FILTER_TYPE_LANES).ubyte(unsigned.length);
      for (const lane of unsigned) writer.ubyte(lane);
    },
  };
}

/** The filters by distance that are asked for. */
export function distanceFilters({ downstream, upstream }: FilterDistances): readonly SubscriptionFilter[] {
  return [
    ...(downstream === undefined ? [] : [numberFilter('FILTER_TYPE_DOWNSTREAM_DIST', downstream)]),
    ...(upstream === undefined ? [] : [numberFilter('FILTER_TYPE_UPSTREAM_DIST', upstream)]),
  ];
}
