/** The view follows one vehicle from its departure to its arrival, and returns to the edge servers. */
import type { TraciClient } from '../../traci/index.ts';
import type { TrafficFrame } from '../mobility/source.ts';
import { SITE_COLOUR } from './colours.ts';
import type { Boundary } from './shapes.ts';
import { VIEW, type Canvas } from './canvas.ts';

export interface Follower {
  afterStep(frame: TrafficFrame): void;
}

export interface FollowerOptions {
  readonly client: TraciClient;
  readonly canvas: Canvas;
  /** Undefined when nobody is to be followed. */
  readonly vehicle: string | undefined;
  /** Where the view goes when the vehicle has arrived. */
  readonly home: Boundary;
  readonly onNotice: (message: string) => void;
}

export function createFollower({ client, canvas, vehicle, home, onNotice }: FollowerOptions): Follower {
  return {
    afterStep({ departed, arrived, timeMs }) {
      if (vehicle === undefined) return;
      // It may depart and arrive in one step; then there is nothing to see.
      if (arrived.includes(vehicle)) {
        onNotice(`followed vehicle ${vehicle} arrived at ${timeMs / 1000} s`);
        canvas.send(client.gui.trackVehicle(VIEW, ''));
        canvas.send(client.gui.setBoundary(VIEW, ...home));
      } else if (departed.includes(vehicle)) {
        onNotice(`following vehicle ${vehicle}, departed at ${timeMs / 1000} s`);
        canvas.send(client.gui.trackVehicle(VIEW, vehicle));
        canvas.send(client.vehicle.highlight(vehicle, { color: SITE_COLOUR }));
      }
    },
  };
}
