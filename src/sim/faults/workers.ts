/**
 * Which faults act on which workers, from frame to frame.
 *
 * Who a worker is (id, type, route, the draw for a rate) is looked at once, when it first comes into range; a frame then
 * costs a comparison for each worker in range, and more only for those whose place has changed.
 */
import type { Random } from '../../random.ts';
import { compareIds } from '../clock.ts';
import { NO_LINK } from '../connectivity.ts';
import type { VehicleFacts } from '../mobility/source.ts';
import type { NodeRef } from './node.ts';
import { isCrash, type Outages } from './outages.ts';
import type { FaultPlan } from './plan.ts';
import { isInside } from './region.ts';
import { createSlots, type Candidate, type Slots, type SlotsState } from './slots.ts';
import { createSuitors, type SuitorsState } from './suitors.ts';
import type { Tally } from './tally.ts';
import { isOpen, opensWithin } from './windows.ts';

/** What a step of traffic means for the workers. */
export interface FaultFrame {
  /** Simulated time, integer ms; never less than in the frame before. */
  readonly timeMs: number;
  /** Vehicles that have left the map. */
  readonly arrived: readonly string[];
  /** Type and route of vehicles, before or when they are first in `linked`; only where {@link FaultNeeds} asks for it. */
  readonly introduced?: readonly VehicleFacts[];
  /** All workers now in range of an edge server. */
  readonly linked: readonly PlacedWorker[];
}

/** Where a worker is. */
export interface PlacedWorker {
  readonly vehicleId: string;
  /** Index of the edge server that it reaches, or `NO_LINK`. */
  readonly link: number;
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
}

/** One worker on the road. */
interface WorkerRecord {
  readonly vehicleId: string;
  /** Faults that it would be subject to at the right place and time. */
  readonly suits: readonly FaultPlan[];
  link: number;
  /** Indices of the faults whose region it is in. */
  inside: readonly number[];
  /** Number of the last frame in which it was in range, or `NOT_SEEN`. */
  seen: number;
}

/** Marks a worker that must be looked at where it is, since there are faults that have not seen it yet. */
const NOT_SEEN = -1;

/** Plain values; positions of faults in the experiment's list stand for the faults. */
export interface WorkersState {
  readonly workers: readonly {
    readonly vehicleId: string;
    readonly suits: readonly number[];
    readonly link: number;
    readonly inside: readonly number[];
  }[];
  readonly suitors: SuitorsState;
  readonly slots: readonly (readonly [number, SlotsState])[];
  readonly timeMs: number;
}

/** The workers' side of the calendar. */
export interface FaultyWorkers {
  applyFrame(frame: FaultFrame): void;
  /** One worker's link has changed between two frames. */
  move(worker: PlacedWorker, timeMs: number): void;
  /** Faults that act on the worker, ascending. */
  acting(vehicleId: string, timeMs: number): readonly FaultPlan[];
  /** Counts those on whom a fault began to act since the last frame because its window opened. */
  countUntil(timeMs: number): void;
  snapshot(): WorkersState;
}

/** What the workers' side is made of. */
export interface FaultyWorkersOptions {
  readonly random: Random;
  readonly outages: Outages;
  readonly tally: Tally;
  /** State to go on from. */
  readonly from: WorkersState | undefined;
  /** Faults that the state knows nothing of. */
  readonly fresh: readonly FaultPlan[];
}

/** @param plans - the faults of workers with persistent identities, ascending. */
export function createFaultyWorkers(
  plans: readonly FaultPlan[],
  { random, outages, tally, from, fresh }: FaultyWorkersOptions,
): FaultyWorkers {
  const byIndex = new Map(plans.map((plan) => [plan.index, plan]));
  const plansOf = (indices: readonly number[]): readonly FaultPlan[] => indices.map((index) => byIndex.get(index)!);
  const slotsStates = new Map(from?.slots);
  const slots = new Map<number, Slots>();
  for (const { index, key, spec } of plans) {
    if (spec.count === undefined) continue;
    const rank = (vehicleId: string): number => random.stream('fault-rank', ...key, vehicleId).uniform();
    slots.set(index, createSlots(spec.count, rank, slotsStates.get(index)));
  }
  const regional = plans.filter(({ spec }) => spec.region !== undefined);
  const suitors = createSuitors(plans, random, from?.suitors);
  const records = new Map<string, WorkerRecord>();
  let inRange = new Set<WorkerRecord>();
  let frames = 0;
  let lastMs = from?.timeMs ?? 0;

  const freshOfWorkers = plans.filter((plan) => fresh.includes(plan));
  for (const { vehicleId, suits, link, inside } of from?.workers ?? []) {
    const all = [...plansOf(suits), ...(fresh.length === 0 ? [] : suitors.suits(vehicleId, freshOfWorkers))];
    const seen = freshOfWorkers.length > 0 ? NOT_SEEN : 0;
    const record: WorkerRecord = { vehicleId, suits: all.sort(byIndexOf), link, inside, seen };
    records.set(vehicleId, record);
    if (link !== NO_LINK) inRange.add(record);
  }

  const makeRecord = (vehicleId: string): WorkerRecord => {
    const record: WorkerRecord = {
      vehicleId,
      suits: suitors.suits(vehicleId),
      link: NO_LINK,
      inside: [],
      seen: NOT_SEEN,
    };
    records.set(vehicleId, record);
    return record;
  };

  const remove = (vehicleId: string): void => {
    suitors.forget(vehicleId);
    const record = records.get(vehicleId);
    if (record === undefined) return;
    records.delete(vehicleId);
    inRange.delete(record);
    for (const one of slots.values()) one.leave(vehicleId);
    outages.forget(refOf(record));
    tally.forget(vehicleId);
  };

  const insideOf = (record: WorkerRecord, x: number, y: number): readonly number[] =>
    regional.length === 0 ? record.inside : toIndices(regional.filter(({ spec }) => isInside(spec.region!, x, y)));

  /** Takes in links and positions; returns the workers whose place has changed. */
  const relocate = (linked: FaultFrame['linked']): readonly WorkerRecord[] => {
    const moved: WorkerRecord[] = [];
    const present = new Set<WorkerRecord>();
    for (const { vehicleId, link, x, y } of linked) {
      const record = records.get(vehicleId) ?? makeRecord(vehicleId);
      const isKnown = record.seen !== NOT_SEEN;
      record.seen = frames;
      present.add(record);
      const inside = insideOf(record, x, y);
      if (isKnown && record.link === link && isSame(record.inside, inside)) continue;
      record.link = link;
      record.inside = inside;
      moved.push(record);
    }
    for (const record of inRange) {
      if (record.seen === frames) continue;
      record.link = NO_LINK;
      record.inside = [];
      moved.push(record);
    }
    inRange = present;
    return moved;
  };

  const isAtPlace = ({ index, edgeServers, spec }: FaultPlan, { link, inside }: WorkerRecord): boolean =>
    (edgeServers?.has(link) ?? true) && (spec.region === undefined || inside.includes(index));

  const isChosen = (plan: FaultPlan, { vehicleId }: WorkerRecord): boolean =>
    slots.get(plan.index)?.holds(vehicleId) ?? true;

  const acts = (plan: FaultPlan, record: WorkerRecord): boolean => isChosen(plan, record) && isAtPlace(plan, record);

  /** Slots are given back before any is taken. */
  const allot = (moved: readonly WorkerRecord[]): void => {
    for (const [index, one] of slots) {
      const plan = byIndex.get(index)!;
      const isLocal = plan.spec.model === 'local';
      const candidates: Candidate[] = [];
      for (const record of moved) {
        if (!record.suits.includes(plan)) continue;
        const { vehicleId, link } = record;
        const isReached = link !== NO_LINK && isAtPlace(plan, record);
        if (isLocal && !(isReached && one.groupOf(vehicleId) === link)) one.leave(vehicleId);
        if (isReached) candidates.push({ vehicleId, group: isLocal ? link : 0 });
      }
      one.enter(candidates);
    }
  };

  const endanger = (record: WorkerRecord, timeMs: number): void => {
    for (const plan of record.suits) {
      if (!isCrash(plan)) {
        if (isOpen(plan.windows, timeMs) && acts(plan, record)) tally.add(plan.spec.kind, record.vehicleId);
        continue;
      }
      if (isChosen(plan, record)) outages.expose(plan, refOf(record), isAtPlace(plan, record), timeMs);
      else outages.release(plan, refOf(record), timeMs);
    }
  };

  const countUntil = (timeMs: number): void => {
    for (const plan of plans) {
      if (isCrash(plan) || !opensWithin(plan.windows, lastMs, timeMs)) continue;
      for (const record of records.values())
        if (record.suits.includes(plan) && acts(plan, record)) tally.add(plan.spec.kind, record.vehicleId);
    }
    lastMs = timeMs;
  };

  return {
    applyFrame({ timeMs, arrived, introduced, linked }) {
      countUntil(timeMs);
      frames++;
      introduced?.forEach((facts) => {
        suitors.introduce(facts);
      });
      arrived.forEach(remove);
      const moved = relocate(linked);
      allot(moved);
      for (const record of moved) endanger(record, timeMs);
    },
    move({ vehicleId, link, x, y }, timeMs) {
      countUntil(timeMs);
      const record = records.get(vehicleId) ?? makeRecord(vehicleId);
      record.seen = frames;
      record.link = link;
      record.inside = link === NO_LINK ? [] : insideOf(record, x, y);
      if (link === NO_LINK) inRange.delete(record);
      else inRange.add(record);
      allot([record]);
      endanger(record, timeMs);
    },
    acting(vehicleId, timeMs) {
      const record = records.get(vehicleId);
      if (record === undefined || record.suits.length === 0) return [];
      return record.suits.filter((plan) => isOpen(plan.windows, timeMs) && acts(plan, record));
    },
    countUntil,
    snapshot: () => ({
      workers: [...records.values()]
        .sort((a, b) => compareIds(a.vehicleId, b.vehicleId))
        .map(({ vehicleId, suits, link, inside }) => ({ vehicleId, suits: toIndices(suits), link, inside })),
      suitors: suitors.snapshot(),
      slots: [...slots].map(([index, one]) => [index, one.snapshot()]),
      timeMs: lastMs,
    }),
  };
}

function refOf({ vehicleId }: WorkerRecord): NodeRef {
  return { tier: 'worker', id: vehicleId };
}

function byIndexOf(a: FaultPlan, b: FaultPlan): number {
  return a.index - b.index;
}

function toIndices(plans: readonly FaultPlan[]): readonly number[] {
  return plans.map(({ index }) => index);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
