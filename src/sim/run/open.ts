/** Opens what a run needs, all at once, and closes it however the run goes. */
import { createGradientEngine, type TrainingEngine } from '../../ml/index.ts';
import { mobilityNeeds, needsRoads } from '../assemble.ts';
import { closeAfter, closeOnFailure, type Close } from '../closing.ts';
import type { Site } from '../connectivity.ts';
import { hashVehicles } from '../mobility/frame-hash.ts';
import { MARGIN_M, wider } from '../mobility/live.ts';
import { nearestRoads } from '../mobility/nearest-roads.ts';
import { readRoadShapes, type RoadShapes } from '../mobility/road-shapes.ts';
import { trafficPolicyOf, type TrafficPolicy } from '../policies/index.ts';
import type { ExperimentData, ExperimentPlan, PlannedExperiment, PreparedExperiment } from '../prepare.ts';
import type { RunOptions } from '../run.ts';
import { openTraffic, type Traffic, type TrafficOptions } from '../traffic.ts';
import { introducing, isSameTraffic, stepThere } from './branch-traffic.ts';
import type { BranchedRun } from './branch.ts';
import type { ResumedRun } from './resume.ts';

/** What is open during a run. */
export interface Opened extends ExperimentData {
  readonly traffic: Traffic;
  /** Roads near edge servers, where somebody wants to know them and there is a network. */
  readonly roads: RoadShapes | undefined;
  /** Of each edge server, where a traffic policy needs them. */
  readonly nearestRoads: readonly (string | null)[] | undefined;
  readonly engine: TrainingEngine;
}

/**
 * Starts traffic, and the engine as soon as the data are there, side by side; when one fails the other is closed before the
 * first failure is passed on.
 */
export async function openAll(
  prepared: PreparedExperiment | PlannedExperiment,
  options: RunOptions,
  resumed: ResumedRun | BranchedRun | undefined,
): Promise<Opened> {
  const abandoned = new AbortController();
  const failures: unknown[] = [];
  const orAbandon = async <Part>(opening: Promise<Part>): Promise<Part> => {
    try {
      return await opening;
    } catch (error) {
      failures.push(error);
      abandoned.abort();
      throw error;
    }
  };
  const [traffic, learning] = await Promise.allSettled([
    orAbandon(bringTrafficAndRoads(prepared, options, resumed, abandoned.signal)),
    orAbandon(openEngine(prepared, options)),
  ]);
  if (traffic.status === 'fulfilled' && learning.status === 'fulfilled') return { ...traffic.value, ...learning.value };
  return closeAfter(
    () => Promise.reject(failures[0] as Error),
    [
      () => traffic.status === 'fulfilled' && traffic.value.traffic.mobility.close(),
      () => learning.status === 'fulfilled' && learning.value.engine.close(),
    ],
    (message) => options.listeners?.onNotice?.(message),
  );
}

/** What closes all of it, in this order. */
export function closingOf({ traffic, engine }: Opened): readonly Close[] {
  return [() => engine.close(), () => traffic.mobility.close()];
}

async function bringTrafficAndRoads(
  prepared: ExperimentPlan,
  options: RunOptions,
  resumed: ResumedRun | BranchedRun | undefined,
  abandoned: AbortSignal,
): Promise<Pick<Opened, 'traffic' | 'roads' | 'nearestRoads'>> {
  const traffic = await bringTraffic(prepared, { ...options, abandoned }, resumed);
  const { networkFile } = prepared.traffic;
  const policy = policyOf(prepared);
  const read = async <Roads>(
    wanted: boolean | undefined,
    reader: (file: string, sites: readonly Site[]) => Promise<Roads>,
  ): Promise<Roads | undefined> =>
    wanted === true && networkFile !== undefined ? reader(networkFile, traffic.sites) : undefined;
  const withRoads = async (): Promise<Pick<Opened, 'traffic' | 'roads' | 'nearestRoads'>> => ({
    traffic,
    roads: await read(needsRoads(prepared.experiment), readRoadShapes),
    nearestRoads: await read(policy?.needs.roads, nearestRoads),
  });
  return closeOnFailure(withRoads, [() => traffic.mobility.close()], (message) =>
    options.listeners?.onNotice?.(message),
  );
}

function policyOf({ experiment, registries }: ExperimentPlan): TrafficPolicy | undefined {
  return trafficPolicyOf(experiment.traffic.policy, registries.trafficPolicies);
}

/**
 * Traffic from the start, or brought back to where the run was: stepped there again, which is exact, or from SUMO's own
 * saved state where that was asked for and gives the same positions.
 */
async function bringTraffic(
  prepared: ExperimentPlan,
  {
    sumo,
    gui,
    signal,
    restore,
    checkpoints,
    until,
    record,
    listeners,
    abandoned,
  }: RunOptions & Pick<TrafficOptions, 'abandoned'>,
  resumed: ResumedRun | BranchedRun | undefined,
): Promise<Traffic> {
  const policy = policyOf(prepared);
  const options: TrafficOptions = {
    sumo,
    gui,
    signal,
    abandoned,
    needs: mobilityNeeds(prepared.experiment, prepared.registries),
    coverage: wider(drivingCoverage(prepared), policy?.needs.coverage ?? MARGIN_M),
    listens: policy !== undefined,
    acted: resumed?.state.control?.acted ?? [],
    exactStates: checkpoints !== undefined || until !== undefined,
    ...(record && { record }),
    onNotice: (message) => listeners?.onNotice?.(message),
  };
  if (resumed === undefined) return openTraffic(prepared, options);
  if ('branch' in resumed) return bringBranch(prepared, options, resumed);
  const { step, timeMs, vehiclesHash, trafficState, trafficStart, state } = resumed;
  // SUMO's states do not hold what was done to vehicles.
  if (restore === 'state' && policy !== undefined)
    listeners?.onNotice?.('traffic that a policy has acted on comes back by stepping it there anew');
  else if (restore === 'state' && trafficState !== undefined) {
    const introduced = state.simulation.facts.map(({ id }) => id);
    const traffic = await openTraffic(prepared, {
      ...options,
      resume: { stateFile: trafficState, timeMs, step, introduced },
    });
    if (traffic.restored !== undefined && hashVehicles(traffic.restored) === vehiclesHash) return traffic;
    await traffic.mobility.close();
    listeners?.onNotice?.(
      'the state of traffic in the checkpoint does not give the same positions; stepping there anew',
    );
  }
  const begin = trafficStart && { resume: { ...trafficStart, introduced: [] } };
  const traffic = await openTraffic(prepared, { ...options, ...begin, fastForward: step });
  if (traffic.restored !== undefined && hashVehicles(traffic.restored) === vehiclesHash) return traffic;
  await traffic.mobility.close();
  throw resumed.differentTraffic();
}

/** Faster than any vehicle on a road, m/s. */
const FASTEST_M_PER_S = 70;
/** SUMO's own step length, where the experiment does not say. */
const USUAL_STEP_MS = 1000;

/** Where vehicles drive between steps, those are wanted, too, that come into range and leave it within one. */
function drivingCoverage({ experiment }: ExperimentPlan): number {
  const { positions, stepLengthMs = USUAL_STEP_MS } = experiment.traffic;
  return positions === 'held' ? MARGIN_M : Math.max(MARGIN_M, (FASTEST_M_PER_S * stepLengthMs) / 1000);
}

/**
 * Traffic of a branch, stepped to the moment anew. Where its scale was changed on the way, SUMO goes on from the state of
 * that moment, for it cannot come there by itself.
 */
async function bringBranch(prepared: ExperimentPlan, options: TrafficOptions, resumed: BranchedRun): Promise<Traffic> {
  const { step, trafficStart, vehicles } = resumed;
  const { before } = resumed.branch;
  const stepsToGo = step - (trafficStart?.step ?? 0);
  // Nobody is taken for introduced: whoever needs to know of vehicles is told of those that are there.
  const traffic = await openTraffic(prepared, {
    ...options,
    ...(trafficStart && { resume: { ...trafficStart, introduced: [] } }),
  });
  const asBefore = async (): Promise<Traffic> => {
    const there =
      stepsToGo === 0
        ? { vehicles: traffic.restored!, introduced: [] }
        : await stepThere(traffic.mobility, stepsToGo, options);
    const ranges = before.edgeServers.map(({ range }) => range);
    if (!isSameTraffic(vehicles, there.vehicles, { sites: traffic.sites, ranges })) throw resumed.differentTraffic();
    return { ...traffic, mobility: introducing(traffic.mobility, there.introduced) };
  };
  return closeOnFailure(asBefore, [() => traffic.mobility.close()], options.onNotice);
}

async function openEngine(
  prepared: PreparedExperiment | PlannedExperiment,
  options: RunOptions,
): Promise<ExperimentData & { readonly engine: TrainingEngine }> {
  const { dataset, model } = 'data' in prepared ? await prepared.data : prepared;
  const engine = await createGradientEngine({
    model,
    dataset,
    lossReduction: prepared.experiment.learning.lossReduction,
    threads: options.threads,
    ...(options.backend && { backend: options.backend }),
  });
  return { dataset, model, engine };
}
