/**
 * Joules that workers spend, as counters: nothing here decides anything but whether a battery is empty.
 *
 * Power is P = idle + (busy - idle) u, with u = 1 while a worker computes: `stay` charges the first term for all time on the
 * road, `compute` the second. A worker without energy left draws none, so no battery gives more than it holds.
 */
import { compareIds } from '../clock.ts';
import type { EnergySpec } from './energy-spec.ts';

/** What workers of one class, or all, have spent. */
export interface EnergyTotals {
  /** J by being on the road. */
  readonly idleJoules: number;
  /** J by computing, beyond idle. */
  readonly computingJoules: number;
  readonly sendingJoules: number;
  readonly receivingJoules: number;
  /** Workers whose battery ran out. */
  readonly emptied: number;
}

/** The counters of a run. */
export interface EnergyMeter {
  /** A worker was on the road for `ms` of simulated time, whatever it did. */
  stay(vehicleId: string, ms: number): void;
  /** It computed for `ms` of that time. */
  compute(vehicleId: string, ms: number): void;
  /** @param distanceM - metres to the receiver. */
  send(vehicleId: string, bytes: number, distanceM: number): void;
  receive(vehicleId: string, bytes: number): void;
  /** Whether its battery is empty: it stops working. */
  isEmpty(vehicleId: string): boolean;
  /** A vehicle left the map: what it spent stays in the totals. */
  forget(vehicleId: string): void;
  totals(): EnergyTotals;
  /** By name of class, in the order of names. */
  totalsByClass(): Readonly<Record<string, EnergyTotals>>;
  /** All there is to save, as JSON. */
  snapshot(): EnergySnapshot;
}

/** A meter's state as JSON. */
export interface EnergySnapshot {
  readonly classes: Readonly<Record<string, EnergyTotals>>;
  /** J that each vehicle on the map has spent. */
  readonly spent: Readonly<Record<string, number>>;
}

type Purpose = Exclude<keyof EnergyTotals, 'emptied'>;
type Counters = { -readonly [Key in keyof EnergyTotals]: EnergyTotals[Key] };

const NOTHING: EnergyTotals = {
  idleJoules: 0,
  computingJoules: 0,
  sendingJoules: 0,
  receivingJoules: 0,
  emptied: 0,
};

/**
 * A meter at zero, or where `from` was saved.
 *
 * @param classOf - the class of a vehicle, as `Computing.class`; the same at every question.
 */
export function createEnergyMeter(
  spec: EnergySpec,
  classOf: (vehicleId: string) => string,
  from?: EnergySnapshot,
): EnergyMeter {
  const consumptions = new Map(spec.classes.map((one) => [one.name, one]));
  const totals = new Map<string, Counters>();
  const batteries = new Map<string, Battery>();

  const countersOf = (className: string): Counters => {
    const known = totals.get(className);
    if (known !== undefined) return known;
    const fresh = { ...(from?.classes[className] ?? NOTHING) };
    totals.set(className, fresh);
    return fresh;
  };
  const batteryOf = (vehicleId: string, spent = 0): Battery => {
    const known = batteries.get(vehicleId);
    if (known !== undefined) return known;
    const className = classOf(vehicleId);
    const { idleWatts, busyWatts, batteryJoules = Infinity } = consumptions.get(className) ?? spec;
    const battery = { idleWatts, busyWatts, capacity: batteryJoules, spent, counters: countersOf(className) };
    batteries.set(vehicleId, battery);
    return battery;
  };
  for (const className of Object.keys(from?.classes ?? {})) countersOf(className);
  for (const [vehicleId, spent] of Object.entries(from?.spent ?? {})) batteryOf(vehicleId, spent);

  const byClass = (): Readonly<Record<string, EnergyTotals>> =>
    Object.fromEntries(sortedById(totals).map(([name, counters]) => [name, { ...counters }]));

  return {
    stay(vehicleId, ms) {
      const battery = batteryOf(vehicleId);
      charge(battery, 'idleJoules', (battery.idleWatts * ms) / 1000);
    },
    compute(vehicleId, ms) {
      const battery = batteryOf(vehicleId);
      charge(battery, 'computingJoules', ((battery.busyWatts - battery.idleWatts) * ms) / 1000);
    },
    send(vehicleId, bytes, distanceM) {
      const perBit = spec.sendNanojoulesPerBit + spec.sendNanojoulesPerBitSquareMetre * distanceM * distanceM;
      charge(batteryOf(vehicleId), 'sendingJoules', joulesOf(bytes, perBit));
    },
    receive(vehicleId, bytes) {
      charge(batteryOf(vehicleId), 'receivingJoules', joulesOf(bytes, spec.receiveNanojoulesPerBit));
    },
    isEmpty(vehicleId) {
      const battery = batteries.get(vehicleId);
      return battery !== undefined && battery.spent === battery.capacity;
    },
    forget(vehicleId) {
      batteries.delete(vehicleId);
    },
    totals: () => sum(sortedById(totals).map(([, counters]) => counters)),
    totalsByClass: byClass,
    snapshot: () => ({
      classes: byClass(),
      spent: Object.fromEntries(sortedById(batteries).map(([vehicleId, { spent }]) => [vehicleId, spent])),
    }),
  };
}

/** What a vehicle on the map carries; an endless battery is one of infinite capacity. */
interface Battery {
  readonly idleWatts: number;
  readonly busyWatts: number;
  /** J. */
  readonly capacity: number;
  /** J, at most `capacity`. */
  spent: number;
  /** Of its class. */
  readonly counters: Counters;
}

function charge(battery: Battery, purpose: Purpose, joules: number): void {
  if (!(joules >= 0)) throw new RangeError(`${purpose}: expected an amount >= 0, got ${joules} J`);
  const { capacity, spent: before, counters } = battery;
  battery.spent = Math.min(capacity, before + joules);
  // Without the sum's rounding where the battery holds enough.
  counters[purpose] += battery.spent === capacity ? capacity - before : joules;
  if (before < capacity && battery.spent === capacity) counters.emptied++;
}

function joulesOf(bytes: number, nanojoulesPerBit: number): number {
  return (8 * bytes * nanojoulesPerBit) / 1e9;
}

function sum(parts: readonly EnergyTotals[]): EnergyTotals {
  const total: Counters = { ...NOTHING };
  for (const part of parts) for (const key of Object.keys(total) as (keyof EnergyTotals)[]) total[key] += part[key];
  return total;
}

function sortedById<Value>(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...entries].sort(([a], [b]) => compareIds(a, b));
}
