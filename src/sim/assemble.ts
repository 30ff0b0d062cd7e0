/**
 * Makes the parts of a simulation from an experiment, new or as a checkpoint left them.
 *
 * Called by `simulator.ts`. Every part gets its own state back; what refers to other parts (theta, gradients) is put
 * together here.
 */
import { createKernels, forwardFlops, initialParameters } from '../ml/index.ts';
import type { DataAttack, Dataset, ModelSpec, TrainingEngine } from '../ml/index.ts';
import type { Random } from '../random.ts';
import { batchesOf, type BatchSnapshot } from './batches.ts';
import { createEventQueue } from './clock.ts';
import { createComputing } from './computing/computing.ts';
import { createEnergyMeter, type EnergySnapshot } from './computing/energy.ts';
import type { Site } from './connectivity.ts';
import { createTrainerPool } from './equipment.ts';
import type { EventLog } from './events.ts';
import type { Experiment } from './experiment/schema.ts';
import { createFaultCalendar, planFaults, type FaultCalendarState, type FaultPlan } from './faults/index.ts';
import { createFleet } from './fleet.ts';
import { createLedger } from './ledger.ts';
import type { RoadShapes } from './mobility/road-shapes.ts';
import type { MobilityNeeds } from './mobility/source.ts';
import { createBackhaul, createNetwork, type BackhaulState, type NetworkState, type Walls } from './network/index.ts';
import {
  createCloudServer,
  createEdgeServers,
  createTrainingOf,
  namedObject,
  type Surroundings,
} from './nodes/build.ts';
import { createAggregateMemory } from './nodes/aggregate-memory.ts';
import { isWorking } from './nodes/worker.ts';
import type { Registries } from './plugins.ts';
import { createRoundPolicy } from './round-policy.ts';
import { createSelection } from './selection/index.ts';
import type { SimulationParts } from './simulation-parts.ts';
import type { SimulationState } from './state/records.ts';
import { roundOf } from './theta-delivery.ts';
import type { Timed } from './timings.ts';
import { restoreAggregate, restoreWorker } from './state/restore.ts';

/** What a simulation is made from. */
export interface Ingredients {
  readonly experiment: Experiment;
  readonly sites: readonly Site[];
  readonly dataset: Dataset;
  readonly model: ModelSpec;
  readonly engine: TrainingEngine;
  readonly registries: Registries;
  /** Roads near edge servers, where {@link needsRoads} asks for them and there is a network. */
  readonly roads?: RoadShapes | undefined;
  /** Buildings, where the network's model wants them. */
  readonly walls?: Walls | undefined;
  readonly random: Random;
  readonly log: EventLog;
  readonly timed: Timed;
  /** Wall clock in ms, for computing times that are measured. */
  now(): number;
  /** Length of a step of traffic, integer ms. */
  readonly stepLengthMs: number;
  /** What to go on from. */
  readonly from?: SimulationState | undefined;
}

/** The parts, ready for the first frame or the next. */
export function assemble(ingredients: Ingredients): SimulationParts {
  const { experiment, sites, dataset, engine, registries, random, log, from } = ingredients;
  const { workers, network, learning } = experiment;
  const plans = plansOf(experiment, registries);
  const { train } = dataset;
  const kernels = createKernels();
  const surroundings: Surroundings = {
    experiment,
    engine,
    random,
    registries,
    kernels,
    memory: createAggregateMemory(kernels),
    plans,
    train,
  };
  const initial = from?.theta ?? [{ round: 0, values: initialParameters(ingredients.model, dataset, random) }];
  const cloud = createCloudServer(surroundings, initial, from?.cloud);
  const servers = createEdgeServers(surroundings, cloud.theta, from?.servers);
  const training = createTrainingOf(surroundings);
  for (const { kind, id } of from?.queue ?? [])
    if (kind === 'theta-arrived') cloud.theta.retain(cloud.theta.version(roundOf(id)));
  const restored =
    from?.workers.map((worker) => restoreWorker(worker, { theta: cloud.theta, servers }, training)) ?? [];
  const fleet = createFleet({
    sites,
    penetration: workers.penetration,
    hysteresisM: network.interruption.hysteresisM,
    random,
    ...(from && { from: { ...from, workers: restored } }),
  });
  for (const { index, down } of servers) if (down) fleet.setDown(index, true);
  const computing = createComputing(experiment.computing, {
    random,
    flopsPerExample: forwardFlops(ingredients.model, dataset),
    batchSize: learning.batchSize,
    computeTimeMs: workers.computeTimeMs,
    facts: (vehicleId) => fleet.facts.get(vehicleId),
  });
  const energy =
    experiment.energy === undefined
      ? undefined
      : createEnergyMeter(experiment.energy, (id) => computing.class(id), from?.energy as EnergySnapshot | undefined);
  const { name, ...selectionOptions } = namedObject(experiment.selection);
  const isEveryone = name === 'all' && selectionOptions['perEdgeServer'] === undefined;
  return {
    experiment,
    sites,
    roads: ingredients.roads,
    random,
    engine,
    fleet,
    cloud,
    servers,
    training,
    computing,
    energy,
    log,
    policy: createRoundPolicy(learning),
    batches: batchesOf(experiment, dataset.train, random, from?.batches as BatchSnapshot | undefined),
    network: createNetwork(
      network.link,
      { sites, random, ...(ingredients.walls && { walls: ingredients.walls }) },
      from?.network as NetworkState | undefined,
    ),
    backhaul: createBackhaul(network.backhaul, servers.length, from?.backhaul as BackhaulState | undefined),
    calendar: createFaultCalendar({
      plans,
      sites: sites.map(({ x, y }, index) => ({ name: servers[index]!.name, x, y })),
      random,
      ...(from && { from: from.calendar as FaultCalendarState }),
    }),
    adversaryKnowsAll: plans.some(({ attack }) => attack?.knowledge === 'all'),
    dataAttackOf: dataAttacksOf(plans, registries),
    selection: isEveryone ? undefined : createSelection(name, selectionOptions),
    pool: createTrainerPool(workers.count, {
      lent: restored.filter(isWorking).length,
      waiting: from?.waiting ?? [],
    }),
    queue: createEventQueue(from?.queue),
    ledger: createLedger(servers.length, from?.ledger),
    travelling: new Map(from?.travelling.map(([id, aggregate]) => [id, restoreAggregate(aggregate)])),
    timed: ingredients.timed,
    now: () => ingredients.now(),
    stepLengthMs: ingredients.stepLengthMs,
    start: { nowMs: from?.nowMs ?? 0, batchesDrawn: from?.batchesDrawn ?? 0, waits: from?.waits ?? 0 },
  };
}

/** What a run wants to know of vehicles, so that traffic is asked for it and for no more. */
export function mobilityNeeds(experiment: Experiment, registries: Registries): MobilityNeeds {
  const { name, ...options } = namedObject(experiment.selection);
  const selection = createSelection(name, options).needs;
  const { computing } = experiment;
  const hasTypes = 'classes' in computing && computing.classes.some(({ vehicleTypes }) => vehicleTypes.length > 0);
  const chosen = plansOf(experiment, registries).some(
    ({ spec }) => spec.types !== undefined || spec.routes !== undefined,
  );
  const { policy } = experiment.traffic;
  return { motion: selection.motion || policy !== undefined, facts: selection.facts || hasTypes || chosen };
}

/** Whether somebody wants to know how long vehicles stay along their routes. */
export function needsRoads({ selection }: Experiment): boolean {
  const { name, ...options } = namedObject(selection);
  return createSelection(name, options).needs.facts;
}

/**
 * The faults of an experiment, checked.
 *
 * @param source - named in messages, e.g. the experiment's file.
 */
export function plansOf(
  { faults, edgeServers, name }: Experiment,
  registries: Registries,
  source: string = name,
): readonly FaultPlan[] {
  const { attacks, dataAttacks } = registries;
  return planFaults(faults, { edgeServers: edgeServers.map((server) => server.name), attacks, dataAttacks, source });
}

/** Of several attacks on one worker's data the first counts. */
function dataAttacksOf(
  plans: readonly FaultPlan[],
  registries: Registries,
): (faults: readonly number[]) => DataAttack | undefined {
  const made = plans.map((plan) => dataAttackOf(plan, registries));
  return ([first]) => (first === undefined ? undefined : made[first]);
}

/** What a fault does to a worker's data; undefined where it does nothing to it. */
export function dataAttackOf({ dataAttack }: FaultPlan, { dataAttacks }: Registries): DataAttack | undefined {
  if (dataAttack === undefined) return undefined;
  const { name, ...options } = dataAttack;
  return dataAttacks.get(name)!.create(options);
}
