/**
 * What a selection policy is: which of the workers that could begin a gradient do so.
 *
 * Each policy is one file beside this one; the registry is `index.ts`. A policy is pure: all it knows is in its arguments, so
 * that the same moment of a run always has the same answer.
 */
import { z } from 'zod';
import { compareIds } from '../clock.ts';
import { parseOptions } from '../../ml/index.ts';
import { SelectionError } from './errors.ts';
import { inOrder } from './in-order.ts';

/** An idle worker within range of an edge server that wants gradients. */
export interface Candidate {
  readonly vehicleId: string;
  /** Index of the edge server it reaches. */
  readonly edgeServer: number;
  /** Ms that it is expected to stay within range, from when it was last seen, >= 0; Infinity where it will not leave. */
  readonly expectedStayMs: number;
  /** Ms that computing and sending are expected to take, >= 0. */
  readonly expectedWorkMs: number;
  /** Gradients that its vehicle has delivered so far. */
  readonly contributions: number;
}

/** Trainers that are free now. */
export interface FreePlaces {
  /** In the pool of the whole run, >= 0. */
  readonly total: number;
  /** Workers at work now, by index of the edge server they reach. */
  readonly working: readonly number[];
}

/** What the caller has to find out of vehicles before it asks. */
export interface SelectionNeeds {
  /** Speeds and angles in frames, for expected stays. */
  readonly motion: boolean;
  /** Routes and types of vehicles, for expected stays. */
  readonly facts: boolean;
  /**
   * Figures of a candidate that are worked out; the others are NaN. There may be many candidates for each that is chosen.
   *
   * @default all of them
   */
  readonly expectations?: readonly Expectation[];
}

/** What is expected of a candidate: `stay` is `expectedStayMs`, `work` is `expectedWorkMs`. */
export type Expectation = 'stay' | 'work';

/** A way to choose. */
export interface SelectionPolicy {
  readonly name: string;
  readonly needs: SelectionNeeds;
  /** At most so many workers at work at once within range of one edge server; undefined: no limit. */
  readonly perEdgeServer: number | undefined;
  /**
   * The order in which `choose` goes through candidates, where it can be kept from one choice to the next: k of n are then
   * chosen in O(k log n), and `choose` is not asked. Absent: all candidates are described and given to `choose` each time.
   *
   * A key: the least goes first, ties go by id, and those without one are left out; it may depend on the candidate alone.
   * `lots`: all are equally likely, drawn one after the other.
   */
  readonly order?: CandidateKey | 'lots';
  /**
   * Present where it is all the same to a key if the work of all candidates near one edge server takes longer by the same
   * time, as it does while others talk there: who goes first among them stays so, and left out are those alone that take
   * longer than this many ms. Absent: when that changes, all of them are described again.
   */
  readonly latestMs?: (candidate: Candidate) => number;
  /**
   * O(n + k log n) for k chosen of n candidates, where {@link fillPlaces} chooses.
   *
   * @param candidates - vehicle ids are unique; first come, first listed; those of edge servers that have no place may be
   *   left out. Not modified.
   * @param draw - uniform in [0, 1), keyed by this choice and the vehicle's id.
   * @returns Those that begin, in the order in which they do.
   */
  choose(
    candidates: readonly Candidate[],
    places: FreePlaces,
    draw: (vehicleId: string) => number,
  ): readonly Candidate[];
}

/** Decides who goes first; not NaN. */
export type CandidateKey = (candidate: Candidate) => number | undefined;

/** A policy that can be made from options. */
export interface SelectionDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions. */
  readonly options: z.ZodObject;
  /** @throws {SelectionError} `E_SELECTION_OPTIONS` if the options do not fit, naming the option. */
  create(options: unknown): SelectionPolicy;
}

/** Options that all policies have. */
export const commonOptions = {
  perEdgeServer: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('At most so many workers at work at once within range of one edge server; no limit when absent.'),
};

/** Ties a schema to a constructor: options are checked before the policy sees them. */
export function definePolicy<Options extends z.ZodObject<typeof commonOptions>>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>): Omit<SelectionPolicy, 'name' | 'perEdgeServer'>;
}): SelectionDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given) => {
      const checked = parseOptions(definition, given, (message) => new SelectionError('E_SELECTION_OPTIONS', message));
      const { perEdgeServer } = checked as { readonly perEdgeServer?: number | undefined };
      return { name, perEdgeServer, ...definition.create(checked) };
    },
  };
}

/** Negative where `a` goes before `b`; 0 leaves it to their ids. */
export type CandidateOrder = (a: Candidate, b: Candidate) => number;

/** -1, 0 or 1 by number, also between infinities. */
export function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A policy's way to choose by a key. */
export function byKey(
  key: CandidateKey,
  perEdgeServer: number | undefined,
): Required<Pick<SelectionPolicy, 'order' | 'choose'>> {
  const choose: SelectionPolicy['choose'] = (candidates, places) => {
    const taken = candidates.filter((one) => key(one) !== undefined);
    return fillPlaces(taken, (a, b) => compareNumbers(key(a)!, key(b)!), places, perEdgeServer);
  };
  return { order: key, choose };
}

/**
 * The first ones in order, as far as the pool and each edge server's limit allow.
 *
 * @param order - ties go by id; undefined: first come, first served.
 * @param perEdgeServer - undefined: no limit.
 */
export function fillPlaces(
  candidates: readonly Candidate[],
  order: CandidateOrder | undefined,
  { total, working }: FreePlaces,
  perEdgeServer: number | undefined,
): readonly Candidate[] {
  const ordered =
    order === undefined
      ? candidates
      : inOrder(candidates, (a, b) => order(a, b) || compareIds(a.vehicleId, b.vehicleId));
  /** By edge server: few, where many are looked at. */
  const begin = new Map<number, number>();
  const chosen: Candidate[] = [];
  if (total <= 0) return chosen;
  for (const candidate of ordered) {
    const { edgeServer } = candidate;
    const beside = begin.get(edgeServer) ?? 0;
    if (perEdgeServer !== undefined && (working[edgeServer] ?? 0) + beside >= perEdgeServer) continue;
    begin.set(edgeServer, beside + 1);
    // Nobody who is not chosen has to be put in order.
    if (chosen.push(candidate) >= total) break;
  }
  return chosen;
}
