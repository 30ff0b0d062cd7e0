/**
 * The fault calendar: who is faulty in which way at which moment, on all three tiers.
 *
 * The simulator tells it where workers are, asks it about nodes, and puts an event into its queue where `nextChangeMs` says
 * that a node crashes or is back. Every draw comes from a stream keyed by fault and node (or message), so no fault moves
 * another's draws, and what was drawn for a node depends neither on the traffic around it nor on who asks when.
 */
import type { Random } from '../../random.ts';
import { isCrash, createOutages, type NodeChange, type OutagesState } from './outages.ts';
import { carryOver, identify } from './carry-over.ts';
import { HEALTHY, joinFaults, type NodeFaults, type NodeRef } from './node.ts';
import { isPersistent, type FaultPlan } from './plan.ts';
import { chooseSites, type FaultSite } from './sites.ts';
import type { FaultKind } from './spec.ts';
import { createTally, type TallyState } from './tally.ts';
import { isOpen } from './windows.ts';
import { createFaultyWorkers, type FaultFrame, type PlacedWorker, type WorkersState } from './workers.ts';

/** What the calendar wants to know of vehicles. */
export interface FaultNeeds {
  /** Frames at all; without, `applyFrame` need not be called. */
  readonly frames: boolean;
  /** Type and route of vehicles. */
  readonly facts: boolean;
}

/** Counters of a run. */
export interface FaultSummary {
  /** Nodes that crashed, or on which another kind of fault with persistent identities acted, once each. */
  readonly nodes: Readonly<Record<FaultKind, number>>;
  readonly crashes: number;
  readonly recoveries: number;
  readonly omissions: number;
}

/** All of a calendar's state, in plain values that JSON keeps. */
export interface FaultCalendarState {
  /** The faults, in the experiment's order, so that a branch knows which of them are its own. */
  readonly faults: readonly string[];
  /** Latest simulated time that the calendar was told of. */
  readonly timeMs: number;
  readonly workers: WorkersState;
  readonly outages: OutagesState;
  readonly tally: TallyState;
  readonly crashes: number;
  readonly recoveries: number;
  readonly omissions: number;
}

/** The faults of a run. */
export interface FaultCalendar {
  readonly needs: FaultNeeds;
  applyFrame(frame: FaultFrame): void;
  /** A worker's link has changed between two frames; only where frames are wanted. */
  move(worker: PlacedWorker, timeMs: number): void;
  /** What is wrong with a node; changes up to `timeMs` must have been taken. */
  faultsOf(node: NodeRef, timeMs: number): NodeFaults;
  /**
   * Whether a node fails to send a message, and counts it if so.
   *
   * @param message - names the message among those of the node; asked once for each.
   */
  omits(node: NodeRef, message: string | number, timeMs: number): boolean;
  /**
   * Simulated time until which no node crashes or is back; undefined when nothing is foreseen. It may change with every
   * frame, and then turn out to change nothing, where another fault holds the same node down.
   */
  nextChangeMs(): number | undefined;
  /**
   * Takes the crashes and recoveries up to and including `untilMs`, in the order of time; each is given once; vehicles
   * that left at that very moment may be among them.
   */
  takeChanges(untilMs: number): readonly NodeChange[];
  /** Counters up to `timeMs`. */
  summary(timeMs: number): FaultSummary;
  snapshot(): FaultCalendarState;
}

/** What a calendar is made of. */
export interface FaultCalendarOptions {
  readonly plans: readonly FaultPlan[];
  /** In the experiment's order. */
  readonly sites: readonly FaultSite[];
  readonly random: Random;
  /** State to go on from, of the same sites and seed; where faults differ, see `carry-over.ts`. */
  readonly from?: FaultCalendarState;
}

export function createFaultCalendar({ plans, sites, random, ...options }: FaultCalendarOptions): FaultCalendar {
  const carried = options.from && carryOver(options.from, plans);
  const from = carried?.state;
  let latestMs = from?.timeMs ?? 0;
  const persistent = plans.filter(isPersistent);
  const tally = createTally(from?.tally);
  const counters = {
    crashes: from?.crashes ?? 0,
    recoveries: from?.recoveries ?? 0,
    omissions: from?.omissions ?? 0,
  };
  const onChange = ({ node, crashed }: NodeChange): void => {
    if (!crashed) {
      counters.recoveries++;
      return;
    }
    counters.crashes++;
    tally.add('crash', tallyId(node));
  };
  const outages = createOutages(persistent.filter(isCrash), { random, onChange, from: from?.outages });
  const ofWorkers = persistent.filter(({ spec }) => spec.node === 'worker');
  const workers = createFaultyWorkers(ofWorkers, {
    random,
    outages,
    tally,
    from: from?.workers,
    fresh: carried?.fresh ?? [],
  });
  const ofSites = persistent
    .filter(({ spec }) => spec.node !== 'worker')
    .map((plan) => ({ plan, chosen: chooseSites(plan, sites, random) }));

  for (const { plan, chosen } of ofSites)
    if (isCrash(plan) && (carried?.fresh.includes(plan) ?? true))
      for (const id of chosen) outages.expose(plan, { tier: plan.spec.node, id }, true, latestMs);

  const acting = ({ tier, id }: NodeRef, timeMs: number): readonly FaultPlan[] => {
    if (tier === 'worker') return workers.acting(id, timeMs);
    return ofSites
      .filter(({ plan, chosen }) => plan.spec.node === tier && chosen.has(id) && isOpen(plan.windows, timeMs))
      .map(({ plan }) => plan);
  };

  /** Edge servers and links on which a fault that does not crash them has begun to act. */
  const countSites = (timeMs: number): void => {
    for (const { plan, chosen } of ofSites) {
      const { kind, node } = plan.spec;
      if (kind === 'crash' || plan.windows[0]!.fromMs > timeMs) continue;
      for (const id of chosen) tally.add(kind, tallyId({ tier: node, id }));
    }
  };

  return {
    needs: {
      frames: ofWorkers.length > 0,
      facts: ofWorkers.some(({ spec }) => spec.types !== undefined || spec.routes !== undefined),
    },
    applyFrame(frame) {
      latestMs = Math.max(latestMs, frame.timeMs);
      outages.advance(frame.timeMs);
      workers.applyFrame(frame);
    },
    move(worker, timeMs) {
      latestMs = Math.max(latestMs, timeMs);
      outages.advance(timeMs);
      workers.move(worker, timeMs);
    },
    faultsOf(node, timeMs) {
      if (persistent.length === 0) return HEALTHY;
      return joinFaults(acting(node, timeMs), outages.isDown(node, timeMs));
    },
    omits(node, message, timeMs) {
      const isOmitted = acting(node, timeMs).some(({ spec, key }) => {
        if (spec.kind !== 'omission') return false;
        return random.stream('fault-omission', ...key, node.id, message).uniform() < spec.probability;
      });
      if (isOmitted) counters.omissions++;
      return isOmitted;
    },
    nextChangeMs: () => outages.nextMs(),
    takeChanges(untilMs) {
      latestMs = Math.max(latestMs, untilMs);
      return outages.take(untilMs);
    },
    summary(timeMs) {
      workers.countUntil(timeMs);
      countSites(timeMs);
      const nodes = (kind: FaultKind): number => tally.count(kind);
      return {
        nodes: {
          crash: nodes('crash'),
          omission: nodes('omission'),
          delay: nodes('delay'),
          byzantine: nodes('byzantine'),
        },
        ...counters,
      };
    },
    snapshot: () => ({
      faults: identify(plans),
      timeMs: latestMs,
      workers: workers.snapshot(),
      outages: outages.snapshot(),
      tally: tally.snapshot(),
      ...counters,
    }),
  };
}

/** Vehicle ids alone name workers; the other tiers are kept apart from them by a tab, which no id contains. */
function tallyId({ tier, id }: NodeRef): string {
  return tier === 'worker' ? id : `${tier}\t${id}`;
}
