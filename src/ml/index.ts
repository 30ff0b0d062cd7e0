/**
 * Public face of the learning side: data, models, gradients, rules, attacks. Knows nothing of traffic or time.
 */
export {
  aggregationRules,
  AggregationError,
  chain,
  createPreAggregation,
  createRule,
  definePreAggregation,
  defineRule,
  preAggregations,
  statelessRule,
} from './aggregation/index.ts';
export {
  attacks,
  AttackError,
  createAttack,
  createDataAttack,
  dataAttacks,
  defineAttack,
  defineDataAttack,
  withTrigger,
} from './attacks/index.ts';
export {
  catalogue,
  DataError,
  defineDataset,
  datasetSpec,
  drawFromMixture,
  driftSpec,
  fetchDataset,
  findDataset,
  isDatasetComplete,
  loadDataset,
  locateData,
  mixtureAt,
  partitionExamples,
  partitionSpec,
  skewReport,
  summarise,
} from './data/index.ts';
export { byName, findByName, parseOptions } from './definitions.ts';
export { createKernels } from './kernels/index.ts';
export { createGradientEngine, probeBackends } from './engine/engine.ts';
export { EngineError } from './engine/errors.ts';
export { scores } from './evaluate.ts';
export { forwardFlops } from './flops.ts';
export { LENET, ModelError } from './model.ts';
export { exportLayersModel } from './model-export.ts';
export { defineModel } from './model-definition.ts';
export { readLayersModel } from './model-file.ts';
export { modelOptions, resolveModel } from './model-spec.ts';
export { compressions, createCompression, defineCompression } from './compression/index.ts';
export { addEdgeAggregate, batchesOfWork, edgeParameters, localWorkSpec, startEdgeRounds } from './local/index.ts';
export { createOptimizer, defineOptimizer, learningRateSpec, optimizers } from './optimizers/index.ts';
export { initialParameters, parameterLayout } from './parameters.ts';

export type {
  AggregationErrorCode,
  AggregationErrorDetails,
  AggregationRule,
  PreAggregation,
  PreAggregationDefinition,
  RuleCondition,
  RuleContext,
  RuleDefinition,
  RuleResult,
} from './aggregation/index.ts';
export type {
  Attack,
  AttackDefinition,
  AttackErrorCode,
  AttackInput,
  AttackKnowledge,
  AttackSpec,
  DataAttack,
  DataAttackDefinition,
  DataAttackInput,
  LabelledBatch,
  Trigger,
} from './attacks/index.ts';
export type {
  CatalogueEntry,
  DataErrorCode,
  DataPlaces,
  DatasetContent,
  DatasetContext,
  DatasetDefinition,
  DatasetName,
  DatasetSpec,
  DriftSpec,
  ExamplesContent,
  FetchableDataset,
  FetchEvent,
  FetchOptions,
  PartitionSpec,
  PartSkew,
  SkewReport,
  SplitSummary,
} from './data/index.ts';
export type { Dataset, DatasetShape, Examples, Split } from './dataset.ts';
export type {
  BackendName,
  BackendProbe,
  BackendReport,
  Evaluation,
  GradientEngine,
  GradientEngineOptions,
  GradientResult,
  TrainingEngine,
  WorkRequest,
  WorkResult,
} from './engine/engine.ts';
export type { ClassScores, Scores } from './evaluate.ts';
export type { DenseModelSpec, ModelSpec } from './model.ts';
export type { ModelDefinition } from './model-definition.ts';
export type { Compression, CompressionDefinition } from './compression/index.ts';
export type { EdgeRounds, LocalWork } from './local/index.ts';
export type { LearningRate, Optimizer, OptimizerDefinition } from './optimizers/index.ts';
export type { ParameterLayout, ParameterTensor } from './parameters.ts';
