/**
 * Changes of an experiment that read like what people ask: close an edge server, halve the range, attack a district.
 *
 * A change is made of pure functions from an experiment to what its file would say, so that whatever is done here stands
 * in the resolved experiment of the run, and can be done from the command line too.
 */
import type { EdgeServerSpec, Experiment, FaultSpec } from '../sim/index.ts';

/** From an experiment to the content of another one; defaults may be left out. */
export type ChangeStep = (experiment: Experiment, context: ChangeContext) => unknown;

/** When a change takes place. */
export interface ChangeContext {
  /** Simulated seconds; 0 for a run from its start. */
  readonly fromSeconds: number;
}

/** One change. */
export interface Change {
  /** Names the variation in tables. */
  readonly name: string;
  /** In this order; each sees what those before it did. */
  readonly steps: readonly ChangeStep[];
}

/** A name, or a name with options, as experiment files have them. */
export type NamedInput = string | (Readonly<Record<string, unknown>> & { readonly name: string });

/** A fault as an experiment file says it, defaults left out; see docs/faults.md. */
export type FaultInput = Readonly<Record<string, unknown>> & { readonly kind?: FaultSpec['kind'] };

/** Several changes under one name. */
export function named(name: string, ...changes: readonly Change[]): Change {
  return { name, steps: changes.flatMap(({ steps }) => steps) };
}

/**
 * Other values of one key of the experiment, those that are not given left as they are.
 *
 * @example changeValues('learning', { learningRate: 0.05 })
 */
export function changeValues(key: keyof Experiment, values: Readonly<Record<string, unknown>>): Change {
  return {
    name: `${key} ${JSON.stringify(values).replaceAll('"', '')}`,
    steps: [(experiment) => ({ ...experiment, [key]: { ...(experiment[key] as object), ...values } })],
  };
}

/**
 * An edge server crashes, at once: its workers reach it no more, and what it has collected is gone.
 *
 * @param options - `forSeconds`: until it is open again; for good by default.
 */
export function closeEdgeServer(name: string, { forSeconds }: { readonly forSeconds?: number } = {}): Change {
  const fault = (fromS: number): FaultInput => ({
    kind: 'crash',
    node: 'edge-server',
    edgeServers: [name],
    during: { fromS },
    ...(forSeconds !== undefined && { recoverAfterS: forSeconds }),
  });
  return {
    name: `without ${name}`,
    steps: [(experiment, { fromSeconds }) => ({ ...experiment, faults: [...experiment.faults, fault(fromSeconds)] })],
  };
}

/** One more edge server; for a run from its start alone, since its data and its ledger begin there. */
export function addEdgeServer(server: EdgeServerSpec): Change {
  return {
    name: `with ${server.name}`,
    steps: [(experiment) => ({ ...experiment, edgeServers: [...experiment.edgeServers, server] })],
  };
}

/**
 * Ranges times a factor.
 *
 * @param names - of the edge servers; all by default.
 */
export function scaleRange(factor: number, names?: readonly string[]): Change {
  return {
    name: `${names === undefined ? 'range' : `range of ${names.join(', ')}`} x ${factor}`,
    steps: [
      ({ edgeServers, ...rest }) => ({
        ...rest,
        edgeServers: edgeServers.map((server) =>
          names === undefined || names.includes(server.name) ? { ...server, range: server.range * factor } : server,
        ),
      }),
    ],
  };
}

/** Half the range, of all edge servers or of those named. */
export function halveRange(names?: readonly string[]): Change {
  return {
    ...scaleRange(0.5, names),
    name: names === undefined ? 'half the range' : `half the range of ${names.join(', ')}`,
  };
}

/** Vehicles for each one of the demand; on a fork, of those yet to come. */
export function scaleTraffic(factor: number): Change {
  return {
    name: `traffic x ${factor}`,
    steps: [({ traffic, ...rest }) => ({ ...rest, traffic: { ...traffic, scale: traffic.scale * factor } })],
  };
}

/** More faults, beside those that the experiment has. */
export function addFaults(name: string, ...faults: readonly FaultInput[]): Change {
  return { name, steps: [(experiment) => ({ ...experiment, faults: [...experiment.faults, ...faults] })] };
}

/** A circle on the map, and what its workers send while they are in it. */
export interface DistrictAttack {
  /** m, network coordinates. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly attack: NamedInput;
  /** Share of the workers in it that are Byzantine. @default 1 */
  readonly rate?: number;
}

/** Workers in a district lie, from the moment of the change on. */
export function attackInDistrict({ x, y, radius, attack, rate = 1 }: DistrictAttack): Change {
  return {
    name: 'attack in a district',
    steps: [
      (experiment, { fromSeconds: fromS }) => ({
        ...experiment,
        faults: [
          ...experiment.faults,
          { kind: 'byzantine', attack, rate, region: { x, y, radius }, during: { fromS } },
        ],
      }),
    ],
  };
}

/**
 * Another aggregation rule.
 *
 * @param tier - where; at the edge servers by default.
 */
export function useRule(rule: NamedInput, tier: 'edgeServer' | 'cloud' = 'edgeServer'): Change {
  return {
    name: typeof rule === 'string' ? rule : rule.name,
    steps: [({ learning, ...rest }) => ({ ...rest, learning: { ...learning, [tier]: { ...learning[tier], rule } } })],
  };
}

/** Another way to choose those who compute, e.g. `longest-stay`. */
export function chooseWorkers(selection: NamedInput): Change {
  return {
    name: `workers: ${typeof selection === 'string' ? selection : selection.name}`,
    steps: [(experiment) => ({ ...experiment, selection })],
  };
}
