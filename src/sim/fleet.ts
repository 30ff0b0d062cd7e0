/**
 * The workers on the road: which vehicles carry one, which edge server each reaches, who has left.
 *
 * Takes frames of traffic and turns them into changes of link, in the order of vehicle ids, whatever order the source
 * lists vehicles in. What workers compute is `simulation.ts`'s business.
 */
import type { Random } from '../random.ts';
import { compareIds } from './clock.ts';
import { connect, NO_LINK, type Site } from './connectivity.ts';
import { isEquipped } from './equipment.ts';
import type { TrafficFrame, VehicleFacts, VehiclePositions } from './mobility/source.ts';
import { connectWithHysteresis } from './network/index.ts';
import { heldGradient, IDLE, type Worker } from './nodes/worker.ts';
import { createSiteIndex } from './site-index.ts';

/** What one frame changed. */
export interface FleetChanges {
  /** Workers whose vehicle left the map, by id. */
  readonly removed: readonly Worker[];
  /** Workers whose link changed, by id; the new link is in the worker. */
  readonly relinked: readonly Worker[];
}

/** A worker whose link has changed between two frames. */
export interface MovedWorker {
  readonly worker: Worker;
  /** The link before. */
  readonly from: number;
}

/** The workers on the road. */
export interface Fleet {
  /** Workers of equipped vehicles that have been in range and have not left the map. */
  readonly workers: ReadonlyMap<string, Worker>;
  /** Workers now in range, per edge server; shape [edge servers]. */
  readonly inRange: readonly number[];
  /** Workers now in range of any edge server, by id. */
  linked(): readonly Worker[];
  /** Grows by one with every change of a link. */
  readonly linkChanges: number;
  /** What is known of the vehicles on the road, by id; empty where nobody wanted to know. */
  readonly facts: ReadonlyMap<string, VehicleFacts>;
  /** Ids of the vehicles that teleport, and of those that are parked. */
  teleporting(): readonly string[];
  parked(): readonly string[];
  applyFrame(frame: TrafficFrame): FleetChanges;
  /** A vehicle is seen between two frames; returns its worker, and the link that it had, if that has changed. */
  move(vehicleId: string, x: number, y: number): MovedWorker | undefined;
  /** An edge server has crashed, or is back: from the next frame on it is in nobody's reach, or in reach again. */
  setDown(edgeServer: number, down: boolean): void;
  /** Nobody reaches the edge server any more, until the next frame; returns those who did, by id. */
  unlink(edgeServer: number): readonly Worker[];
  /** Gradients in workers' hands, finished or not. */
  held(): number;
}

const NOBODY: FleetStart = { workers: [], teleporting: [], parked: [], facts: [] };

/** Where an edge server stands that nobody reaches. */
const OUT_OF_REACH: Site = { x: Infinity, y: Infinity, range: 0 };

/** A fleet to go on with. */
export interface FleetStart {
  readonly workers: readonly Worker[];
  /** Ids of vehicles that teleport, and of those that are parked. */
  readonly teleporting: readonly string[];
  readonly parked: readonly string[];
  readonly facts: readonly VehicleFacts[];
}

/** A fleet. */
export function createFleet(options: {
  readonly sites: readonly Site[];
  /** Share of equipped vehicles, in [0, 1]. */
  readonly penetration: number;
  /** Metres by which another edge server must be nearer before a worker changes over. @default 0 */
  readonly hysteresisM?: number;
  readonly random: Random;
  /** Who is on the road; nobody by default. */
  readonly from?: FleetStart;
}): Fleet {
  const { sites, penetration, hysteresisM = 0, random, from = NOBODY } = options;
  const workers = new Map<string, Worker>();
  const unequipped = new Set<string>();
  const linked = new Set<Worker>();
  /** The same by id; undefined when it has to be sorted again. */
  let linkedById: readonly Worker[] | undefined;
  let linkChanges = 0;
  const teleporting = new Set(from.teleporting);
  const parked = new Set(from.parked);
  const facts = new Map(from.facts.map((fact) => [fact.id, fact]));
  const inRange = sites.map(() => 0);
  const reachable = [...sites];
  const siteIndex = createSiteIndex(sites);
  let links: Int32Array = new Int32Array(0);

  const workerOf = (vehicleId: string): Worker | undefined => {
    const known = workers.get(vehicleId);
    if (known !== undefined || unequipped.has(vehicleId)) return known;
    if (!isEquipped(vehicleId, penetration, random)) {
      unequipped.add(vehicleId);
      return undefined;
    }
    const worker: Worker = {
      vehicleId,
      link: NO_LINK,
      parked: parked.has(vehicleId),
      x: 0,
      y: 0,
      speed: 0,
      angle: 0,
      phase: IDLE,
      delivered: 0,
    };
    workers.set(vehicleId, worker);
    return worker;
  };

  const setLink = (worker: Worker, link: number): void => {
    if (worker.link !== NO_LINK) inRange[worker.link]!--;
    if (link !== NO_LINK) inRange[link]!++;
    if (worker.link === NO_LINK || link === NO_LINK) linkedById = undefined;
    worker.link = link;
    linkChanges++;
    if (link === NO_LINK) linked.delete(worker);
    else linked.add(worker);
  };

  const setParked = (vehicleId: string, isParked: boolean): void => {
    if (isParked) parked.add(vehicleId);
    else parked.delete(vehicleId);
    const worker = workers.get(vehicleId);
    if (worker !== undefined) worker.parked = isParked;
  };

  const remove = (vehicleId: string): Worker | undefined => {
    unequipped.delete(vehicleId);
    teleporting.delete(vehicleId);
    parked.delete(vehicleId);
    facts.delete(vehicleId);
    const worker = workers.get(vehicleId);
    if (worker === undefined) return undefined;
    workers.delete(vehicleId);
    setLink(worker, NO_LINK);
    return worker;
  };

  const linkVehicles = (vehicles: VehiclePositions): Int32Array => {
    if (hysteresisM === 0) return connect(vehicles, reachable, links, siteIndex);
    const linkOf = (vehicleId: string): number => workers.get(vehicleId)?.link ?? NO_LINK;
    return connectWithHysteresis(vehicles, reachable, { linkOf, hysteresisM, into: links, index: siteIndex });
  };

  /** A vehicle that teleports reaches nobody, not even in the step in which it is back on the road. */
  const relink = (frame: TrafficFrame): readonly Worker[] => {
    links = linkVehicles(frame.vehicles);
    const present = new Set<Worker>();
    const changed: { readonly worker: Worker; readonly link: number }[] = [];
    for (let index = 0; index < frame.vehicles.count; index++) {
      const link = links[index]!;
      if (link === NO_LINK) continue;
      const vehicleId = frame.vehicles.ids[index]!;
      if (teleporting.has(vehicleId)) continue;
      const worker = workerOf(vehicleId);
      if (worker === undefined) continue;
      worker.x = frame.vehicles.x[index]!;
      worker.y = frame.vehicles.y[index]!;
      worker.speed = frame.vehicles.speed?.[index] ?? 0;
      worker.angle = frame.vehicles.angle?.[index] ?? 0;
      present.add(worker);
      if (worker.link !== link) changed.push({ worker, link });
    }
    for (const worker of linked) if (!present.has(worker)) changed.push({ worker, link: NO_LINK });
    changed.sort((a, b) => byVehicleId(a.worker, b.worker));
    for (const { worker, link } of changed) setLink(worker, link);
    return changed.map(({ worker }) => worker);
  };

  for (const worker of from.workers) {
    workers.set(worker.vehicleId, worker);
    if (worker.link === NO_LINK) continue;
    inRange[worker.link]!++;
    linked.add(worker);
  }

  return {
    workers,
    inRange,
    facts,
    teleporting: () => [...teleporting],
    parked: () => [...parked],
    linked: () => (linkedById ??= [...linked].sort(byVehicleId)),
    get linkChanges() {
      return linkChanges;
    },
    applyFrame(frame) {
      for (const fact of frame.introduced ?? []) facts.set(fact.id, fact);
      for (const vehicleId of frame.teleportStarted) teleporting.add(vehicleId);
      for (const vehicleId of frame.parkingStarted) setParked(vehicleId, true);
      for (const vehicleId of frame.parkingEnded) setParked(vehicleId, false);
      const removed = [...frame.arrived]
        .sort(compareIds)
        .map(remove)
        .filter((worker) => worker !== undefined);
      const relinked = relink(frame);
      for (const vehicleId of frame.teleportEnded) teleporting.delete(vehicleId);
      return { removed, relinked };
    },
    move(vehicleId, x, y) {
      const worker = teleporting.has(vehicleId) ? undefined : workerOf(vehicleId);
      if (worker === undefined) return undefined;
      const vehicle = { count: 1, ids: [vehicleId], x: Float64Array.of(x), y: Float64Array.of(y) };
      const link = linkVehicles(vehicle)[0]!;
      worker.x = x;
      worker.y = y;
      const from = worker.link;
      if (link === from) return undefined;
      const sorted = linkedById;
      setLink(worker, link);
      // One at a time, and often: putting it in its place is quicker than sorting all again.
      linkedById = sorted && withMoved(sorted, { worker, from });
      return { worker, from };
    },
    setDown(edgeServer, down) {
      reachable[edgeServer] = down ? OUT_OF_REACH : sites[edgeServer]!;
    },
    unlink(edgeServer) {
      const cut = [...linked].filter((worker) => worker.link === edgeServer).sort(byVehicleId);
      for (const worker of cut) setLink(worker, NO_LINK);
      return cut;
    },
    held() {
      let count = 0;
      for (const worker of workers.values()) if (heldGradient(worker) !== undefined) count++;
      return count;
    },
  };
}

/** @param sorted - workers in range by id, before the change. */
function withMoved(sorted: readonly Worker[], { worker, from }: MovedWorker): readonly Worker[] {
  if (from !== NO_LINK && worker.link !== NO_LINK) return sorted;
  let place = 0;
  for (let end = sorted.length; place < end;) {
    const middle = (place + end) >> 1;
    if (byVehicleId(sorted[middle]!, worker) < 0) place = middle + 1;
    else end = middle;
  }
  return from === NO_LINK ? sorted.toSpliced(place, 0, worker) : sorted.toSpliced(place, 1);
}

function byVehicleId(a: Worker, b: Worker): number {
  return compareIds(a.vehicleId, b.vehicleId);
}
