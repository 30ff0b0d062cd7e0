/**
 * A vehicle whose worker is at work drives slowly while in range, so that it has more time there.
 *
 * Choice: a vehicle is slowed when it is seen to be faster than that, and keeps that speed until its worker is done or out
 * of range; one that is slower anyway is left alone.
 */
import { z } from 'zod';
import type { TrafficAction, ViewedVehicle } from '../mobility/actions.ts';
import { defineTrafficPolicy, letGo, NEEDS_NO_MORE } from './policy.ts';

export const slowInRange = defineTrafficPolicy({
  name: 'slow-in-range',
  summary: 'Vehicles whose workers are at work drive slowly while in range.',
  options: z.strictObject({
    speed: z.number().positive().max(100).default(5).describe('m/s that a vehicle drives at most.'),
  }),
  create: ({ speed }) => ({
    needs: NEEDS_NO_MORE,
    initial: [],
    decide(view, slowed: readonly string[]) {
      const others = new Set(slowed);
      const next: string[] = [];
      const actions: TrafficAction[] = [];
      for (const vehicle of view.vehicles) {
        const { id } = vehicle;
        if (!isAtWorkInRange(vehicle)) continue;
        const isSlowed = others.delete(id);
        if (!isSlowed && vehicle.speed <= speed) continue;
        if (!isSlowed) actions.push({ kind: 'set-speed', vehicle: id, speed });
        next.push(id);
      }
      return { actions: [...actions, ...letGo(others, view)], state: next };
    },
  }),
});

function isAtWorkInRange({ edgeServer, worker }: ViewedVehicle): boolean {
  return edgeServer !== null && worker !== null && worker !== 'idle' && worker !== 'waiting';
}
