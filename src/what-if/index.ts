/** Public face of what-if questions: runs left at a moment, changed, and compared. */
export {
  addEdgeServer,
  addFaults,
  attackInDistrict,
  changeValues,
  chooseWorkers,
  closeEdgeServer,
  halveRange,
  named,
  scaleRange,
  scaleTraffic,
  useRule,
} from './changes.ts';
export { averageRows, comparisonTable } from './compare.ts';
export { BASE, forkRun } from './fork.ts';
export { compare } from './run-variations.ts';
export { openStudy } from './study.ts';

export type { Change, ChangeContext, ChangeStep, DistrictAttack, FaultInput, NamedInput } from './changes.ts';
export type { AverageRow, ComparedFigures, ComparisonRow } from './compare.ts';
export type { ForkOptions, ForkOutcome, ForkVariant } from './fork.ts';
export type { CompareOptions } from './run-variations.ts';
export type { BranchPoint, Study, StudyBase, StudyOptions, StudyRun, Variation } from './study.ts';
export type { ChangedExperiment } from './variation.ts';
