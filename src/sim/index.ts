/** Public face of the simulator: experiments in, runs out. */
export { connect, NO_LINK } from './connectivity.ts';
export { ExperimentError } from './experiment/errors.ts';
export { loadExperiment, parseExperiment, readExperimentContent } from './experiment/load.ts';
export { formatPath } from './experiment/messages.ts';
export { applyOverride } from './experiment/overrides.ts';
export { experimentSchema } from './experiment/schema.ts';
export { findSweep, isSweep } from './experiment/sweep-notation.ts';
export { BUILT_IN, extendRegistries, loadPlugins } from './plugins.ts';
export { defineTrafficPolicy, trafficPolicies } from './policies/index.ts';
export { checkRules, planExperiment, prepareExperiment } from './prepare.ts';
export { checkResultsFolder } from './results/folder.ts';
export { advised, orResultsError } from './results/errors.ts';
export { PLACE_CELL_METRES } from './results/places.ts';
export { RESULTS_SCHEMA_VERSION } from './results/records.ts';
export { runExperiment } from './run.ts';
export { checkCrossing } from './run/carry-over.ts';
export { ForkError } from './run/errors.ts';
export { describeMoment, parseMoment } from './run/moment.ts';
export { changedExperiment, openRunSource } from './run/source.ts';
export { growTrunk } from './run/trunk.ts';
export { divisionSkew, skewRows } from './skew.ts';
export { readText } from './sumo-files/text.ts';
export { VERSION } from './version.ts';

export type { Site } from './connectivity.ts';
export type { SimulationEvent } from './events.ts';
export type { ExperimentErrorCode } from './experiment/errors.ts';
export type { EdgeServerSpec, Experiment } from './experiment/schema.ts';
export type { FaultSpec } from './faults/index.ts';
export type { Fate, RoundAccount, Traffic } from './ledger.ts';
export type { MetricsRow, RoundRow } from './metrics.ts';
export type { TrafficAction, TrafficView, ViewedEdgeServer, ViewedVehicle } from './mobility/actions.ts';
export type { Plugin, Registries } from './plugins.ts';
export type { TrafficPolicy, TrafficPolicyDefinition } from './policies/index.ts';
export type {
  ExperimentData,
  ExperimentPlan,
  PlannedExperiment,
  PreparedExperiment,
  PrepareOptions,
} from './prepare.ts';
export type { FinalFigures, Manifest, Summary } from './results/records.ts';
export type { RoadMap } from './results/road-map.ts';
export type { RunListeners, RunOptions, RunOutcome } from './run.ts';
export type { BranchStart } from './run/branch.ts';
export type { ForkErrorCode } from './run/errors.ts';
export type { Moment } from './run/moment.ts';
export type { RunSource } from './run/source.ts';
export type { Trunk, TrunkOptions } from './run/trunk.ts';
export type { Progress, StopReason } from './simulator.ts';
export type { SumoChoice } from './traffic.ts';
