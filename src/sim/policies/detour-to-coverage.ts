/**
 * A vehicle whose worker is idle and out of range takes a detour past the nearest edge server, once, if its driver complies.
 *
 * Choice: nearest as the crow flies; the way there and on to the destination is the fastest on empty roads
 * (`mobility/actor.ts`). A vehicle to which no way is open counts as having been asked.
 */
import { z } from 'zod';
import type { TrafficAction, ViewedEdgeServer, ViewedVehicle } from '../mobility/actions.ts';
import { defineTrafficPolicy } from './policy.ts';

export const detourToCoverage = defineTrafficPolicy({
  name: 'detour-to-coverage',
  summary: 'Vehicles of idle workers take a detour past the nearest edge server, once.',
  options: z.strictObject({
    share: z.number().min(0).max(1).default(1).describe('Share of drivers that comply, drawn by vehicle.'),
    withinM: z
      .number()
      .min(1)
      .max(1_000_000)
      .default(500)
      .describe('Metres beyond a range up to which vehicles are asked; each that is seen costs time in every step.'),
  }),
  create: ({ share, withinM }) => ({
    needs: { coverage: withinM, roads: true },
    /** Who was sent on a detour. */
    initial: [],
    decide({ vehicles, edgeServers, arrived }, sent: readonly string[], draw) {
      const next = new Set(sent);
      for (const id of arrived) next.delete(id);
      const actions: TrafficAction[] = [];
      for (const vehicle of vehicles) {
        const { id, worker, edgeServer } = vehicle;
        if (worker !== 'idle' || edgeServer !== null || next.has(id) || draw(id) >= share) continue;
        const nearest = nearestWithRoad(vehicle, edgeServers);
        if (nearest === undefined || awayFrom(vehicle, nearest) > nearest.range + withinM) continue;
        next.add(id);
        actions.push({ kind: 'detour', vehicle: id, via: [nearest.road] });
      }
      return { actions, state: [...next] };
    },
  }),
});

type WithRoad = ViewedEdgeServer & { readonly road: string };

function nearestWithRoad(vehicle: ViewedVehicle, edgeServers: readonly ViewedEdgeServer[]): WithRoad | undefined {
  const reachable = edgeServers.filter((server): server is WithRoad => server.road !== null);
  const least = Math.min(...reachable.map((server) => awayFrom(vehicle, server)));
  return reachable.find((server) => awayFrom(vehicle, server) === least);
}

/** m */
function awayFrom(vehicle: ViewedVehicle, { x, y }: ViewedEdgeServer): number {
  return Math.sqrt((vehicle.x - x) ** 2 + (vehicle.y - y) ** 2);
}
