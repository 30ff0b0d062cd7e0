/**
 * An edge server that goes on by itself: several aggregations of its own before it sends what has moved to the cloud.
 *
 * Hierarchical federated averaging (Liu et al., ICC 2020). Workers of the edge server start from theta - rate * U, where U
 * is the sum of its aggregates since it last sent to the cloud; after `rounds` of them U goes up in place of an aggregate.
 * When another theta comes down meanwhile, U stays and is laid upon it. The arithmetic is `ml/local/edge-rounds.ts`.
 *
 * Nothing here waits: parameters are promises like the aggregates that they follow from.
 */
import { z } from 'zod';
import {
  addEdgeAggregate,
  edgeParameters,
  startEdgeRounds,
  type EdgeRounds,
  type LocalWork,
  type TrainingEngine,
} from '../../ml/index.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { ThetaStore, ThetaVersion } from '../theta.ts';
import type { Aggregate } from './messages.ts';

/** Keys of `learning.edgeServer`. */
export const edgeRoundsOptions = {
  rounds: z
    .int()
    .min(1)
    .max(10_000)
    .default(1)
    .describe(
      'Aggregations of an edge server before it sends to the cloud, in [1, 10000]; more than 1: hierarchical federated averaging.',
    ),
  rate: z
    .number()
    .positive()
    .optional()
    .describe(
      "What its aggregates are multiplied by when it takes a step of its own, > 0; by default the workers' learning rate for pseudo-gradients, 1 for differences; needed where workers send gradients and rounds > 1.",
    ),
};

/**
 * The factor between an edge server's aggregates and the steps that it takes with them.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` where neither the experiment nor the workers' algorithm says it.
 */
export function edgeRateOf(local: LocalWork, { rounds, rate }: { rounds: number; rate?: number | undefined }): number {
  if (rate !== undefined || rounds === 1) return rate ?? 1;
  if (local.kind === 'local-steps' || local.kind === 'fedprox')
    return local.result === 'difference' ? 1 : local.learningRate;
  throw new ExperimentError(
    `learning.edgeServer.rate: expected a number with rounds = ${rounds} and local.kind = ${local.kind}, got none; say what a step of the edge server is`,
    { code: 'E_EXPERIMENT_VALUE', path: 'learning.edgeServer.rate' },
  );
}

/** What workers of an edge server start from; kept until released as often as handed out or retained. */
export interface EdgeParameters {
  /** Names them within the edge server. */
  readonly serial: number;
  /** float32, shape [d], the engine's own; not to be written to. */
  readonly values: Promise<Float32Array>;
}

/** Gradients in aggregates that an edge server has taken in and not sent on. */
export interface HeldGradients {
  readonly used: number;
  readonly faulted: number;
}

/** One edge server's rounds of its own. */
export interface EdgeRoundsKeeper {
  readonly held: HeldGradients;
  /** The parameters of now, retained for the caller; undefined while theta itself is what workers start from. */
  handOut(): EdgeParameters | undefined;
  /** Those of this serial, for whoever held them at a checkpoint; retained. @throws {RangeError} when nobody holds them. */
  find(serial: number): EdgeParameters;
  release(parameters: EdgeParameters): void;
  /**
   * Takes an aggregate in.
   *
   * @param theta - as the edge server has it.
   * @returns What goes to the cloud in its place: U with all gradients in it; undefined while there are more rounds to do.
   */
  add(aggregate: Aggregate, theta: ThetaVersion): Aggregate | undefined;
  /** Another theta has come down: U is laid upon it. */
  rebase(theta: ThetaVersion): void;
  /** A round ends before its time: U as it is goes to the cloud; undefined when there is none. */
  sendPartial(): Aggregate | undefined;
  /** A round ends before its time or the server has crashed: U is gone. @returns The gradients that were in it. */
  drop(): HeldGradients;
  /** All there is, once the numbers have arrived; later changes do not show in it. */
  snapshot(): Promise<EdgeRoundsSnapshot>;
}

/** Plain data for a checkpoint. */
export interface EdgeRoundsSnapshot {
  readonly state: EdgeRounds;
  readonly held: HeldGradients;
  /** Serials given out so far. */
  readonly serials: number;
  /** The aggregate taken in last without its value; absent before the first. */
  readonly last?: Omit<Aggregate, 'value'>;
  /** Serial of the parameters of now; absent while these are theta's. */
  readonly current?: number;
  /** All parameters held, in the order of their serials. */
  readonly versions: readonly { readonly serial: number; readonly values: Float32Array }[];
}

export interface EdgeRoundsOptions {
  /** k, >= 1. */
  readonly rounds: number;
  /** From `edgeRateOf`. */
  readonly rate: number;
  readonly engine: Pick<TrainingEngine, 'allocateParameters' | 'release' | 'layout'>;
  readonly theta: Pick<ThetaStore, 'retain' | 'release'>;
  /** To go on from; parameters in it that are not current are held until released. */
  readonly from?: EdgeRoundsSnapshot | undefined;
}

const NOBODY: HeldGradients = { used: 0, faulted: 0 };

export function createEdgeRounds({ rounds, rate, engine, theta, from }: EdgeRoundsOptions): EdgeRoundsKeeper {
  const { dimension } = engine.layout;
  let count = from?.state.count ?? 0;
  let state: Promise<EdgeRounds> = Promise.resolve(from?.state ?? startEdgeRounds(dimension));
  let held = from?.held ?? NOBODY;
  let serials = from?.serials ?? 0;
  let last = from?.last;
  /** How many hold each version; the current one counts as held by the edge server. */
  const users = new Map<EdgeParameters, number>();
  for (const { serial, values } of from?.versions ?? []) {
    const slot = engine.allocateParameters();
    slot.set(values);
    users.set({ serial, values: Promise.resolve(slot) }, serial === from!.current ? 1 : 0);
  }
  let current = [...users.keys()].find(({ serial }) => serial === from?.current);

  const release = (parameters: EdgeParameters): void => {
    const left = (users.get(parameters) ?? 0) - 1;
    if (left < 0) throw new RangeError(`edge parameters ${parameters.serial} were released more often than handed out`);
    if (left > 0) {
      users.set(parameters, left);
      return;
    }
    users.delete(parameters);
    parameters.values.then(
      (values) => {
        engine.release(values);
      },
      () => undefined,
    );
  };

  /** Replaces what workers start from; theta stays held until it has been read. */
  const follow = (base: ThetaVersion): void => {
    if (current !== undefined) release(current);
    theta.retain(base);
    const values = Promise.all([state, base.values])
      .then(([moved, from]) => {
        const slot = engine.allocateParameters();
        edgeParameters(from, moved, rate, slot);
        return slot;
      })
      .finally(() => {
        theta.release(base);
      });
    // Whoever needs the number sees the failure.
    values.catch(() => undefined);
    current = { serial: serials++, values };
    users.set(current, 1);
  };

  const startAgain = (): void => {
    if (current !== undefined) release(current);
    current = undefined;
    count = 0;
    held = NOBODY;
    state = Promise.resolve(startEdgeRounds(dimension));
  };

  const send = (): Aggregate => {
    const value = state.then(({ moved }) => moved);
    value.catch(() => undefined);
    const sent = { ...last!, ...held, value };
    startAgain();
    return sent;
  };

  return {
    get held() {
      return held;
    },
    handOut() {
      if (current !== undefined) users.set(current, users.get(current)! + 1);
      return current;
    },
    find(serial) {
      const found = [...users.keys()].find((parameters) => parameters.serial === serial);
      if (found === undefined) throw new RangeError(`edge parameters ${serial} are no longer held`);
      users.set(found, users.get(found)! + 1);
      return found;
    },
    release,
    add({ value, ...aggregate }, base) {
      const before = state;
      state = value.then(async (vector) => addEdgeAggregate(await before, vector));
      state.catch(() => undefined);
      count++;
      held = { used: held.used + aggregate.used, faulted: held.faulted + aggregate.faulted };
      last = aggregate;
      if (count >= rounds) return send();
      follow(base);
      return undefined;
    },
    rebase(base) {
      if (count > 0) follow(base);
    },
    sendPartial: () => (count > 0 ? send() : undefined),
    drop() {
      const dropped = held;
      startAgain();
      return dropped;
    },
    async snapshot() {
      const versions = [...users.keys()].sort((a, b) => a.serial - b.serial);
      for (const version of versions) users.set(version, users.get(version)! + 1);
      const record = { held, serials, ...(last && { last }), ...(current && { current: current.serial }) };
      const [moved, ...values] = await Promise.all([
        state,
        ...versions.map(async (version) => (await version.values).slice()),
      ]).finally(() => {
        versions.forEach(release);
      });
      return {
        ...record,
        state: moved,
        versions: versions.map(({ serial }, index) => ({ serial, values: values[index]! })),
      };
    },
  };
}
