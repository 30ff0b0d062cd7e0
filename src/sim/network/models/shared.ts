/**
 * `shared`: those who talk to one edge server share its medium, in both directions together.
 *
 * - `equal`: n transfers get capacity / n each. Source: EdgeSimPy (equal share of a link among its flows).
 * - `802.11p`: the same, with the capacity that the airtime of frames and repetitions leaves (`radio/airtime.ts`).
 * - `wifi-table`: what each of n clients of a real access point got (`radio/wifi-table.ts`, EdgeCloudSim).
 */
import { z } from 'zod';
import type { LinkModel } from '../link-model.ts';
import { messageBytesPerMs, RETRY_LIMIT } from '../radio/airtime.ts';
import { wifiMbpsPerClient } from '../radio/wifi-table.ts';
import { BYTES_PER_MS } from '../units.ts';
import { latencyMs } from './rate.ts';

export const retryLimit = z
  .int()
  .min(0)
  .max(31)
  .describe('repetitions of a frame before its contention window starts small again, in [0, 31] (802.11p only)');

export const sharedSpec = z
  .strictObject({
    kind: z.literal('shared'),
    latencyMs: latencyMs.default(0),
    sharing: z
      .enum(['equal', '802.11p', 'wifi-table'])
      .default('802.11p')
      .describe(
        'equal: n transfers get capacity / n each; 802.11p: equal shares of the airtime of 802.11p at 6 Mbit/s; wifi-table: measured throughput of n clients of a Wi-Fi access point.',
      ),
    capacityMbps: z.number().positive().max(1_000_000).default(6).describe('Mbit/s of a whole cell, > 0 (equal)'),
    frameSuccess: z
      .number()
      .gt(0)
      .max(1)
      .default(1)
      .describe('probability that a frame is received, everywhere alike, in (0, 1] (802.11p)'),
    retryLimit: retryLimit.default(RETRY_LIMIT),
  })
  .describe("The edge server's airtime is shared among those who talk; vehicles within range hear it alike.");

type SharedSpec = z.infer<typeof sharedSpec>;

/** The medium of each cell; place does not matter within range. */
export function createSharedModel(spec: SharedSpec): LinkModel {
  return {
    latencyMs: spec.latencyMs,
    dependsOnPlace: false,
    dilation: spec.sharing === 'wifi-table' ? wifiDilation : equalShare,
    bytesPerMs: aloneRate(spec),
    forget: () => undefined,
    snapshot: () => ({ shadows: [] }),
  };
}

/** n who share alike take n times as long as one. */
export function equalShare(talking: number): number {
  return talking;
}

function wifiDilation(talking: number): number {
  return wifiMbpsPerClient(1) / wifiMbpsPerClient(talking);
}

function aloneRate(spec: SharedSpec): LinkModel['bytesPerMs'] {
  switch (spec.sharing) {
    case 'equal':
      return () => BYTES_PER_MS * spec.capacityMbps;
    case '802.11p':
      return ({ bytes }) => messageBytesPerMs(bytes, spec.frameSuccess, spec.retryLimit);
    case 'wifi-table':
      return () => BYTES_PER_MS * wifiMbpsPerClient(1);
  }
}
