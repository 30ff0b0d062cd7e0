/**
 * How an experiment says its faults: what happens (`kind`), to which tier (`node`), to whom of it, where and when.
 *
 * Source: seed paper, section II (crash and Byzantine faults, global and local fault model); `docs/faults.md` explains
 * every key. What needs the rest of the experiment to be judged is in `check.ts`.
 */
import { z } from 'zod';
import { area } from './region.ts';
import { durationSpec } from './durations.ts';

const ids = (what: string): z.ZodOptional<z.ZodArray<z.ZodString>> =>
  z.array(z.string().min(1)).min(1).optional().describe(what);

const windowSpec = z
  .strictObject({
    fromS: z.number().nonnegative().max(1e9).default(0).describe('Simulated seconds.'),
    toS: z.number().positive().max(1e9).optional().describe('Simulated seconds, not included; the end when absent.'),
  })
  .refine(({ fromS, toS }) => toS === undefined || toS > fromS, {
    path: ['toS'],
    message: 'expected a time after fromS',
  });

const coordinate = z.number().describe('m, network coordinates');

const regionSpec = z
  .union([
    z.strictObject({ x: coordinate, y: coordinate, radius: z.number().positive().describe('m') }),
    z.strictObject({
      polygon: z
        .array(z.tuple([coordinate, coordinate]))
        .min(3)
        .describe('Corners [x, y] in order, m in network coordinates.'),
    }),
  ])
  .refine((region) => !('polygon' in region) || area(region.polygon) > 0, {
    path: ['polygon'],
    message: 'expected corners that enclose an area',
  });

/** What every kind of fault has. */
const common = {
  node: z
    .enum(['worker', 'edge-server', 'cloud-link'])
    .default('worker')
    .describe('Who is faulty: workers, edge servers, or the links between edge servers and the cloud server.'),
  rate: z.number().min(0).max(1).optional().describe('Share of the nodes that are faulty.'),
  count: z.int().nonnegative().optional().describe('Most faulty nodes at once; see model.'),
  model: z
    .enum(['global', 'local'])
    .optional()
    .describe('What count bounds: all faulty workers (default), or those near each edge server.'),
  vehicles: ids('Only these vehicles, by id.'),
  types: ids("Only vehicles of these types (SUMO's vType)."),
  routes: ids("Only vehicles whose route uses one of these roads (ids of SUMO's edges)."),
  region: regionSpec
    .optional()
    .describe('Only where this is: for workers while they are in it, for edge servers if they stand in it.'),
  edgeServers: ids('Only these edge servers and their cloud links; for workers: only while near one of them.'),
  during: z
    .union([windowSpec, z.array(windowSpec).min(1)])
    .optional()
    .describe('Only in this window of time, or these, in ascending order; an outage with a recovery may outlast it.'),
};

type Common = z.infer<z.ZodObject<typeof common>>;

const byzantine = z.strictObject({
  // Optional within the default so that the union also takes objects without the key for this branch.
  kind: z.literal('byzantine').optional().default('byzantine').describe('Sends what an attack makes of it.'),
  attack: z
    .union([z.string(), z.looseObject({ name: z.string().describe('Its options stand beside.') })])
    .describe('An attack on gradients or on data: a name, or {name, ...options}.'),
  identities: z
    .enum(['persistent', 'per-buffer'])
    .default('persistent')
    .describe(
      'persistent: the same nodes lie as long as they live. per-buffer: any count (or rate, rounded down) of the inputs of every aggregation, chosen anew each time.',
    ),
  ...common,
});

const crash = z.strictObject({
  kind: z.literal('crash').describe('Stops; without a recovery until its window of time closes, or for good.'),
  timeToFailure: durationSpec
    .optional()
    .describe('Time until a node fails; when absent it fails as soon as the fault can strike it.'),
  recoverAfterS: z.number().positive().max(1e9).optional().describe('Seconds after which a crashed node is back.'),
  timeToRepair: durationSpec.optional().describe('Random time after which a crashed node is back.'),
  ...common,
});

const omission = z.strictObject({
  kind: z.literal('omission').describe('Does not send some of its messages.'),
  probability: z.number().gt(0).max(1).describe('That a message is not sent, each message by itself.'),
  ...common,
});

const delay = z.strictObject({
  kind: z.literal('delay').describe('Is slow: a straggler.'),
  factor: z.number().min(1).max(1e6).default(1).describe('Work or transfer takes this many times as long.'),
  extraMs: z.int().nonnegative().max(1_000_000_000).default(0).describe('And this much longer, simulated ms.'),
  ...common,
});

/** One entry of `faults`. */
export const faultSpec = z.discriminatedUnion(
  'kind',
  [
    byzantine.superRefine((fault, context) => {
      checkCommon(fault, context);
      if (fault.identities === 'per-buffer') checkPerBuffer(fault, context);
    }),
    crash.superRefine((fault, context) => {
      checkCommon(fault, context);
      if (fault.recoverAfterS !== undefined && fault.timeToRepair !== undefined)
        complain(context, ['timeToRepair'], 'expected either recoverAfterS or timeToRepair');
    }),
    omission.superRefine(checkCommon),
    delay.superRefine((fault, context) => {
      checkCommon(fault, context);
      if (fault.factor === 1 && fault.extraMs === 0)
        complain(context, [], 'expected a delay: factor above 1 or extraMs above 0');
    }),
  ],
  // Where no kind fits, the message lists all of them.
  { unionFallback: true },
);

/** A fault as an experiment says it, every default filled in. */
export type FaultSpec = z.infer<typeof faultSpec>;
export type FaultKind = FaultSpec['kind'];
export type NodeTier = FaultSpec['node'];
export type RegionSpec = z.infer<typeof regionSpec>;
export type WindowSpec = z.infer<typeof windowSpec>;

/** Keys that say which of the nodes; at least one is needed, so that nobody strikes everyone by an oversight. */
const SELECTORS = ['rate', 'count', 'vehicles', 'types', 'routes', 'region', 'edgeServers'] as const;
const OF_VEHICLES = ['vehicles', 'types', 'routes'] as const;

function checkCommon(fault: Common, context: z.RefinementCtx): void {
  if (fault.rate !== undefined && fault.count !== undefined) complain(context, [], 'expected either count or rate');
  if (SELECTORS.every((key) => fault[key] === undefined))
    complain(
      context,
      [],
      `says of nobody that they are faulty; give rate (1: all) or ${SELECTORS.slice(1).join(', ')}`,
    );
  if (fault.model !== undefined && fault.count === undefined)
    complain(context, ['model'], 'needs count, which it explains');
  if (fault.node !== 'worker') {
    if (fault.model === 'local') complain(context, ['model'], `expected global for node ${fault.node}`);
    for (const key of OF_VEHICLES)
      if (fault[key] !== undefined) complain(context, [key], `chooses among workers, but node is ${fault.node}`);
  }
  if (!Array.isArray(fault.during)) return;
  for (const [index, { fromS }] of fault.during.entries()) {
    const before = fault.during[index - 1];
    if (before === undefined || (before.toS ?? Infinity) <= fromS) continue;
    complain(context, ['during', index, 'fromS'], 'expected a time not before the end of the window before');
  }
}

/** Whoever sent the inputs of a buffer, any of them may be chosen. */
function checkPerBuffer(fault: Common, context: z.RefinementCtx): void {
  if (fault.rate === undefined && fault.count === undefined)
    complain(context, ['identities'], 'per-buffer needs count or rate');
  const keys = ['vehicles', 'types', 'routes', 'region', 'model', ...(fault.node === 'worker' ? [] : ['edgeServers'])];
  for (const key of keys)
    if (fault[key as keyof Common] !== undefined)
      complain(context, [key], 'needs persistent identities; per-buffer chooses among all inputs of an aggregation');
}

function complain(context: z.RefinementCtx, path: (string | number)[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}
