/**
 * What an experiment file may say about computing power: how long a worker takes for a gradient.
 *
 * Source of the laws: FedScale (3 x batch x time per example, log-normal spread), Lai et al., ICML 2022.
 */
import { z } from 'zod';
import { DEVICE_NAMES } from './devices.ts';

const spread = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('constant').describe('All alike.') }),
    z.strictObject({
      kind: z.literal('lognormal').describe('Times a factor exp(sigma z), z standard normal; its median is 1.'),
      sigma: z.number().positive().max(3).default(0.6).describe("Dimensionless; FedScale's clients: 0.6."),
      per: z
        .enum(['vehicle', 'work'])
        .default('vehicle')
        .describe('Drawn once for each vehicle, or anew for each piece of work.'),
    }),
  ])
  .default({ kind: 'constant' })
  .describe('How times differ between workers of one class.');

/** What all device classes have. */
const classFields = {
  name: z.string().min(1).max(64).describe('Unique among the classes; also in `energy.classes`.'),
  share: z
    .number()
    .nonnegative()
    .max(1e6)
    .default(1)
    .describe('Weight with which vehicles that no class claims by type are drawn into this one.'),
  vehicleTypes: z.array(z.string().min(1)).default([]).describe("SUMO's vehicle types that are always of this class."),
  spread,
};

const flopsClass = z
  .strictObject({
    ...classFields,
    device: z.enum(DEVICE_NAMES).optional().describe('A computer of the table in docs/workers.md.'),
    flopsPerSecond: z.number().min(1e6).max(1e18).optional().describe('FLOP/s at peak, in place of `device`.'),
    efficiency: z
      .number()
      .min(1e-4)
      .max(1)
      .optional()
      .describe('Share of FLOP/s that training reaches; 0.3 of a peak, 1 of a measured figure.'),
  })
  .refine((value) => (value.device === undefined) !== (value.flopsPerSecond === undefined), {
    message: 'expected either device or flopsPerSecond',
  });

const tableClass = z.strictObject({
  ...classFields,
  msPerExample: z
    .number()
    .positive()
    .max(1e9)
    .describe('Simulated ms for forward and backward pass of one example (three times a time of inference).'),
});

interface Class {
  readonly name: string;
  readonly share: number;
  readonly vehicleTypes: readonly string[];
}

function classesOf<Schema extends z.ZodType<Class>>(schema: Schema): z.ZodArray<Schema> {
  const uniqueNames = (classes: readonly Class[]): boolean =>
    new Set(classes.map(({ name }) => name)).size === classes.length;
  const uniqueTypes = (classes: readonly Class[]): boolean => {
    const types = classes.flatMap(({ vehicleTypes }) => vehicleTypes);
    return new Set(types).size === types.length;
  };
  return z
    .array(schema)
    .min(1)
    .max(100)
    .refine(uniqueNames, { message: 'expected a different name for each class' })
    .refine(uniqueTypes, { message: 'expected each vehicle type in one class only' })
    .refine((classes) => classes.some(({ share }) => share > 0), {
      message: 'expected at least one class with a share > 0, for vehicles of all other types',
    })
    .describe('Kinds of computers on vehicles.');
}

/** Schema of an experiment's `computing`. */
export const computingSpec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('time').describe('All workers take the same time for a gradient.'),
    ms: z.int().min(1).max(1e9).optional().describe('Simulated ms a gradient; `workers.computeTimeMs` when absent.'),
    spread,
  }),
  z.strictObject({
    kind: z.literal('flops').describe("The model's floating-point operations against those of device classes."),
    classes: classesOf(flopsClass),
  }),
  z.strictObject({
    kind: z.literal('table').describe('A time per example for each device class.'),
    classes: classesOf(tableClass),
  }),
  z.strictObject({
    kind: z.literal('measured').describe('The wall-clock time that the gradient took here. Not repeatable.'),
    scale: z.number().positive().max(1e6).default(1).describe('How many times slower a worker is than this machine.'),
  }),
]);

/** Computing power as the experiment has it. */
export type ComputingSpec = z.infer<typeof computingSpec>;
export type SpreadSpec = z.infer<typeof spread>;
/** What device classes of every kind have in common. */
export type DeviceClass = Extract<ComputingSpec, { readonly classes: unknown }>['classes'][number];
