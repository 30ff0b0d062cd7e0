/** `manifest.json` and `summary.json`: what a run was made of and what came of it. Pure. */
import type { BackendReport } from '../../ml/index.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Fate, TooFew, Traffic } from '../ledger.ts';
import type { MetricsRow } from '../metrics.ts';
import type { SimulatorResult, StopReason } from '../simulator.ts';

/** Version of the files of a run's folder; a change that a reader would notice raises it. */
export const RESULTS_SCHEMA_VERSION = 1;

/** What a run was made of. */
export interface Manifest {
  readonly schemaVersion: number;
  readonly name: string;
  readonly seed: number;
  readonly edgemlsim: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly sumo: string;
  readonly backend: BackendReport;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** What came of a run. */
export interface Summary {
  readonly schemaVersion: number;
  readonly name: string;
  readonly seed: number;
  /** SHA-256 over the events of the run, theta after each round included. */
  readonly digest: string;
  readonly stoppedBy: StopReason;
  readonly rounds: number;
  readonly epochs: number;
  /** Gradients whose computing began. */
  readonly gradients: number;
  readonly fates: Readonly<Record<Fate | 'unfinished', number>>;
  readonly bytes: Traffic;
  /** Aggregations whose rule got too few vectors, by what was done. */
  readonly tooFew: Readonly<Record<TooFew, number>>;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  /** Undefined when no gradient was computed at all. */
  readonly final: FinalFigures | null;
  readonly sumo: { readonly version: string; readonly steps: number };
  readonly backend: { readonly name: string; readonly threads: number };
}

/** The last evaluation. `null` stands for a figure that is not a finite number, e.g. the loss of a diverged model. */
export interface FinalFigures {
  readonly accuracy: number;
  readonly loss: number | null;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Puts a summary together. */
export function summarise(
  experiment: Experiment,
  result: SimulatorResult,
  run: { readonly wallSeconds: number; readonly sumo: string; readonly backend: BackendReport },
): Summary {
  return {
    schemaVersion: RESULTS_SCHEMA_VERSION,
    name: experiment.name,
    seed: experiment.seed,
    digest: result.digest,
    stoppedBy: result.stoppedBy,
    rounds: result.rounds,
    epochs: result.epochs,
    gradients: result.ledger.made,
    fates: { ...result.ledger.totals, unfinished: result.unfinished },
    bytes: { ...result.ledger.totalBytes },
    tooFew: { ...result.ledger.tooFew },
    simulatedSeconds: result.simulatedMs / 1000,
    wallSeconds: run.wallSeconds,
    final: result.final === undefined ? null : finalFigures(result.final),
    sumo: { version: run.sumo, steps: result.steps },
    backend: { name: run.backend.name, threads: run.backend.threads },
  };
}

function finalFigures(row: MetricsRow): FinalFigures {
  return {
    accuracy: row.testAccuracy,
    loss: Number.isFinite(row.testLoss) ? row.testLoss : null,
    precision: row.precision,
    recall: row.recall,
    f1: row.f1,
  };
}
