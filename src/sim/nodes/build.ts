/** Makes the nodes that an experiment describes, in their initial state. Called once, by the simulator. */
import { type createKernels, type TrainingEngine } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import type { Experiment, FaultSpec, NamedSpec, TierSpec } from '../experiment/schema.ts';
import type { PlannedFault } from '../faults/inputs.ts';
import type { Registries } from '../plugins.ts';
import { createThetaStore, type ThetaStore, type ThetaVersion } from '../theta.ts';
import { createAggregator, type Aggregator } from './aggregator.ts';
import type { CloudServer } from './cloud-server.ts';
import type { EdgeServer } from './edge-server.ts';
import { createRuleChooser } from './rules.ts';
import { createTraining, type Training } from './training.ts';

/** What nodes are made from. */
export interface Surroundings {
  readonly experiment: Experiment;
  readonly engine: TrainingEngine;
  readonly random: Random;
  readonly registries: Registries;
  /** Scratch memory for the arithmetic of all aggregations, which happen one after another. */
  readonly kernels: ReturnType<typeof createKernels>;
}

/** One for each of `edgeServers`, in the experiment's order. */
export function createEdgeServers(surroundings: Surroundings, theta: ThetaStore): readonly EdgeServer[] {
  const { experiment } = surroundings;
  return experiment.edgeServers.map(({ name }, index) => ({
    index,
    name,
    aggregator: buildAggregator('edge-server', name, experiment.learning.edgeServer, surroundings),
    buffer: [],
    aggregates: 0,
    closed: false,
    down: false,
    theta: held(theta),
  }));
}

function held(theta: ThetaStore): ThetaVersion {
  theta.retain(theta.current);
  return theta.current;
}

/** @param initial - theta_0, shape [d]. */
export function createCloudServer(surroundings: Surroundings, initial: Float32Array): CloudServer {
  const { experiment, engine, registries } = surroundings;
  const { learningRate } = experiment.learning;
  const { name, ...options } = namedObject(experiment.learning.optimizer);
  const optimizer = registries.optimizers.get(name)!.create({ ...options, learningRate });
  return {
    aggregator: buildAggregator('cloud', 'cloud', experiment.learning.cloud, surroundings),
    optimizer,
    theta: createThetaStore([{ round: 0, values: initial }], () => engine.allocateParameters()),
    step: experiment.learning.cloud.step,
    buffer: [],
    optimizerState: optimizer.init(engine.layout.dimension),
  };
}

/** How the workers train. */
export function createTrainingOf({ experiment, engine, random, registries }: Surroundings): Training {
  const { local, compression } = experiment.learning;
  const { name, ...options } = namedObject(compression);
  return createTraining({
    engine,
    work: local,
    compression: name === 'none' ? undefined : registries.compressions.get(name)!.create(options),
    random,
  });
}

function buildAggregator(
  tier: 'edge-server' | 'cloud',
  node: string,
  spec: TierSpec,
  { experiment, engine, random, registries, kernels }: Surroundings,
): Aggregator {
  const { layout } = engine;
  return createAggregator({
    tier,
    node,
    rules: createRuleChooser(spec, { layout, random, registries, kernels, keys: [tier, node] }),
    faults: experiment.faults
      .filter((fault) => fault.tier === tier)
      .map((fault, index) => planFault(fault, index, registries)),
    layout,
    random,
    stalenessExponent: tier === 'edge-server' ? experiment.learning.stalenessExponent : 0,
  });
}

function planFault(spec: FaultSpec, index: number, { attacks }: Registries): PlannedFault {
  const { name, ...options } = namedObject(spec.attack);
  const { count, rate } = spec;
  return {
    index,
    attack: attacks.get(name)!.create(options),
    countAmong: (inputs) => count ?? Math.floor((rate ?? 0) * inputs),
  };
}

function namedObject(spec: NamedSpec): NamedSpec & object {
  return typeof spec === 'string' ? { name: spec } : spec;
}
