/**
 * Clean examples that an edge server holds itself, and the gradient that it computes on them for rules that trust one.
 *
 * Source: Cao, Fang, Liu and Gong, "FLTrust: Byzantine-robust federated learning via trust bootstrapping", NDSS 2021,
 * section IV ("root dataset"). Choice: the examples are of the edge server's place, where data is divided; its computing
 * takes no simulated time and its gradient is not among those counted.
 */
import {
  batchesOfWork,
  partitionExamples,
  type Examples,
  type LocalWork,
  type TrainingEngine,
} from '../../ml/index.ts';
import { permutation, type Random } from '../../random.ts';
import { ExperimentError } from '../experiment/errors.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { ThetaStore } from '../theta.ts';
import { giveBack, handOut, type EdgeServer } from './edge-server.ts';
import type { OwnVector } from './aggregator.ts';

/** What an edge server does with its own data, at its theta of the moment. */
export type RootWork = (server: EdgeServer, serial: number) => Promise<OwnVector>;

export interface RootWorkOptions {
  readonly experiment: Experiment;
  readonly train: Examples;
  readonly engine: TrainingEngine;
  readonly theta: ThetaStore;
  readonly random: Random;
}

/** Undefined where edge servers hold no data. */
export function createRootWork({ experiment, train, engine, theta, random }: RootWorkOptions): RootWork | undefined {
  const { learning, edgeServers } = experiment;
  if (learning.edgeServer.rootExamples === undefined) return undefined;
  const parts = rootParts(experiment, train, random);
  // Momentum is a worker's memory; an edge server has none.
  const work: LocalWork = learning.local.kind === 'worker-momentum' ? { kind: 'gradient' } : learning.local;
  return async (server, serial) => {
    const handout = handOut(server, theta);
    const { name } = edgeServers[server.index]!;
    const part = parts[server.index]!;
    const batches = Array.from({ length: batchesOfWork(work) }, (_, index) => {
      const order = permutation(part.length, random.stream('root-batch', name, serial, index));
      return order.subarray(0, learning.batchSize).map((position) => part[position]!);
    });
    try {
      const parameters = await (handout.parameters ?? handout.version).values;
      const { update } = await engine.work({ work, parameters, batches });
      return {
        vector: update,
        release: () => {
          engine.release(update);
        },
      };
    } finally {
      giveBack(handout, server, theta);
    }
  };
}

/**
 * The examples of each edge server, as indices into the training set: any of those of its place.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE` if they are fewer than a batch, or the place has not so many.
 */
export function rootParts(
  { learning, division, edgeServers }: Experiment,
  train: Examples,
  random: Random,
): readonly Uint32Array[] {
  const { batchSize, edgeServer } = learning;
  const count = edgeServer.rootExamples!;
  const path = 'learning.edgeServer.rootExamples';
  const refuse = (expected: string): ExperimentError =>
    new ExperimentError(`${path}: expected ${expected}, got ${count}`, { code: 'E_EXPERIMENT_VALUE', path });
  if (count < batchSize) throw refuse(`at least a batch (learning.batchSize ${batchSize})`);
  const all = Uint32Array.from({ length: train.count }, (_, index) => index);
  const places =
    division.kind === 'none'
      ? edgeServers.map(() => all)
      : partitionExamples(division, train.labels, edgeServers.length, random);
  return places.map((place, index) => {
    const { name } = edgeServers[index]!;
    if (place.length < count) throw refuse(`at most the ${place.length} examples at ${name}`);
    const order = permutation(place.length, random.stream('root-data', name));
    return order.subarray(0, count).map((position) => place[position]!);
  });
}
