/** What an experiment says of where its traffic comes from: a SUMO that is started, a recorded trace, or SUMO's FCD. */
import { z } from 'zod';

const file = z.string().min(1);

/** The keys of `traffic`, of which exactly one of `config`, `trace` and `fcd` is given. */
export const trafficSpec = z
  .strictObject({
    config: file
      .optional()
      .describe('SUMO configuration (.sumocfg): path beside the experiment file or in a data folder.'),
    trace: file
      .optional()
      .describe('Instead of `config`: a trace recorded with `--record`, in the same places; no SUMO is started.'),
    fcd: file
      .optional()
      .describe('Instead of `config`: what `sumo --fcd-output` wrote (.xml or .xml.gz), in the same places; no SUMO.'),
    network: file
      .optional()
      .describe('With `trace` or `fcd`: SUMO network (.net.xml) in which the junctions of edge servers are looked up.'),
    stepLengthMs: z
      .int()
      .min(1)
      .max(60_000)
      .optional()
      .describe("With `config`: length of a SUMO step in ms; the configuration's own when absent."),
    positions: z
      .enum(['held', 'interpolated'])
      .default('held')
      .describe(
        'Between steps vehicles stay where the step left them, or drive straight on, so that they enter and leave ranges at their moment (positions are then those of the step before).',
      ),
    seed: z
      .int()
      .nonnegative()
      .max(2_147_483_647)
      .optional()
      .describe("With `config`: SUMO's random seed; the experiment's seed when absent."),
    scale: z
      .number()
      .min(0)
      .max(1000)
      .default(1)
      .describe("With `config`: vehicles for each of the demand (SUMO's `--scale`); 2: twice as many, 0: no more."),
    policy: z
      .union([z.string(), z.looseObject({ name: z.string().describe('Its options stand beside.') })])
      .optional()
      .describe(
        'With `config`: who acts on traffic between steps, a name or {name, ...options}; nobody when absent. See docs/mobility.md.',
      ),
  })
  .superRefine((traffic, context) => {
    const sources = (['config', 'trace', 'fcd'] as const).filter((key) => traffic[key] !== undefined);
    const [first, second] = sources;
    if (first === undefined) context.addIssue({ code: 'custom', message: 'expected one of config, trace and fcd' });
    if (second !== undefined)
      context.addIssue({ code: 'custom', path: [second], message: `expected no ${second} beside ${String(first)}` });
    for (const key of ['stepLengthMs', 'seed'] as const)
      if (traffic[key] !== undefined && first !== 'config')
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `expected ${key} with config alone; a record has its own`,
        });
    if (traffic.scale !== 1 && first !== 'config')
      context.addIssue({
        code: 'custom',
        path: ['scale'],
        message: 'expected scale with config alone; the vehicles of a record are those that it has',
      });
    if (traffic.policy !== undefined && first !== 'config')
      context.addIssue({
        code: 'custom',
        path: ['policy'],
        message: 'expected policy with config alone; recorded traffic does not listen to anybody',
      });
    if (traffic.network !== undefined && first === 'config')
      context.addIssue({
        code: 'custom',
        path: ['network'],
        message: 'expected no network beside config, which names its own',
      });
  });

export type TrafficSpec = z.infer<typeof trafficSpec>;
