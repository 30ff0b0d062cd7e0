/**
 * A vehicle stands, or crawls, while its worker sends its gradient, so that it does not drive out of range.
 *
 * Over an ideal network sending takes no time, and nobody is held. Whoever is behind a vehicle that stands waits.
 */
import { z } from 'zod';
import type { TrafficAction } from '../mobility/actions.ts';
import { defineTrafficPolicy, letGo, NEEDS_NO_MORE } from './policy.ts';

interface Sender {
  readonly vehicle: string;
  /** Simulated ms at which it was first seen to send. */
  readonly sinceMs: number;
  /** False for one that was held long enough. */
  readonly held: boolean;
}

export const holdWhileSending = defineTrafficPolicy({
  name: 'hold-while-sending',
  summary: 'Vehicles stand or crawl while their workers send.',
  options: z.strictObject({
    speed: z.number().min(0).max(100).default(0).describe('m/s at which a vehicle crawls; 0: it brakes and stands.'),
    maximumSeconds: z
      .number()
      .positive()
      .max(3600)
      .default(10)
      .describe('Simulated seconds after which a vehicle drives on even if its worker still sends.'),
  }),
  create: ({ speed, maximumSeconds }) => ({
    needs: NEEDS_NO_MORE,
    initial: [],
    decide(view, senders: readonly Sender[]) {
      const known = new Map(senders.map((sender) => [sender.vehicle, sender]));
      const next: Sender[] = [];
      const actions: TrafficAction[] = [];
      for (const { id: vehicle, worker } of view.vehicles) {
        if (worker !== 'sending') continue;
        const before = known.get(vehicle);
        known.delete(vehicle);
        const sinceMs = before?.sinceMs ?? view.timeMs;
        const held = view.timeMs - sinceMs < 1000 * maximumSeconds;
        if (before === undefined)
          actions.push(speed === 0 ? { kind: 'hold', vehicle } : { kind: 'set-speed', vehicle, speed });
        else if (before.held && !held) actions.push({ kind: 'resume', vehicle });
        next.push({ vehicle, sinceMs, held });
      }
      const done = [...known.values()].filter(({ held }) => held).map(({ vehicle }) => vehicle);
      return { actions: [...actions, ...letGo(done, view)], state: next };
    },
  }),
});
