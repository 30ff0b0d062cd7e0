/**
 * The experiment file: every key with its unit, range and default, in one schema.
 *
 * `load.ts` reads YAML into it; the resolved copy in a run's folder and the JSON Schema for editors come from it too.
 * The four parts are the paper's (section II): learning, edge system, faults; deployment is the command line's.
 */
import { z } from 'zod';
import {
  datasetSpec,
  driftSpec,
  learningRateSpec,
  localWorkSpec,
  modelOptions,
  partitionSpec,
} from '../../ml/index.ts';
import { collectionSpec } from '../batches/spec.ts';
import { energySpec } from '../computing/energy-spec.ts';
import { computingSpec } from '../computing/spec.ts';
import { faultSpec } from '../faults/index.ts';
import { backhaulSpec, interruptionSpec, networkSpec } from '../network/index.ts';
import { edgeRoundsOptions } from '../nodes/edge-rounds.ts';
import { selectionSpec } from '../selection/index.ts';
import { trafficSpec } from '../mobility/traffic-spec.ts';

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, ".", "_" and "-", at most 64 of them')
  .describe('Names the folder of results.');

const metres = z.number().positive();
const milliseconds = z.int().nonnegative();

/** A rule or an attack: its name alone, or its name with options (checked against the registry in `load.ts`). */
const named = z.union([z.string(), z.looseObject({ name: z.string().describe('Its options stand beside.') })]);

const position = z.union([
  z.strictObject({
    x: z.number().describe('m, network coordinates'),
    y: z.number().describe('m, network coordinates'),
  }),
  z.strictObject({ junction: z.string().min(1).describe('id of a junction of the network') }),
  z.strictObject({
    longitude: z.number().min(-180).max(180).describe('degrees, WGS 84'),
    latitude: z.number().min(-90).max(90).describe('degrees, WGS 84'),
  }),
]);

const edgeServer = z.strictObject({
  name: name.describe('Unique among the edge servers.'),
  position: position.describe('Where it stands: coordinates, a junction, or longitude and latitude.'),
  range: metres.max(100_000).describe('Metres within which vehicles reach it.'),
});

const workers = z.strictObject({
  count: z
    .int()
    .positive()
    .max(1_000_000)
    .default(100)
    .describe('Trainers in the pool: at most this many vehicles work at once.'),
  penetration: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of vehicles that are equipped, chosen by their id and the seed.'),
  computeTimeMs: z.int().min(1).default(200).describe('Simulated ms that one gradient takes a worker.'),
  whileParked: z.enum(['train', 'idle']).default('train').describe('Whether a parked vehicle goes on working.'),
});

const tooFew = z
  .union([z.enum(['skip', 'wait', 'relax']), z.strictObject({ fallback: named.describe('Rule to use instead.') })])
  .default('skip')
  .describe(
    'When there are too few vectors for the rule: reject them, wait for more, use the largest f that works, or another rule.',
  );

/** What both aggregating tiers have. */
const tier = {
  rule: named.default('mean').describe('Aggregation rule: a name, or {name, ...options}.'),
  preAggregations: z.array(named).default([]).describe('Applied to the vectors before the rule, in this order.'),
  tooFew,
};

const edgeServerAggregation = z.strictObject({
  ...tier,
  gradients: z.int().positive().default(10).describe('Gradients collected before an edge server aggregates.'),
  rootExamples: z
    .int()
    .positive()
    .optional()
    .describe(
      'Clean examples of its place that an edge server holds itself, at least a batch; the gradient on a batch of them is the first that its rule gets, for rules that trust one (`fltrust`, `monna`).',
    ),
  ...edgeRoundsOptions,
});

const cloudAggregation = z.strictObject({
  ...tier,
  aggregates: z.int().positive().default(10).describe('Aggregates collected before the cloud updates (buffered mode).'),
  step: z
    .enum(['mean', 'sum'])
    .default('mean')
    .describe('sum: as in the paper, the aggregate times the number of inputs.'),
});

const timeout = z.strictObject({
  afterMs: milliseconds.min(1).default(10_000).describe('Simulated ms after which a synchronous round stops waiting.'),
  partial: z
    .enum(['aggregate', 'discard'])
    .default('aggregate')
    .describe('What an edge server does with fewer gradients than it wanted.'),
});

const learning = z.strictObject({
  mode: z
    .enum(['synchronous', 'buffered', 'asynchronous'])
    .default('buffered')
    .describe(
      'When theta is updated. synchronous: in rounds of all edge servers. buffered: whenever enough has come together. asynchronous: with every gradient.',
    ),
  batchSize: z.int().positive().default(100).describe('Examples a gradient.'),
  learningRate: learningRateSpec.default(0.001),
  optimizer: named
    .default('distributed-sgd')
    .describe('What the cloud server makes of an aggregate: a name, or {name, ...options}.'),
  local: localWorkSpec.default({ kind: 'gradient' }).describe('What a worker computes before it sends.'),
  compression: named.default('none').describe('How a worker makes its message smaller: a name, or {name, ...options}.'),
  lossReduction: z.enum(['mean', 'sum']).default('sum').describe("Over the batch; the authors' program: sum."),
  stalenessExponent: z
    .number()
    .nonnegative()
    .default(0)
    .describe('a of the weight (1 + s)^-a of a gradient s rounds old; 0: no weight (buffered, asynchronous).'),
  timeout: timeout.prefault({}),
  edgeServer: edgeServerAggregation.prefault({}),
  cloud: cloudAggregation.prefault({}),
});

const network = z.strictObject({
  link: networkSpec.default({ kind: 'ideal' }).describe('Between vehicles and edge servers.'),
  interruption: interruptionSpec.prefault({}).describe('What becomes of a message whose link breaks.'),
  backhaul: backhaulSpec.default({ kind: 'ideal' }).describe('Between edge servers and the cloud server.'),
});

const stop = z.strictObject({
  epochs: z.int().positive().default(10).describe('Passes over the training set.'),
  rounds: z.int().positive().optional().describe('Cloud updates.'),
  simulatedSeconds: z.number().positive().optional().describe('Time on the road, s.'),
  accuracy: z.number().min(0).max(1).optional().describe('Test accuracy that is enough.'),
});

const evaluation = z.strictObject({
  everyEpochs: z.int().positive().default(1).describe('Epochs from one test to the next; the end is tested too.'),
  trainExamples: z
    .int()
    .positive()
    .default(10_000)
    .describe('First training examples over which train_loss is measured; all of them when there are fewer.'),
});

/** The whole file. */
export const experimentSchema = z.strictObject({
  name,
  description: z.string().default('').describe('What it is for, in a sentence; shown in its report.'),
  seed: z.int().nonnegative().max(Number.MAX_SAFE_INTEGER).default(1).describe('Seed of every random draw.'),
  traffic: trafficSpec,
  edgeServers: z.array(edgeServer).min(1).max(10_000).describe('Where workers get theta and leave gradients.'),
  workers: workers.prefault({}),
  data: datasetSpec.describe('What is learned. See docs/data.md.'),
  division: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none').describe('All workers draw from one training set.') }),
      ...partitionSpec.options,
    ])
    .default({ kind: 'none' })
    .describe('How the training set is divided among the edge servers; a worker draws where it is.'),
  drift: driftSpec.default({ kind: 'none' }).describe('How the data of a place changes with simulated time.'),
  model: modelOptions.prefault({}).describe('What learns it.'),
  learning: learning.prefault({}),
  network: network.prefault({}),
  computing: computingSpec
    .default({ kind: 'time', spread: { kind: 'constant' } })
    .describe('How long the work of a worker takes. See docs/workers.md.'),
  energy: energySpec.optional().describe('Counts the joules that workers spend; not counted when absent.'),
  selection: selectionSpec,
  collection: collectionSpec.default({ kind: 'none' }).describe('Where a worker has its examples from.'),
  faults: z.array(faultSpec).default([]).describe('Who fails, how, where and when.'),
  stop: stop.prefault({}),
  evaluation: evaluation.prefault({}),
});

/** A validated experiment; `load.ts` freezes it. */
export type Experiment = z.infer<typeof experimentSchema>;
export type EdgeServerSpec = Experiment['edgeServers'][number];
export type NamedSpec = z.infer<typeof named>;
/** Rule, pre-aggregations and policy of a tier. */
export type TierSpec = Pick<Experiment['learning']['cloud'], 'rule' | 'preAggregations' | 'tooFew'>;
