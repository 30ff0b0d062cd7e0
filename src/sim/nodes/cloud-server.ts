/**
 * The cloud server: collects aggregates and updates theta.
 *
 * Steps (1) and (6) of the round in the seed paper, section I: theta_{t+1} = theta_t - eta * sum_j g_j, or with the mean
 * in place of the sum as the authors' program does it.
 */
import type { Optimizer } from '../../ml/index.ts';
import type { ThetaStore, ThetaVersion } from '../theta.ts';
import type { AggregateMemory } from './aggregate-memory.ts';
import type { AdversaryView, Aggregator } from './aggregator.ts';
import type { Aggregate } from './messages.ts';
import type { Adaptation } from './rules.ts';

/** State of the cloud server. */
export interface CloudServer {
  readonly aggregator: Aggregator;
  readonly optimizer: Optimizer;
  readonly theta: ThetaStore;
  /** Of edge servers' aggregates. */
  readonly memory: Pick<AggregateMemory, 'release'>;
  /** sum: the aggregate times the number of inputs. */
  readonly step: 'mean' | 'sum';
  /** Aggregates collected and not yet used. */
  buffer: Aggregate[];
  /** As of the newest theta whose values have arrived. */
  optimizerState: unknown;
  /** The last aggregate, in a gradient's units, shape [d]; undefined before the first update. */
  previousUpdate: Promise<Float32Array> | undefined;
}

/** One cloud update. */
export interface CloudUpdate {
  readonly aggregates: readonly Aggregate[];
  /** Positions in `aggregates` that the adversary replaced. */
  readonly faulty: readonly number[];
  /** Whether the rule had to be changed for so few aggregates. */
  readonly adaptation: Adaptation;
  /** Theta after it; undefined when the rule cannot work with so few aggregates. */
  readonly version: ThetaVersion | undefined;
}

/** Aggregates the whole buffer, empties it, and takes one step; its numbers follow. */
export function updateTheta(cloud: CloudServer, timeMs: number): CloudUpdate {
  const aggregates = cloud.buffer;
  cloud.buffer = [];
  // Staleness is a gradient's and is weighed at the edge server; an aggregate has none of its own.
  const aggregation = cloud.aggregator.aggregate(
    aggregates.map(({ value, faults }) => ({ value, staleness: 0, faults })),
    timeMs,
    viewOf(cloud),
  );
  if (aggregation === undefined) return { aggregates, faulty: [], adaptation: 'as-declared', version: undefined };
  const { faulty, adaptation } = aggregation;
  const combined = aggregation.value;
  cloud.previousUpdate = combined;
  void giveBack(cloud, aggregates, combined);
  const version = cloud.theta.advance(combined, (mean, current, next) => {
    const step = cloud.step === 'sum' ? mean.map((coordinate) => coordinate * aggregates.length) : mean;
    cloud.optimizerState = cloud.optimizer.apply(current, step, cloud.optimizerState, next);
  });
  return { aggregates, faulty, adaptation, version };
}

/** Gives the memory of aggregates back once they are combined. */
async function giveBack(
  { memory }: CloudServer,
  aggregates: readonly Aggregate[],
  combined: Promise<Float32Array>,
): Promise<void> {
  const values = await Promise.all([combined, ...aggregates.map(({ value }) => value)]).catch(() => undefined);
  if (values === undefined) return; // whoever awaits theta sees the failure
  const [result, ...used] = values;
  for (const vector of used) if (vector.buffer !== result.buffer) memory.release(vector);
}

/** What an adversary sees of the updates so far. */
export function viewOf({ previousUpdate }: CloudServer): AdversaryView {
  return previousUpdate === undefined ? {} : { previousUpdate };
}
