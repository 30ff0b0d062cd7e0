/**
 * The workers on the road: which vehicles carry one, which edge server each reaches, who has left.
 *
 * Takes frames of traffic and turns them into changes of link, in the order of vehicle ids, whatever order the source
 * lists vehicles in. What workers compute is `simulation.ts`'s business.
 */
import type { Random } from '../random.ts';
import { compareIds } from './clock.ts';
import { connect, nearestInRange, NO_LINK, type Site } from './connectivity.ts';
import { isEquipped } from './equipment.ts';
import type { TrafficFrame, VehicleFacts, VehiclePositions } from './mobility/source.ts';
import { connectWithHysteresis, linkWithHysteresis } from './network/index.ts';
import { heldGradient, IDLE, type Worker } from './nodes/worker.ts';
import { createRoster, type Listed } from './roster.ts';
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
  /** The same of some edge servers, in time that does not grow with the workers elsewhere. */
  linkedTo(edgeServers: readonly number[]): readonly Worker[];
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

/** A vehicle that has been in range. */
interface Vehicle extends Listed {
  /** Undefined where it carries none. */
  readonly worker: Worker | undefined;
  /** Number of the frame in which it was in range last. */
  seen: number;
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
  const roster = createRoster<Vehicle>();
  let frames = 0;
  /** Workers in range by id, but for those that have entered or left since. */
  let linkedById: readonly Worker[] = [];
  const entered = new Set<Worker>();
  let isOutdated = false;
  let linkChanges = 0;
  const teleporting = new Set(from.teleporting);
  const parked = new Set(from.parked);
  const facts = new Map(from.facts.map((fact) => [fact.id, fact]));
  const members = sites.map(() => new Set<Worker>());
  const reachable = [...sites];
  const siteIndex = createSiteIndex(sites);
  let links: Int32Array = new Int32Array(0);

  const addVehicle = (vehicleId: string, worker: Worker | undefined): Vehicle => {
    if (worker !== undefined) workers.set(vehicleId, worker);
    const vehicle = { worker, seen: frames, place: NO_LINK, isGone: false };
    roster.add(vehicleId, vehicle);
    return vehicle;
  };

  const vehicleOf = (vehicleId: string): Vehicle =>
    roster.all.get(vehicleId) ??
    addVehicle(
      vehicleId,
      isEquipped(vehicleId, penetration, random) ? createWorker(vehicleId, parked.has(vehicleId)) : undefined,
    );

  const setLink = (worker: Worker, link: number): void => {
    members[worker.link]?.delete(worker);
    members[link]?.add(worker);
    if (worker.link === NO_LINK || link === NO_LINK) {
      isOutdated = true;
      if (link === NO_LINK) entered.delete(worker);
      else entered.add(worker);
    }
    worker.link = link;
    linkChanges++;
  };

  const linked = (): readonly Worker[] => {
    if (isOutdated) linkedById = merge(linkedById, [...entered].sort(byVehicleId));
    isOutdated = false;
    entered.clear();
    return linkedById;
  };

  const linkedTo = (edgeServers: readonly number[]): readonly Worker[] =>
    edgeServers.flatMap((edgeServer) => [...members[edgeServer]!]).sort(byVehicleId);

  const setParked = (vehicleId: string, isParked: boolean): void => {
    if (isParked) parked.add(vehicleId);
    else parked.delete(vehicleId);
    const worker = workers.get(vehicleId);
    if (worker !== undefined) worker.parked = isParked;
  };

  const remove = (vehicleId: string): Worker | undefined => {
    roster.delete(vehicleId);
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
    const linkOf = (vehicle: number): number => roster.at(vehicle)?.worker?.link ?? NO_LINK;
    return connectWithHysteresis(vehicles, reachable, { linkOf, hysteresisM, into: links, index: siteIndex });
  };

  const linkAt = (x: number, y: number, link: number): number =>
    hysteresisM === 0
      ? nearestInRange(x, y, reachable, siteIndex)
      : linkWithHysteresis({ x, y, link }, reachable, { hysteresisM, index: siteIndex });

  /** A vehicle that teleports reaches nobody, not even in the step in which it is back on the road. */
  const relink = ({ vehicles }: TrafficFrame): readonly Worker[] => {
    frames++;
    roster.align(vehicles.ids);
    links = linkVehicles(vehicles);
    const changed: { readonly worker: Worker; readonly link: number }[] = [];
    /** Those in range now that were so before. */
    let stayed = 0;
    for (let index = 0; index < vehicles.count; index++) {
      const link = links[index]!;
      if (link === NO_LINK) continue;
      const vehicleId = vehicles.ids[index]!;
      if (teleporting.size > 0 && teleporting.has(vehicleId)) continue;
      const vehicle = roster.at(index) ?? vehicleOf(vehicleId);
      const { worker } = vehicle;
      if (worker === undefined) continue;
      vehicle.seen = frames;
      worker.x = vehicles.x[index]!;
      worker.y = vehicles.y[index]!;
      worker.speed = vehicles.speed?.[index] ?? 0;
      worker.angle = vehicles.angle?.[index] ?? 0;
      if (worker.link !== NO_LINK) stayed++;
      if (worker.link !== link) changed.push({ worker, link });
    }
    if (stayed < members.reduce((sum, { size }) => sum + size, 0)) changed.push(...unseen());
    changed.sort((a, b) => byVehicleId(a.worker, b.worker));
    for (const { worker, link } of changed) setLink(worker, link);
    return changed.map(({ worker }) => worker);
  };

  /** Workers that were in range and are not any more. */
  function* unseen(): Generator<{ readonly worker: Worker; readonly link: number }> {
    for (const { worker, seen } of roster.all.values())
      if (worker !== undefined && worker.link !== NO_LINK && seen !== frames) yield { worker, link: NO_LINK };
  }

  for (const worker of from.workers) {
    addVehicle(worker.vehicleId, worker);
    if (worker.link === NO_LINK) continue;
    members[worker.link]!.add(worker);
    entered.add(worker);
    isOutdated = true;
  }

  return {
    workers,
    get inRange() {
      return members.map(({ size }) => size);
    },
    facts,
    teleporting: () => [...teleporting],
    parked: () => [...parked],
    linked,
    linkedTo,
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
      const worker = teleporting.has(vehicleId) ? undefined : vehicleOf(vehicleId).worker;
      if (worker === undefined) return undefined;
      const from = worker.link;
      const link = linkAt(x, y, from);
      worker.x = x;
      worker.y = y;
      if (link === from) return undefined;
      setLink(worker, link);
      return { worker, from };
    },
    setDown(edgeServer, down) {
      reachable[edgeServer] = down ? OUT_OF_REACH : sites[edgeServer]!;
    },
    unlink(edgeServer) {
      const cut = linkedTo([edgeServer]);
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

function createWorker(vehicleId: string, parked: boolean): Worker {
  return { vehicleId, link: NO_LINK, parked, x: 0, y: 0, speed: 0, angle: 0, phase: IDLE, delivered: 0 };
}

/**
 * Both lists together by id, in time that grows with their lengths.
 *
 * @param known - some may be out of range by now, or among `entered` again.
 * @param entered - in range.
 */
function merge(known: readonly Worker[], entered: readonly Worker[]): readonly Worker[] {
  const merged: Worker[] = [];
  let at = 0;
  for (const worker of known) {
    while (at < entered.length && byVehicleId(entered[at]!, worker) < 0) merged.push(entered[at++]!);
    if (worker.link !== NO_LINK && worker !== entered[at]) merged.push(worker);
  }
  return merged.concat(entered.slice(at));
}

function byVehicleId(a: Worker, b: Worker): number {
  return compareIds(a.vehicleId, b.vehicleId);
}
