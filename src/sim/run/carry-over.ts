/**
 * What becomes of a run's state when it goes on with another experiment: the one place where that is decided.
 *
 * Everything that is not named here goes on as it was. `docs/what-if.md` has the same as a table, for users. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { plansOf } from '../assemble.ts';
import type { BatchSnapshot } from '../batches.ts';
import type { Experiment, TierSpec } from '../experiment/schema.ts';
import { identify } from '../faults/carry-over.ts';
import type { NetworkState } from '../network/index.ts';
import { namedObject } from '../nodes/build.ts';
import type { EdgeRoundsSnapshot } from '../nodes/edge-rounds.ts';
import type { WorkerMemory } from '../nodes/training.ts';
import type { Registries } from '../plugins.ts';
import type { AggregateState, GradientState, PhaseState, SimulationState, WorkerState } from '../state/records.ts';
import { ForkError } from './errors.ts';

/** From which experiment to which. */
export interface Crossing {
  readonly before: Experiment;
  readonly after: Experiment;
  readonly registries: Registries;
}

/** Indices of faults in one experiment to those in another. */
type Renaming = (faults: readonly number[]) => readonly number[];

/** What a run cannot change on its way, and why not. */
const FIXED: readonly (readonly [path: string, of: (experiment: Experiment) => unknown, why: string])[] = [
  ['name', ({ name }) => name, 'it names the run that is forked'],
  ['seed', ({ seed }) => seed, 'all that was drawn belongs to it'],
  ['traffic', ({ traffic }) => without(traffic, 'scale'), 'only traffic.scale may change: vehicles are where they are'],
  ['edgeServers', ({ edgeServers }) => edgeServers.map((server) => without(server, 'range')), 'only range may change'],
  ['data', ({ data }) => data, 'theta was trained on it'],
  ['division', ({ division }) => division, 'parts of the data are under way'],
  ['drift', ({ drift }) => drift, 'parts of the data are under way'],
  ['model', ({ model }) => model, 'theta has its shape'],
  ['learning.mode', ({ learning }) => learning.mode, 'a round is under way'],
  ['learning.batchSize', ({ learning }) => learning.batchSize, 'epochs are counted in batches'],
  ['learning.lossReduction', ({ learning }) => learning.lossReduction, 'gradients are under way'],
  ['learning.edgeServer.rounds', ({ learning }) => learning.edgeServer.rounds, 'rounds of edge servers are under way'],
];

/**
 * Refuses what a run cannot change on its way, as far as that shows without its state.
 *
 * @throws {ForkError} `E_FORK_CHANGE` naming the first such value.
 */
export function checkCrossing({ before, after }: Pick<Crossing, 'before' | 'after'>): void {
  for (const [path, of, why] of FIXED)
    if (!isDeepStrictEqual(of(before), of(after)))
      throw refusal(path, `cannot change on the way of a run (${why}); start a run of its own with it`);
}

/**
 * The state of a run of `before` as one of `after`. Where the two are the same it is the same state.
 *
 * @param state - not modified.
 * @throws {ForkError} `E_FORK_CHANGE` for a change that cannot be made, at all or at this moment.
 */
export function carryOver(state: SimulationState, crossing: Crossing): SimulationState {
  checkCrossing(crossing);
  const rename = faultRenaming(crossing);
  const { before, after } = crossing;
  const keepsEdgeRule = isSameRule(before.learning.edgeServer, after.learning.edgeServer);
  const keepsCloudRule = isSameRule(before.learning.cloud, after.learning.cloud);
  const { servers, cloud, travelling, workers } = state;
  return {
    ...state,
    servers: servers.map((server) => ({
      ...server,
      buffer: server.buffer.map((gradient) => renameFaults(gradient, rename)),
      aggregator: keepsEdgeRule ? server.aggregator : { ...server.aggregator, states: {} },
      edgeRounds: server.edgeRounds && carryEdgeRounds(server.edgeRounds, rename),
    })),
    cloud: {
      ...cloud,
      buffer: cloud.buffer.map((aggregate) => renameFaults(aggregate, rename)),
      aggregator: keepsCloudRule ? cloud.aggregator : { ...cloud.aggregator, states: {} },
      optimizer: optimizerState(state, crossing),
    },
    travelling: travelling.map(([id, aggregate]) => [id, renameFaults(aggregate, rename)] as const),
    workers: workers.map((worker) => carryWorker(worker, rename, crossing)),
    network: carryNetwork(state.network as NetworkState, crossing),
    batches: carryBatches(state.batches as BatchSnapshot, crossing),
    // Counters with other watts or batteries would not add up; what is counted now begins at the moment of the fork.
    energy: isDeepStrictEqual(before.energy, after.energy) ? state.energy : undefined,
  };
}

/** A rule's memory is of use to the same rule alone; how many vectors it gets does not matter. */
function isSameRule(before: TierSpec, after: TierSpec): boolean {
  const rule = ({ rule, preAggregations, tooFew }: TierSpec): TierSpec => ({ rule, preAggregations, tooFew });
  return isDeepStrictEqual(rule(before), rule(after));
}

/** What a gradient under way suffers from, in terms of the new list of faults; a fault that is gone has no hold on it. */
function faultRenaming({ before, after, registries }: Crossing): Renaming {
  const known = new Map(identify(plansOf(after, registries)).map((words, index) => [words, index]));
  const renamed = identify(plansOf(before, registries)).map((words) => known.get(words));
  return (faults) =>
    faults
      .map((index) => renamed[index])
      .filter((index) => index !== undefined)
      .sort((a, b) => a - b);
}

function renameFaults<Sent extends GradientState | AggregateState>(sent: Sent, rename: Renaming): Sent {
  return { ...sent, faults: rename(sent.faults) };
}

function carryEdgeRounds(state: EdgeRoundsSnapshot, rename: Renaming): EdgeRoundsSnapshot {
  const { last } = state;
  return last === undefined ? state : { ...state, last: { ...last, faults: rename(last.faults) } };
}

/** The learning rate is no memory: with another one alone, an optimizer goes on. */
function optimizerState({ cloud, theta }: SimulationState, { before, after, registries }: Crossing): unknown {
  if (isDeepStrictEqual(before.learning.optimizer, after.learning.optimizer)) return cloud.optimizer;
  const { name, ...options } = namedObject(after.learning.optimizer);
  const { learningRate } = after.learning;
  const optimizer = registries.optimizers.get(name)!.create({ ...options, learningRate });
  return optimizer.init(theta.at(-1)!.values.length);
}

function carryWorker({ phase, memory, ...rest }: WorkerState, rename: Renaming, crossing: Crossing): WorkerState {
  const kept = memory && carryMemory(memory, crossing);
  return { ...rest, phase: carryPhase(phase, rename), ...(kept && { memory: kept }) };
}

function carryPhase(phase: PhaseState, rename: Renaming): PhaseState {
  return 'gradient' in phase ? { ...phase, gradient: renameFaults(phase.gradient, rename) } : phase;
}

function carryMemory({ momentum, compression }: WorkerMemory, { before, after }: Crossing): WorkerMemory | undefined {
  const keepsWork = isDeepStrictEqual(before.learning.local, after.learning.local);
  const keepsCompression = isDeepStrictEqual(before.learning.compression, after.learning.compression);
  const kept = {
    ...(keepsWork && momentum && { momentum }),
    ...(keepsCompression && compression !== undefined && { compression }),
  };
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** What is under way arrives at the rate at which it was sent, until the model gives its vehicle another one. */
function carryNetwork(state: NetworkState, { before, after }: Crossing): NetworkState {
  const [old, now] = [before.network.link, after.network.link];
  if (isDeepStrictEqual(old, now)) return state;
  if (now.kind === 'ideal' && state.cells.transfers.length > 0)
    throw refusal(
      'network.link',
      `cannot become ideal while ${state.cells.transfers.length} messages are on their way; choose another moment, or a rate so high that it does not count`,
    );
  return { ...state, links: { shadows: [] } };
}

function carryBatches(state: BatchSnapshot, { before, after }: Crossing): BatchSnapshot {
  return isDeepStrictEqual(before.collection, after.collection) ? state : { ...state, buffers: [] };
}

function refusal(path: string, message: string): ForkError {
  return new ForkError('E_FORK_CHANGE', `${path}: ${message}`, path);
}

function without<Whole extends object>(whole: Whole, key: keyof Whole): Partial<Whole> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as Partial<Whole>;
}
