/**
 * The question how far it is from where a vehicle or a person is, along its way.
 *
 * Rows outside the tables: no subscription can ask for a distance.
 */
import { DISTANCE_REQUEST } from '../constants.ts';
import { compound, double, position2D, rawUbyte, roadMap } from '../values.ts';
import type { Position2D, RoadPosition, ValueWriter } from '../values.ts';
import type { Variable } from '../variables.ts';

/** A place, and `REQUEST_DRIVINGDIST`. */
type DistanceTo<Place> = Variable<number, number, readonly [place: Place, kind: number]>;

/** To a place of the network. */
export function distanceToPlace(since?: string): DistanceTo<RoadPosition> {
  return row(compound(roadMap, rawUbyte), since);
}

/** To the place nearest to a point in m. */
export function distanceToPoint(since?: string): DistanceTo<Position2D> {
  return row(compound(position2D, rawUbyte), since);
}

function row<Place>(
  parameter: ValueWriter<readonly [place: Place, kind: number]>,
  since: string | undefined,
): DistanceTo<Place> {
  const request = { id: DISTANCE_REQUEST, name: 'DISTANCE_REQUEST', value: double, parameter };
  return since === undefined ? request : { ...request, since };
}
