/**
 * What happens in a run, as plain records, and the digest over them.
 *
 * One stream feeds everything that watches a run: the digest, `events.jsonl`, the sumo-gui viewer. A `round` event
 * carries the SHA-256 of theta, so the digest covers every parameter too. The digest is a chain, one SHA-256 an event,
 * so that a resumed run goes on with it where the checkpoint was written.
 */
import { createHash, hash } from 'node:crypto';
import type { NodeTier } from './faults/index.ts';
import type { TrafficAction } from './mobility/actions.ts';

/** `at` is simulated time in integer ms; `gradient` numbers gradients in the order in which their batches were drawn. */
export type SimulationEvent =
  | { readonly at: number; readonly type: 'link'; readonly vehicle: string; readonly edgeServer: string | null }
  | {
      readonly at: number;
      readonly type: 'compute';
      readonly vehicle: string;
      readonly gradient: number;
      readonly round: number;
    }
  | { readonly at: number; readonly type: 'computed'; readonly vehicle: string; readonly gradient: number }
  | {
      readonly at: number;
      readonly type: 'deliver';
      readonly vehicle: string;
      readonly gradient: number;
      readonly edgeServer: string;
      readonly late: boolean;
      /** Where the vehicle was, metres in network coordinates. */
      readonly x: number;
      readonly y: number;
    }
  | {
      readonly at: number;
      readonly type: 'lost';
      readonly vehicle: string;
      readonly gradient: number;
      /** Where the vehicle was last in range. */
      readonly x: number;
      readonly y: number;
    }
  /** Over a network that takes time: theta on its way to a worker, its gradient on its way back, a link that broke. */
  | {
      readonly at: number;
      readonly type: 'receive';
      readonly vehicle: string;
      readonly edgeServer: string;
      readonly round: number;
    }
  | {
      readonly at: number;
      readonly type: 'send';
      readonly vehicle: string;
      readonly gradient: number;
      readonly edgeServer: string;
    }
  | { readonly at: number; readonly type: 'interrupt'; readonly vehicle: string; readonly edgeServer: string }
  /** Over a backhaul that takes time: an aggregate has reached the cloud server, theta an edge server. */
  | { readonly at: number; readonly type: 'arrive'; readonly edgeServer: string }
  | { readonly at: number; readonly type: 'theta'; readonly edgeServer: string; readonly round: number }
  /** A node crashes, or is back. */
  | { readonly at: number; readonly type: 'crash' | 'recover'; readonly tier: NodeTier; readonly node: string }
  /** A faulty worker does not send its gradient; a faulty cloud link loses a message of its edge server. */
  | { readonly at: number; readonly type: 'omit'; readonly vehicle: string; readonly gradient: number }
  | { readonly at: number; readonly type: 'omit'; readonly edgeServer: string }
  /** A policy acts on a vehicle; traffic refuses that. */
  | {
      readonly at: number;
      readonly type: 'act';
      readonly vehicle: string;
      readonly kind: TrafficAction['kind'];
      readonly value: ActionValue;
    }
  | {
      readonly at: number;
      readonly type: 'refuse';
      readonly vehicle: string;
      readonly kind: TrafficAction['kind'];
      readonly value: ActionValue;
      /** In one line. */
      readonly reason: string;
    }
  | {
      readonly at: number;
      readonly type: 'aggregate';
      readonly edgeServer: string;
      readonly gradients: readonly number[];
      readonly vehicles: readonly string[];
      /** Positions in `gradients` that the adversary replaced. */
      readonly faulty: readonly number[];
      readonly rejected: boolean;
    }
  | {
      readonly at: number;
      readonly type: 'round';
      readonly round: number;
      readonly edgeServers: readonly string[];
      /** Positions in `edgeServers` whose aggregate the adversary replaced. */
      readonly faulty: readonly number[];
      /** SHA-256 of theta's little-endian bytes, hexadecimal. */
      readonly theta: string;
    };

/** Of an action: speed in m/s, with a duration in ms where it has one; a road; roads; null where nothing is to say. */
export type ActionValue = number | string | readonly number[] | readonly string[] | null;

/** Collects the digest while events go by. */
export interface EventLog {
  /** @throws why an event before this one did not come. */
  record(event: SimulationEvent): void;
  /** An event that a number in it is missing from yet; those recorded after it come after it. */
  recordLater(event: Promise<SimulationEvent>): void;
  /** When every event recorded so far has gone by. @throws why one of them did not come. */
  settled(): Promise<void>;
  /** Of all events recorded so far, hexadecimal. @throws as `settled`. */
  digest(): Promise<string>;
}

/** The digest of no event. */
export const EMPTY_DIGEST = '0'.repeat(64);

/** The digest after one more line of `events.jsonl`: SHA-256 of the digest before it, a line feed, and the line. */
export function nextDigest(digest: string, line: string): string {
  return hash('sha256', `${digest}\n${line}`);
}

/**
 * @param listeners - called for each event in order, with the event and its line of `events.jsonl` (without line feed).
 * @param from - the digest to go on from.
 */
export function createEventLog(
  listeners: readonly ((event: SimulationEvent, line: string) => void)[] = [],
  from: string = EMPTY_DIGEST,
): EventLog {
  let digest = from;
  /** Events behind one that is yet to come; undefined when there is none such. */
  let held: SimulationEvent[] | undefined;
  /** The last that was to come, and all before it. */
  let last: Promise<void> = Promise.resolve();
  let failure: { readonly reason: unknown } | undefined;

  const pass = (event: SimulationEvent): void => {
    const line = JSON.stringify(event);
    digest = nextDigest(digest, line);
    for (const listen of listeners) listen(event, line);
  };
  return {
    record(event) {
      // Nothing would ever go by again.
      if (failure !== undefined) throw failure.reason;
      if (held === undefined) pass(event);
      else held.push(event);
    },
    recordLater(event) {
      const behind: SimulationEvent[] = [];
      held = behind;
      last = Promise.all([event, last]).then(([known]) => {
        pass(known);
        behind.forEach(pass);
        if (held === behind) held = undefined;
      });
      last.catch((reason: unknown) => {
        failure = { reason };
      });
    },
    settled: () => last,
    async digest() {
      await last;
      return digest;
    },
  };
}

/** SHA-256 of the bytes of a float32 vector, hexadecimal. */
export function hashParameters(theta: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(theta.buffer, theta.byteOffset, theta.byteLength))
    .digest('hex');
}
