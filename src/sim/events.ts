/**
 * What happens in a run, as plain records, and the digest over them.
 *
 * One stream feeds everything that watches a run: the digest, `events.jsonl`, the sumo-gui viewer. A `round` event
 * carries the SHA-256 of theta, so the digest (SHA-256 over the lines of `events.jsonl`) covers every parameter too.
 */
import { createHash } from 'node:crypto';

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
    }
  | { readonly at: number; readonly type: 'lost'; readonly vehicle: string; readonly gradient: number | null }
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

/** Collects the digest while events go by. */
export interface EventLog {
  record(event: SimulationEvent): void;
  /** SHA-256 over all events so far, hexadecimal; may be asked for at any time. */
  digest(): string;
}

/**
 * @param listeners - called for each event in order, with the event and its line of `events.jsonl` (without line feed).
 */
export function createEventLog(listeners: readonly ((event: SimulationEvent, line: string) => void)[] = []): EventLog {
  const hash = createHash('sha256');
  return {
    record(event) {
      const line = JSON.stringify(event);
      hash.update(line).update('\n');
      for (const listen of listeners) listen(event, line);
    },
    digest: () => hash.copy().digest('hex'),
  };
}

/** SHA-256 of the bytes of a float32 vector, hexadecimal. */
export function hashParameters(theta: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(theta.buffer, theta.byteOffset, theta.byteLength))
    .digest('hex');
}
