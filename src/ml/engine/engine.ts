export type {
  BackendName,
  BackendReport,
  Evaluation,
  GradientEngine,
  GradientEngineOptions,
  GradientResult,
} from './types.ts';
