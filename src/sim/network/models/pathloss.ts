/**
 * `pathloss`: 802.11p at 6 Mbit/s whose frames get lost with distance, shadows, walls and fading; the edge server's
 * airtime is shared equally.
 *
 * SNR = power - log-distance loss - shadowing - walls + fading - noise (dB); the NIST model makes of it the probability p
 * that a frame is received, `radio/airtime.ts` of that the rate. Within range even a vehicle that gets nothing through
 * takes its share of the airtime, as a station does that repeats in vain. Cells do not disturb each other.
 */
import { z } from 'zod';
import type { Random } from '../../../random.ts';
import { compareIds } from '../../clock.ts';
import type { Site } from '../../connectivity.ts';
import type { NetworkPoint } from '../../sumo-files/network.ts';
import type { LinkModel, LinkModelState, ShadowState } from '../link-model.ts';
import { FRAME_PAYLOAD_BYTES, frameBits, messageBytesPerMs, RETRY_LIMIT } from '../radio/airtime.ts';
import { frameSuccess } from '../radio/error-rate.ts';
import { nakagamiGain, nakagamiShape } from '../radio/fading.ts';
import { distance, FREE_SPACE_LOSS_DB, logDistanceLossDb } from '../radio/propagation.ts';
import { nextShadowDb } from '../radio/shadowing.ts';
import type { Walls } from '../walls/walls.ts';
import { latencyMs } from './rate.ts';
import { equalShare, retryLimit } from './shared.ts';

const decibels = z.number().min(0).max(1000);

const shadowing = z.strictObject({
  sigmaDb: decibels.default(3).describe('Standard deviation in dB, >= 0; 3 where there is a line of sight, 4 without.'),
  decorrelationM: z
    .number()
    .positive()
    .max(100_000)
    .default(10)
    .describe('Metres of driving over which the correlation falls to 1/e, > 0.'),
});

const walls = z.strictObject({
  file: z.string().min(1).describe("SUMO's polygons (.poly.xml): path beside the experiment file."),
  types: z
    .array(z.string().min(1))
    .min(1)
    .default(['building'])
    .describe('Types of polygons that are walls; building means building.house, too.'),
  perWallDb: decibels.default(9).describe('dB for each wall that the line of sight cuts, >= 0'),
  perMetreDb: decibels.default(0.4).describe('dB for each metre inside buildings, >= 0'),
});

export const pathlossSpec = z
  .strictObject({
    kind: z.literal('pathloss'),
    latencyMs: latencyMs.default(0),
    powerDbm: z.number().min(-100).max(100).default(20).describe('Transmit power with antenna gains, dBm.'),
    noiseDbm: z.number().min(-200).max(0).default(-98).describe('Noise floor over 10 MHz, dBm.'),
    exponent: z
      .number()
      .min(1)
      .max(10)
      .default(2.7)
      .describe('n, growth of the loss: 2 in free space, 2.7 to 3.5 in town, dimensionless.'),
    referenceDistanceM: z.number().positive().max(1000).default(1).describe('d_0, metres, > 0'),
    referenceLossDb: decibels.default(FREE_SPACE_LOSS_DB).describe('L_0, loss at d_0 in dB; free space at 5.89 GHz.'),
    shadowing: shadowing.prefault({}).describe('Random loss that changes as a vehicle drives.'),
    walls: walls.optional().describe('Buildings that weaken the signal; none when absent.'),
    fading: z
      .enum(['none', 'nakagami'])
      .default('none')
      .describe('nakagami: power drawn anew with each frame of traffic, m = 1.5 nearer than 80 m, else 0.75.'),
    retryLimit: retryLimit.default(RETRY_LIMIT),
  })
  .describe('Log-distance path loss, shadowing, walls and fading decide how much gets through; airtime is shared.');

export type PathlossSpec = z.infer<typeof pathlossSpec>;

/** What the model needs beside its options. */
export interface PathlossSurroundings {
  readonly sites: readonly Site[];
  readonly random: Random;
  /** Buildings read from the file that the options name. */
  readonly walls?: Walls;
}

/** @param from - a snapshot to go on from. */
export function createPathlossModel(
  spec: PathlossSpec,
  { sites, random, walls }: PathlossSurroundings,
  from?: LinkModelState,
): LinkModel {
  const shadows = new Map<string, Map<number, ShadowState>>();
  const remember = (shadow: ShadowState): void => {
    const ofVehicle = shadows.get(shadow.vehicleId) ?? new Map<number, ShadowState>();
    shadows.set(shadow.vehicleId, ofVehicle.set(shadow.edgeServer, shadow));
  };
  from?.shadows.forEach(remember);

  /** Shadowing at a place, drawn from the last one on this link; the same place has the same shadow. */
  const shadowDb = (vehicleId: string, edgeServer: number, at: NetworkPoint, timeMs: number): number => {
    if (spec.shadowing.sigmaDb === 0) return 0;
    const last = shadows.get(vehicleId)?.get(edgeServer);
    const movedM = last === undefined ? Infinity : distance(last, at);
    if (last !== undefined && movedM === 0) return last.lossDb;
    const z = random.stream('shadowing', vehicleId, edgeServer, timeMs).normal();
    const lossDb = nextShadowDb(last?.lossDb ?? 0, movedM, spec.shadowing, z);
    remember({ vehicleId, edgeServer, x: at.x, y: at.y, lossDb });
    return lossDb;
  };

  const wallsDb = (at: NetworkPoint, site: Site): number => {
    if (walls === undefined || spec.walls === undefined) return 0;
    const { cuts, insideM } = walls.between(at, site);
    return cuts * spec.walls.perWallDb + insideM * spec.walls.perMetreDb;
  };

  const fadingDb = (vehicleId: string, edgeServer: number, distanceM: number, timeMs: number): number => {
    if (spec.fading === 'none') return 0;
    const stream = random.stream('fading', vehicleId, edgeServer, timeMs);
    return 10 * Math.log10(nakagamiGain(nakagamiShape(distanceM), stream));
  };

  const siteOf = (edgeServer: number): Site => {
    const site = sites[edgeServer];
    if (site === undefined) throw new RangeError(`network: there is no edge server ${edgeServer} of ${sites.length}`);
    return site;
  };

  const rate = (bytes: number, gainDb: number, lossDb: number): number => {
    const snrDb = spec.powerDbm - lossDb + gainDb - spec.noiseDbm;
    return messageBytesPerMs(bytes, frameSuccess(snrDb, frameBits(FRAME_PAYLOAD_BYTES)), spec.retryLimit);
  };

  return {
    latencyMs: spec.latencyMs,
    dependsOnPlace: true,
    dilation: equalShare,
    bytesPerMs({ vehicleId, edgeServer, bytes }, at, timeMs) {
      const site = siteOf(edgeServer);
      const distanceM = distance(at, site);
      const lossDb =
        logDistanceLossDb(distanceM, spec) + shadowDb(vehicleId, edgeServer, at, timeMs) + wallsDb(at, site);
      return rate(bytes, fadingDb(vehicleId, edgeServer, distanceM, timeMs), lossDb);
    },
    expectedBytesPerMs({ vehicleId, edgeServer, bytes }, at) {
      const site = siteOf(edgeServer);
      const shadow = shadows.get(vehicleId)?.get(edgeServer)?.lossDb ?? 0;
      return rate(bytes, 0, logDistanceLossDb(distance(at, site), spec) + shadow + wallsDb(at, site));
    },
    forget(vehicleId) {
      shadows.delete(vehicleId);
    },
    snapshot: () => ({
      shadows: [...shadows.values()]
        .flatMap((ofVehicle) => [...ofVehicle.values()])
        .sort((a, b) => compareIds(a.vehicleId, b.vehicleId) || a.edgeServer - b.edgeServer),
    }),
  };
}
