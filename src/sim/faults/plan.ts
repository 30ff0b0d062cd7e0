/**
 * From what an experiment says of its faults to what the calendar and the aggregators work with; all that can be wrong with
 * a fault beyond its own keys is found here, before anything starts.
 */
import type { Attack, AttackDefinition } from '../../ml/index.ts';
import { ExperimentError } from '../experiment/errors.ts';
import { nearestName } from '../experiment/messages.ts';
import type { FaultSpec } from './spec.ts';
import { timeWindows, type TimeWindow } from './windows.ts';

/** A name with its options. */
export interface NamedOptions {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** One fault, ready to be carried out. */
export interface FaultPlan {
  /** Position in the experiment's list; names the fault everywhere. */
  readonly index: number;
  readonly spec: FaultSpec;
  /**
   * Keys of its random streams: kind, tier, and its number among the faults of that kind and tier, so that faults of other
   * kinds may be added or taken away without moving its draws.
   */
  readonly key: readonly [string, string, number];
  readonly windows: readonly TimeWindow[];
  /** Indices of the edge servers it is restricted to. */
  readonly edgeServers: ReadonlySet<number> | undefined;
  /** What a Byzantine node sends; undefined for other kinds and for attacks on data. */
  readonly attack: Attack | undefined;
  /** What a Byzantine worker trains on. */
  readonly dataAttack: NamedOptions | undefined;
}

/** What an experiment's faults may name. */
export interface FaultContext {
  /** Names of the edge servers, in the experiment's order. */
  readonly edgeServers: readonly string[];
  readonly attacks: ReadonlyMap<string, AttackDefinition>;
  readonly dataAttacks: ReadonlyMap<string, unknown>;
  /** Named in messages, e.g. the experiment file's path. */
  readonly source: string;
}

/**
 * Checks the faults against the rest of the experiment.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` for an edge server or an attack that there is not, or an attack on data
 *   where nobody trains.
 * @throws {AttackError} `E_ATTACK_OPTIONS` if an attack's options do not fit.
 */
export function planFaults(specs: readonly FaultSpec[], context: FaultContext): readonly FaultPlan[] {
  const ordinals = new Map<string, number>();
  return specs.map((spec, index) => {
    const group = `${spec.kind} ${spec.node}`;
    const ordinal = ordinals.get(group) ?? 0;
    ordinals.set(group, ordinal + 1);
    return {
      index,
      spec,
      key: [spec.kind, spec.node, ordinal],
      windows: timeWindows(spec.during),
      edgeServers: spec.edgeServers && new Set(spec.edgeServers.map((name, at) => indexOf(name, at, index, context))),
      ...planAttack(spec, index, context),
    };
  });
}

/** True for faults whose nodes are the same from one aggregation to the next. */
export function isPersistent({ spec }: FaultPlan): boolean {
  return spec.kind !== 'byzantine' || spec.identities === 'persistent';
}

function indexOf(name: string, at: number, index: number, { edgeServers, source }: FaultContext): number {
  const found = edgeServers.indexOf(name);
  if (found >= 0) return found;
  throw invalid(source, `faults[${index}].edgeServers[${at}]`, unknown('edge server', name, edgeServers));
}

function planAttack(
  spec: FaultSpec,
  index: number,
  { attacks, dataAttacks, source }: FaultContext,
): Pick<FaultPlan, 'attack' | 'dataAttack'> {
  if (spec.kind !== 'byzantine') return { attack: undefined, dataAttack: undefined };
  const named: NamedOptions = typeof spec.attack === 'string' ? { name: spec.attack } : spec.attack;
  const { name, ...options } = named;
  const definition = attacks.get(name);
  if (definition !== undefined) return { attack: definition.create(options), dataAttack: undefined };
  if (!dataAttacks.has(name))
    throw invalid(
      source,
      `faults[${index}].attack`,
      unknown('attack', name, [...attacks.keys(), ...dataAttacks.keys()]),
    );
  if (spec.node !== 'worker')
    throw invalid(source, `faults[${index}].attack`, `${name} alters training data, which a node ${spec.node} has not`);
  if (spec.identities !== 'persistent')
    throw invalid(
      source,
      `faults[${index}].identities`,
      `${name} alters what a worker trains on and needs persistent identities`,
    );
  return { attack: undefined, dataAttack: named };
}

function unknown(what: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `unknown ${what} "${name}"; ${nearest === undefined ? `known: ${known.join(', ')}` : `did you mean "${nearest}"?`}`;
}

function invalid(source: string, path: string, message: string): ExperimentError {
  return new ExperimentError(`${source}: ${path}: ${message}`, { code: 'E_EXPERIMENT_VALUE', path });
}
