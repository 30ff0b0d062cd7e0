/**
 * `rate`: every link has its own bandwidth, whoever else talks; a message takes bytes / bandwidth + latency.
 *
 * Source: iFogSim2 and YAFS (delay = size / bandwidth + propagation), without their queue per link.
 */
import { z } from 'zod';
import type { LinkModel } from '../link-model.ts';
import { BYTES_PER_MS } from '../units.ts';

export const latencyMs = z
  .number()
  .min(0)
  .max(3_600_000)
  .describe('ms from the sending of the last byte to the arrival of the message, >= 0; once a message');

const bandwidth = z.number().positive().max(1_000_000);

export const rateSpec = z
  .strictObject({
    kind: z.literal('rate'),
    latencyMs: latencyMs.default(5),
    uplinkMbps: bandwidth.default(10).describe('Mbit/s from a vehicle to its edge server, > 0'),
    downlinkMbps: bandwidth.default(10).describe('Mbit/s from an edge server to each vehicle, > 0'),
  })
  .describe('Latency and bandwidth of each link, shared with nobody.');

/** bytes per ms = 125 * Mbit/s, for each direction, whatever the place and the others. */
export function createRateModel(spec: z.infer<typeof rateSpec>): LinkModel {
  return {
    latencyMs: spec.latencyMs,
    dependsOnPlace: false,
    dilation: () => 1,
    bytesPerMs: ({ direction }) => BYTES_PER_MS * (direction === 'up' ? spec.uplinkMbps : spec.downlinkMbps),
    forget: () => undefined,
    snapshot: () => ({ shadows: [] }),
  };
}
