/** Makes the nodes that an experiment describes, in their initial state. Called once, by the simulator. */
import { type createKernels, type Examples, type TrainingEngine } from '../../ml/index.ts';
import type { Random } from '../../random.ts';
import type { Experiment, NamedSpec, TierSpec } from '../experiment/schema.ts';
import { faultsAt, type FaultPlan } from '../faults/index.ts';
import type { Registries } from '../plugins.ts';
import type { CloudServerState, EdgeServerState } from '../state/records.ts';
import { restoreAggregate, restoreGradient } from '../state/restore.ts';
import { createThetaStore, type StoredTheta, type ThetaStore, type ThetaVersion } from '../theta.ts';
import { createEdgeRounds, edgeRateOf, type EdgeRoundsKeeper, type EdgeRoundsSnapshot } from './edge-rounds.ts';
import type { AggregateMemory } from './aggregate-memory.ts';
import { createAggregator, type Aggregator, type AggregatorOptions, type AggregatorSnapshot } from './aggregator.ts';
import type { CloudServer } from './cloud-server.ts';
import type { EdgeServer } from './edge-server.ts';
import { createRootWork } from './root-data.ts';
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
  /** Of edge servers' aggregates, which those kernels make. */
  readonly memory: AggregateMemory;
  readonly plans: readonly FaultPlan[];
  /** Training examples. */
  readonly train: Examples;
}

/**
 * One for each of `edgeServers`, in the experiment's order.
 *
 * @param from - their states in a checkpoint; new ones by default.
 */
export function createEdgeServers(
  surroundings: Surroundings,
  theta: ThetaStore,
  from?: readonly EdgeServerState[],
): readonly EdgeServer[] {
  const { experiment } = surroundings;
  const rootWork = createRootWork({ ...surroundings, theta });
  return experiment.edgeServers.map(({ name }, index) => {
    const state = from?.[index];
    const server: EdgeServer = {
      index,
      name,
      aggregator: buildAggregator(
        {
          tier: 'edge-server',
          node: name,
          spec: experiment.learning.edgeServer,
          own: rootWork && ((serial) => rootWork(server, serial)),
          memory: surroundings.memory,
          from: state?.aggregator,
        },
        surroundings,
      ),
      buffer: state?.buffer.map(restoreGradient) ?? [],
      aggregates: state?.aggregates ?? 0,
      closed: state?.closed ?? false,
      down: state?.down ?? false,
      edgeRounds: buildEdgeRounds(surroundings, theta, state?.edgeRounds),
      theta: retained(theta, state === undefined ? theta.current : theta.version(state.round)),
    };
    return server;
  });
}

function buildEdgeRounds(
  { experiment, engine }: Surroundings,
  theta: ThetaStore,
  from: EdgeRoundsSnapshot | undefined,
): EdgeRoundsKeeper | undefined {
  const { edgeServer, local } = experiment.learning;
  const { rounds } = edgeServer;
  if (rounds === 1) return undefined;
  const rate = edgeRateOf(local, edgeServer);
  return createEdgeRounds({ rounds, rate, engine, theta, from });
}

function retained(theta: ThetaStore, version: ThetaVersion): ThetaVersion {
  theta.retain(version);
  return version;
}

/**
 * @param versions - theta_0 alone, or the versions of a checkpoint; shape [d] each.
 * @param from - its state in a checkpoint; a new one by default.
 */
export function createCloudServer(
  surroundings: Surroundings,
  versions: readonly StoredTheta[],
  from?: CloudServerState,
): CloudServer {
  const { experiment, engine, registries, memory } = surroundings;
  const { learningRate } = experiment.learning;
  const { name, ...options } = namedObject(experiment.learning.optimizer);
  const optimizer = registries.optimizers.get(name)!.create({ ...options, learningRate });
  return {
    aggregator: buildAggregator(
      { tier: 'cloud', node: 'cloud', spec: experiment.learning.cloud, from: from?.aggregator },
      surroundings,
    ),
    optimizer,
    theta: createThetaStore(versions, () => engine.allocateParameters()),
    memory,
    step: experiment.learning.cloud.step,
    buffer: from?.buffer.map(restoreAggregate) ?? [],
    previousUpdate: from?.previousUpdate && Promise.resolve(from.previousUpdate),
    optimizerState: from === undefined ? optimizer.init(engine.layout.dimension) : from.optimizer,
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
  {
    tier,
    node,
    spec,
    own,
    memory,
    from,
  }: {
    readonly tier: 'edge-server' | 'cloud';
    readonly node: string;
    readonly spec: TierSpec;
    readonly own?: AggregatorOptions['own'];
    readonly memory?: AggregateMemory;
    readonly from: AggregatorSnapshot | undefined;
  },
  { experiment, engine, random, registries, kernels, plans }: Surroundings,
): Aggregator {
  const { layout } = engine;
  return createAggregator({
    tier,
    node,
    rules: createRuleChooser(spec, { layout, random, registries, kernels, keys: [tier, node] }),
    faults: faultsAt(tier, plans),
    layout,
    random,
    stalenessExponent: tier === 'edge-server' ? experiment.learning.stalenessExponent : 0,
    own,
    memory,
    from,
  });
}

/** `mean` or `{name: 'mean', ...}` as the latter. */
export function namedObject(spec: NamedSpec): NamedSpec & object {
  return typeof spec === 'string' ? { name: spec } : spec;
}
