/**
 * Public face of the data folder: load, divide, fetch, find.
 */
export { catalogue, findDataset, isDatasetComplete, summarise } from './catalogue.ts';
export type { CatalogueEntry, SplitSummary } from './catalogue.ts';
export { defineDataset } from './definition.ts';
export type { DatasetContent, DatasetContext, DatasetDefinition, ExamplesContent } from './definition.ts';
export { drawDigit } from './digits/draw.ts';
export { drawDigits } from './digits/generate.ts';
export type { DigitsOptions } from './digits/generate.ts';
export { drawFromMixture, driftSpec, mixtureAt } from './drift.ts';
export type { DriftSpec } from './drift.ts';
export { DataError } from './errors.ts';
export type { DataErrorCode } from './errors.ts';
export { fetchDataset } from './fetch/fetch.ts';
export type { FetchEvent, FetchOptions } from './fetch/fetch.ts';
export type { FetchableDataset } from './fetch/sources.ts';
export { loadCifar10 } from './formats/cifar.ts';
export { loadCsvDataset } from './formats/csv-dataset.ts';
export type { CsvOptions } from './formats/csv-dataset.ts';
export { loadIdxDataset } from './formats/idx-dataset.ts';
export type { IdxOptions } from './formats/idx-dataset.ts';
export { locateData } from './locate.ts';
export type { DataPlaces } from './locate.ts';
export { partitionDirichlet } from './partition/dirichlet.ts';
export { partitionDisjointByLabel } from './partition/disjoint-by-label.ts';
export { partitionGammaSimilarity } from './partition/gamma-similarity.ts';
export { partitionIid } from './partition/iid.ts';
export type { Partitioner } from './partition/partitioner.ts';
export { partitionQuantitySkew } from './partition/quantity-skew.ts';
export { partitionShards } from './partition/shards.ts';
export { skewReport } from './partition/skew.ts';
export type { PartSkew, SkewReport } from './partition/skew.ts';
export { partitionExamples, partitionSpec } from './partition/spec.ts';
export type { PartitionSpec } from './partition/spec.ts';
export { loadDataset } from './registry.ts';
export type { LoadContext } from './registry.ts';
export { datasetSpec } from './spec.ts';
export type { DatasetName, DatasetSpec } from './spec.ts';
