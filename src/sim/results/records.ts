/** `manifest.json` and `summary.json`: what a run was made of and what came of it. Pure. */
import type { BackendReport } from '../../ml/index.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { EnergyTotals } from '../computing/energy.ts';
import type { FaultSummary } from '../faults/index.ts';
import type { Fate, Ledger, TooFew, Traffic } from '../ledger.ts';
import type { MetricsRow } from '../metrics.ts';
import type { ExperimentOrigin } from '../prepare.ts';
import type { SimulatorResult, StopReason } from '../simulator.ts';
import type { Timings } from '../timings.ts';

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
  readonly origin: ExperimentOrigin;
  /** For a run that was started from a moment of another one. */
  readonly branchedFrom?: BranchOrigin;
}

/** The moment at which a run left the one that it was started from; that one's experiment is in `branched-from.yaml`. */
export interface BranchOrigin {
  /** Steps of traffic done. */
  readonly step: number;
  /** Cloud updates done. */
  readonly round: number;
  /** Simulated ms up to which the two are the same. */
  readonly simulatedMs: number;
  /** Digest of the events up to then. */
  readonly digest: string;
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
  /** How often workers left the map with work in hand, teleported, or parked. */
  readonly mobility: Ledger['mobility'];
  /** Nodes that were faulty, and what happened to them. */
  readonly faults: FaultSummary;
  /** Joules of all workers; absent where they are not counted. */
  readonly energy?: EnergyTotals;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  /** Wall-clock seconds by part, since the run was started or resumed. */
  readonly timings: Timings;
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
  /** Absent without a backdoor among the faults. */
  readonly attackSuccess?: number | null;
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
    mobility: { ...result.ledger.mobility },
    faults: result.faults,
    ...(result.energy && { energy: result.energy }),
    simulatedSeconds: result.simulatedMs / 1000,
    wallSeconds: run.wallSeconds,
    timings: result.timings,
    final: result.final === undefined ? null : finalFigures(result.final),
    sumo: { version: run.sumo, steps: result.steps },
    backend: { name: run.backend.name, threads: run.backend.threads },
  };
}

function finalFigures(row: MetricsRow): FinalFigures {
  const { attackSuccess } = row;
  return {
    accuracy: row.testAccuracy,
    loss: finite(row.testLoss),
    precision: row.precision,
    recall: row.recall,
    f1: row.f1,
    ...(attackSuccess !== undefined && { attackSuccess: finite(attackSuccess) }),
  };
}

function finite(figure: number): number | null {
  return Number.isFinite(figure) ? figure : null;
}
