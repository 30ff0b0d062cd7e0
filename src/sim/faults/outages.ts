/**
 * Who is down, since when and until when: the crashes and recoveries of all crash faults, in the order of time.
 *
 * A fault is a danger to a node while it is _exposed_: chosen, at a place where the fault acts, in a window of time.
 * Without a time to failure it strikes at the start of each exposure; with one, after a time that is drawn at the start and
 * after each recovery, if the exposure lasts so long. Once struck the node is down, wherever it goes, until it is repaired
 * or is no longer one of the chosen; where the fault says nothing of repair, until its window of time closes.
 */
import type { Random } from '../../random.ts';
import { compareIds, createEventQueue } from '../clock.ts';
import { drawDurationMs, type DurationSpec } from './durations.ts';
import type { NodeRef } from './node.ts';
import type { FaultPlan } from './plan.ts';
import type { FaultSpec } from './spec.ts';
import { closingMs } from './windows.ts';

/** A crash fault. */
export type CrashPlan = FaultPlan & { readonly spec: Extract<FaultSpec, { kind: 'crash' }> };

export function isCrash(plan: FaultPlan): plan is CrashPlan {
  return plan.spec.kind === 'crash';
}

/** A node crashes or is back. */
export interface NodeChange {
  /** Simulated time, integer ms. */
  readonly timeMs: number;
  readonly node: NodeRef;
  readonly crashed: boolean;
}

/** One fault and one node. */
interface Outage {
  readonly plan: CrashPlan;
  readonly node: NodeRef;
  exposed: boolean;
  down: boolean;
  /** When it is struck or, when down, repaired; null: not as far as is known. */
  nextMs: number | null;
  /** Durations drawn so far. */
  draws: number;
}

/** What `snapshot` gives: plain values only. */
export interface OutagesState {
  readonly outages: readonly {
    readonly fault: number;
    readonly node: NodeRef;
    readonly exposed: boolean;
    readonly down: boolean;
    readonly nextMs: number | null;
    readonly draws: number;
  }[];
  readonly changes: readonly NodeChange[];
}

/** The outages of a run. */
export interface Outages {
  /** The node comes into, or gets out of, danger of a fault. */
  expose(plan: CrashPlan, node: NodeRef, isExposed: boolean, timeMs: number): void;
  /** The node is none of those chosen for the fault any more: where it is down, it is back at once. */
  release(plan: CrashPlan, node: NodeRef, timeMs: number): void;
  /** The node is gone for good. */
  forget(node: NodeRef): void;
  isDown(node: NodeRef, timeMs: number): boolean;
  /** Time of the next change; undefined when none is foreseen. */
  nextMs(): number | undefined;
  /** Lets happen what is due up to and including `untilMs`; `take` gives it later. */
  advance(untilMs: number): void;
  /** Takes every change up to and including `untilMs`, in order; each is given once. */
  take(untilMs: number): readonly NodeChange[];
  snapshot(): OutagesState;
}

/**
 * @param options.onChange - told of every change as it happens.
 * @param options.from - state to go on from, of the same plans.
 */
export function createOutages(
  plans: readonly CrashPlan[],
  {
    random,
    onChange,
    from,
  }: { random: Random; onChange: (change: NodeChange) => void; from: OutagesState | undefined },
): Outages {
  const outages = new Map<string, Outage>();
  const queue = createEventQueue();
  /** For each node that is down, how many faults hold it there. */
  const holding = new Map<string, number>();
  let changes: NodeChange[] = [...(from?.changes ?? [])];

  const plan = (outage: Outage, nextMs: number | null): void => {
    outage.nextMs = nextMs;
    if (nextMs !== null) queue.push({ timeMs: nextMs, kind: 'fault', id: outageId(outage.plan, outage.node) });
  };

  const hold = (node: NodeRef, by: 1 | -1): number => {
    const count = (holding.get(nodeId(node)) ?? 0) + by;
    if (count === 0) holding.delete(nodeId(node));
    else holding.set(nodeId(node), count);
    return count;
  };

  for (const { fault, ...state } of from?.outages ?? []) {
    const outage: Outage = { ...state, plan: plans.find(({ index }) => index === fault)! };
    outages.set(outageId(outage.plan, outage.node), outage);
    plan(outage, outage.nextMs);
    if (outage.down) hold(outage.node, 1);
  }

  const drawMs = (outage: Outage, spec: DurationSpec): number => {
    const stream = random.stream('fault-time', ...outage.plan.key, outage.node.id, outage.draws++);
    return drawDurationMs(spec, stream.uniform());
  };

  /** When the fault strikes a node exposed from `fromMs` on. */
  const strikeMs = (outage: Outage, fromMs: number, isRecovered: boolean): number | null => {
    const { windows, spec } = outage.plan;
    for (const window of windows) {
      if (window.toMs <= fromMs) continue;
      const startMs = Math.max(fromMs, window.fromMs);
      if (spec.timeToFailure === undefined) {
        // What began before the recovery has struck already.
        if (!isRecovered || window.fromMs >= fromMs) return startMs;
      } else {
        const struckMs = startMs + drawMs(outage, spec.timeToFailure);
        if (struckMs < window.toMs) return struckMs;
      }
    }
    return null;
  };

  const repairedMs = (outage: Outage, timeMs: number): number | null => {
    const { recoverAfterS, timeToRepair } = outage.plan.spec;
    if (timeToRepair !== undefined) return timeMs + drawMs(outage, timeToRepair);
    if (recoverAfterS !== undefined) return timeMs + Math.max(1, Math.round(recoverAfterS * 1000));
    return closingMs(outage.plan.windows, timeMs);
  };

  const report = (change: NodeChange): void => {
    changes.push(change);
    onChange(change);
  };

  const change = (outage: Outage, timeMs: number): void => {
    const { node } = outage;
    outage.down = !outage.down;
    if (outage.down) {
      if (hold(node, 1) === 1) report({ timeMs, node, crashed: true });
      plan(outage, repairedMs(outage, timeMs));
    } else {
      if (hold(node, -1) === 0) report({ timeMs, node, crashed: false });
      plan(outage, outage.exposed ? strikeMs(outage, timeMs, true) : null);
    }
  };

  /** Drops events that were overtaken. */
  const peekMs = (untilMs: number): number | undefined => {
    for (let event = queue.peek(); event !== undefined && event.timeMs <= untilMs; event = queue.peek()) {
      if (outages.get(event.id)?.nextMs === event.timeMs) return event.timeMs;
      queue.pop();
    }
    return undefined;
  };

  const advance = (untilMs: number): void => {
    for (let timeMs = peekMs(untilMs); timeMs !== undefined; timeMs = peekMs(untilMs))
      change(outages.get(queue.pop()!.id)!, timeMs);
  };

  return {
    advance,
    expose(fault, node, isExposed, timeMs) {
      const id = outageId(fault, node);
      let outage = outages.get(id);
      if (outage === undefined) {
        if (!isExposed) return;
        outage = { plan: fault, node, exposed: false, down: false, nextMs: null, draws: 0 };
        outages.set(id, outage);
      }
      if (outage.exposed === isExposed) return;
      outage.exposed = isExposed;
      if (!outage.down) plan(outage, isExposed ? strikeMs(outage, timeMs, false) : null);
    },
    release(fault, node, timeMs) {
      const outage = outages.get(outageId(fault, node));
      if (outage === undefined) return;
      outage.exposed = false;
      plan(outage, outage.down ? timeMs : null);
    },
    forget(node) {
      for (const fault of plans) outages.delete(outageId(fault, node));
      holding.delete(nodeId(node));
    },
    isDown(node, timeMs) {
      return plans.some((fault) => {
        const outage = outages.get(outageId(fault, node));
        if (outage === undefined) return false;
        return outage.down !== (outage.nextMs !== null && outage.nextMs <= timeMs);
      });
    },
    nextMs: () => changes[0]?.timeMs ?? peekMs(Infinity),
    take(untilMs) {
      advance(untilMs);
      const taken = changes.filter(({ timeMs }) => timeMs <= untilMs);
      changes = changes.slice(taken.length);
      return taken;
    },
    snapshot: () => ({
      outages: [...outages]
        .sort(([a], [b]) => compareIds(a, b))
        .map(([, { plan: fault, node, exposed, down, nextMs, draws }]) => ({
          fault: fault.index,
          node,
          exposed,
          down,
          nextMs,
          draws,
        })),
      changes,
    }),
  };
}

function nodeId({ tier, id }: NodeRef): string {
  return `${tier} ${id}`;
}

function outageId(plan: CrashPlan, node: NodeRef): string {
  return `${plan.index} ${nodeId(node)}`;
}
