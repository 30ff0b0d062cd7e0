/**
 * The public API of EdgeMLSim: two explicit lists, values and types. `test/exports.test.ts` freezes them.
 *
 * The TraCI client has an entrance of its own, `edgemlsim/traci`.
 */
export { EdgeMLSimError, isEdgeMLSimError, UsageError } from './errors.ts';
export { createRandom, permutation } from './random.ts';
export { cacheFolder, findSumo, SumoLocationError, thisMachine } from './find-sumo.js';
export {
  aggregationRules,
  attacks,
  catalogue,
  compressions,
  createAttack,
  createRule,
  defineAttack,
  defineCompression,
  defineOptimizer,
  definePreAggregation,
  defineRule,
  fetchDataset,
  findDataset,
  loadDataset,
  optimizers,
  partitionExamples,
  preAggregations,
  probeBackends,
  skewReport,
  statelessRule,
  summarise,
} from './ml/index.ts';
export {
  BUILT_IN,
  checkResultsFolder,
  connect,
  ExperimentError,
  experimentSchema,
  extendRegistries,
  loadExperiment,
  loadPlugins,
  NO_LINK,
  parseExperiment,
  prepareExperiment,
  RESULTS_SCHEMA_VERSION,
  runExperiment,
  VERSION,
} from './sim/index.ts';
export { expand, isFinished, openSweep, SweepError, SWEEP_SCHEMA_VERSION } from './sweep/index.ts';

export type { ErrorFields, ErrorKind } from './errors.ts';
export type { Random, RandomStream, StreamKey } from './random.ts';
export type {
  AggregationRule,
  Attack,
  AttackDefinition,
  AttackInput,
  AttackSpec,
  BackendName,
  BackendProbe,
  BackendReport,
  CatalogueEntry,
  DataPlaces,
  Dataset,
  DatasetName,
  DatasetSpec,
  Examples,
  FetchableDataset,
  FetchEvent,
  ParameterLayout,
  RuleCondition,
  RuleContext,
  RuleDefinition,
} from './ml/index.ts';
export type {
  EdgeServerSpec,
  Experiment,
  ExperimentErrorCode,
  Fate,
  FaultSpec,
  FinalFigures,
  Manifest,
  MetricsRow,
  Plugin,
  PreparedExperiment,
  PrepareOptions,
  Progress,
  Registries,
  RoundAccount,
  RoundRow,
  RunListeners,
  RunOptions,
  RunOutcome,
  SimulationEvent,
  Site,
  StopReason,
  Summary,
  SumoChoice,
  Traffic,
} from './sim/index.ts';
export type {
  ExpandedRun,
  Expansion,
  FinishedRun,
  PlannedRun,
  PoolListeners,
  RunFailure,
  RunOutcomeInPool,
  Sweep,
  SweepErrorCode,
  SweepOptions,
  SweepOutcome,
  SweepPlan,
  Tally,
} from './sweep/index.ts';
