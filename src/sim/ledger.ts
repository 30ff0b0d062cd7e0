/**
 * The account of gradients: every one that was made is used, faulted, late, lost or rejected, once.
 *
 * What is still on its way when the run ends is `unfinished`; `check` proves that the numbers add up (design, invariant 8).
 */
import { EdgeMLSimError } from '../errors.ts';

/** What can become of a gradient. */
export const FATES = ['used', 'faulted', 'late', 'lost', 'rejected'] as const;

export type Fate = (typeof FATES)[number];

/** What was done where a rule got fewer vectors than it can work with. */
export type TooFew = 'skipped' | 'waited' | 'relaxed' | 'fallback';

/** What mobility itself does to workers, beside the faults that an experiment declares. */
export type MobilityEvent = 'leftWithWork' | 'teleported' | 'parked';

/** Bytes that travelled, by link: theta down, gradients and aggregates up. */
export interface Traffic {
  readonly cloudToEdgeServer: number;
  readonly edgeServerToWorker: number;
  readonly workerToEdgeServer: number;
  readonly edgeServerToCloud: number;
}

/** The account of one cloud update: what happened since the one before. */
export interface RoundAccount {
  readonly fates: Readonly<Record<Fate, number>>;
  /** Gradients that entered theta (used or faulted), by edge server; shape [edge servers]. */
  readonly perEdgeServer: readonly number[];
  readonly bytes: Traffic;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An account that is still written to. */
interface OpenAccount {
  readonly fates: Record<Fate, number>;
  readonly perEdgeServer: number[];
  readonly bytes: Mutable<Traffic>;
}

/** The books of a run. */
export interface Ledger {
  readonly made: number;
  readonly totals: Readonly<Record<Fate, number>>;
  readonly totalBytes: Readonly<Traffic>;
  /** How often each answer to too few vectors was given. */
  readonly tooFew: Readonly<Record<TooFew, number>>;
  /** How often workers left the map with work in hand, teleported, or parked. */
  readonly mobility: Readonly<Record<MobilityEvent, number>>;
  make(): void;
  settle(fate: Fate, count?: number): void;
  noteTooFew(answer: TooFew): void;
  noteMobility(event: MobilityEvent): void;
  /** Notes which edge server's gradients entered theta. */
  credit(edgeServer: number, count: number): void;
  carry(link: keyof Traffic, bytes: number): void;
  /** Closes the account of a round and opens the next. */
  closeRound(): RoundAccount;
  snapshot(): LedgerState;
  /** @throws {EdgeMLSimError} `E_LEDGER` when made != settled + unfinished, which is a defect of the simulator. */
  check(unfinished: number): void;
}

/** The books as plain data, for a checkpoint. */
export interface LedgerState extends Pick<Ledger, 'made' | 'totals' | 'totalBytes' | 'tooFew' | 'mobility'> {
  /** The account of the round that is not closed yet. */
  readonly open: RoundAccount;
}

/**
 * @param edgeServers - how many there are.
 * @param from - books to go on with; empty ones by default.
 */
export function createLedger(edgeServers: number, from: LedgerState = emptyBooks(edgeServers)): Ledger {
  let { made } = from;
  const totals = { ...from.totals };
  const totalBytes = { ...from.totalBytes };
  const tooFew = { ...from.tooFew };
  const mobility = { ...from.mobility };
  let open = copyAccount(from.open);
  return {
    get made() {
      return made;
    },
    totals,
    totalBytes,
    tooFew,
    mobility,
    make() {
      made++;
    },
    settle(fate, count = 1) {
      totals[fate] += count;
      open.fates[fate] += count;
    },
    noteTooFew(answer) {
      tooFew[answer]++;
    },
    noteMobility(event) {
      mobility[event]++;
    },
    credit(edgeServer, count) {
      open.perEdgeServer[edgeServer]! += count;
    },
    carry(link, bytes) {
      totalBytes[link] += bytes;
      open.bytes[link] += bytes;
    },
    closeRound() {
      const closed = open;
      open = emptyAccount(edgeServers);
      return closed;
    },
    snapshot: () => ({
      made,
      totals: { ...totals },
      totalBytes: { ...totalBytes },
      tooFew: { ...tooFew },
      mobility: { ...mobility },
      open: copyAccount(open),
    }),
    check(unfinished) {
      const settled = FATES.reduce((sum, fate) => sum + totals[fate], 0);
      if (made === settled + unfinished) return;
      throw new EdgeMLSimError(
        `ledger: ${made} gradients were made, but ${settled} are settled and ${unfinished} unfinished; this is a defect, please report it`,
        { code: 'E_LEDGER', kind: 'internal' },
      );
    },
  };
}

function emptyBooks(edgeServers: number): LedgerState {
  return {
    made: 0,
    totals: emptyFates(),
    totalBytes: emptyTraffic(),
    tooFew: { skipped: 0, waited: 0, relaxed: 0, fallback: 0 },
    mobility: { leftWithWork: 0, teleported: 0, parked: 0 },
    open: emptyAccount(edgeServers),
  };
}

function copyAccount({ fates, perEdgeServer, bytes }: RoundAccount): OpenAccount {
  return { fates: { ...fates }, perEdgeServer: [...perEdgeServer], bytes: { ...bytes } };
}

function emptyFates(): Record<Fate, number> {
  return { used: 0, faulted: 0, late: 0, lost: 0, rejected: 0 };
}

function emptyTraffic(): Mutable<Traffic> {
  return { cloudToEdgeServer: 0, edgeServerToWorker: 0, workerToEdgeServer: 0, edgeServerToCloud: 0 };
}

function emptyAccount(edgeServers: number): OpenAccount {
  return { fates: emptyFates(), perEdgeServer: Array.from({ length: edgeServers }, () => 0), bytes: emptyTraffic() };
}
