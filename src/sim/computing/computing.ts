/**
 * How long a worker computes: a pure function of the experiment, the vehicle and the number of its work.
 *
 * Called by `simulation.ts` when work begins. All draws are keyed by vehicle (and work), so neither the order of events
 * nor other vehicles move them.
 */
import type { Random } from '../../random.ts';
import type { VehicleFacts } from '../mobility/source.ts';
import { DEVICES, PEAK_EFFICIENCY } from './devices.ts';
import type { ComputingSpec, DeviceClass, SpreadSpec } from './spec.ts';

/** Class of all workers where the experiment tells none apart. */
export const DEFAULT_CLASS = 'default';

/**
 * FLOPs of a gradient over those of its forward pass: backwards, each layer multiplies once for its weights and once for
 * its inputs.
 */
const GRADIENT_PER_FORWARD = 3;

/** Beyond the end of any run (8,900 years); keeps absurd configurations within exact integers. */
const LONGEST_MS = 2 ** 48;

/** A piece of work. */
export interface ComputingWork {
  readonly vehicleId: string;
  /** Number of the work in the run. */
  readonly serial: number;
  /** Batches it consists of, >= 1. */
  readonly batches: number;
  /** Wall-clock ms that it took; needed where `measured`. */
  readonly measuredMs?: number;
}

/** The computing power of a run's workers. */
export interface Computing {
  /** Whether times come from the wall clock, through `ComputingWork.measuredMs`. */
  readonly measured: boolean;
  /** Whether `facts` are asked for. */
  readonly needsFacts: boolean;
  /** Names of all classes, in the experiment's order. */
  readonly classes: readonly string[];
  /** Class of a vehicle: its type's, or drawn by share. */
  class(vehicleId: string): string;
  /** Simulated time that the work takes, integer ms >= 1. */
  timeMs(work: ComputingWork): number;
  /** The median of `timeMs` over works of this vehicle, ms >= 1; 0 where nothing is known beforehand (`measured`). */
  expectedMs(vehicleId: string, batches: number): number;
}

/** What computing times depend on beside the experiment's `computing`. */
export interface ComputingOptions {
  readonly random: Random;
  /** `forwardFlops` of the model. */
  readonly flopsPerExample: number;
  readonly batchSize: number;
  /** Ms a gradient where `time` does not say: `workers.computeTimeMs`. */
  readonly computeTimeMs: number;
  /** Type of a vehicle; needed where a class names vehicle types. */
  readonly facts?: (vehicleId: string) => Pick<VehicleFacts, 'typeId'> | undefined;
}

/** Computing as the experiment describes it. */
export function createComputing(spec: ComputingSpec, options: ComputingOptions): Computing {
  switch (spec.kind) {
    case 'measured':
      return measuredComputing(spec.scale);
    case 'time': {
      const msPerBatch = spec.ms ?? options.computeTimeMs;
      const only = { name: DEFAULT_CLASS, share: 1, vehicleTypes: [], spread: spec.spread };
      return simulatedComputing([{ class: only, msPerBatch }], options);
    }
    case 'flops':
    case 'table': {
      const classes = spec.classes.map((one) => ({
        class: one,
        msPerBatch: options.batchSize * millisecondsPerExample(one, options.flopsPerExample),
      }));
      return simulatedComputing(classes, options);
    }
  }
}

/** 3 F / (efficiency x FLOP/s) in ms, or the table's entry. */
function millisecondsPerExample(one: DeviceClass, flopsPerExample: number): number {
  if ('msPerExample' in one) return one.msPerExample;
  const profile = one.device === undefined ? undefined : DEVICES[one.device];
  const flopsPerSecond = profile?.flopsPerSecond ?? one.flopsPerSecond!;
  const efficiency = one.efficiency ?? (profile?.figure === 'measured' ? 1 : PEAK_EFFICIENCY);
  return (1000 * GRADIENT_PER_FORWARD * flopsPerExample) / (efficiency * flopsPerSecond);
}

interface TimedClass {
  readonly class: Pick<DeviceClass, 'name' | 'share' | 'vehicleTypes' | 'spread'>;
  readonly msPerBatch: number;
}

function simulatedComputing(classes: readonly TimedClass[], { random, facts }: ComputingOptions): Computing {
  const byType = new Map(classes.flatMap((one) => one.class.vehicleTypes.map((type) => [type, one] as const)));
  const total = classes.reduce((sum, one) => sum + one.class.share, 0);
  const drawable = classes.filter((one) => one.class.share > 0);

  const classOf = (vehicleId: string): TimedClass => {
    const claimed = byType.size === 0 ? undefined : byType.get(typeOf(vehicleId, facts));
    if (claimed !== undefined) return claimed;
    if (drawable.length === 1) return drawable[0]!;
    let left = total * random.stream('device-class', vehicleId).uniform();
    for (const one of drawable) {
      left -= one.class.share;
      if (left < 0) return one;
    }
    // Rounding may leave the sum of the shares a little below the total.
    return drawable.at(-1)!;
  };
  /** Without a serial: the median over all works. */
  const duration = (vehicleId: string, batches: number, serial?: number): number => {
    const { class: one, msPerBatch } = classOf(vehicleId);
    return wholeMs(batches * msPerBatch * spreadFactor(one.spread, random, vehicleId, serial));
  };

  return {
    measured: false,
    needsFacts: byType.size > 0,
    classes: classes.map((one) => one.class.name),
    class: (vehicleId) => classOf(vehicleId).class.name,
    timeMs: ({ vehicleId, serial, batches }) => duration(vehicleId, batches, serial),
    expectedMs: (vehicleId, batches) => duration(vehicleId, batches),
  };
}

function spreadFactor(spread: SpreadSpec, random: Random, vehicleId: string, serial: number | undefined): number {
  if (spread.kind === 'constant') return 1;
  if (spread.per === 'vehicle') return Math.exp(spread.sigma * random.stream('compute-time', vehicleId).normal());
  if (serial === undefined) return 1;
  return Math.exp(spread.sigma * random.stream('compute-time', vehicleId, serial).normal());
}

function measuredComputing(scale: number): Computing {
  return {
    measured: true,
    needsFacts: false,
    classes: [DEFAULT_CLASS],
    class: () => DEFAULT_CLASS,
    timeMs({ measuredMs }) {
      if (measuredMs === undefined) throw new RangeError('measuredMs: expected the time the work took, got none');
      return wholeMs(scale * measuredMs);
    },
    expectedMs: () => 0,
  };
}

function typeOf(vehicleId: string, facts: ComputingOptions['facts']): string {
  const known = facts?.(vehicleId);
  if (known === undefined) throw new RangeError(`facts: expected the type of vehicle ${vehicleId}, got none`);
  return known.typeId;
}

function wholeMs(milliseconds: number): number {
  return Math.min(LONGEST_MS, Math.max(1, Math.round(milliseconds)));
}
