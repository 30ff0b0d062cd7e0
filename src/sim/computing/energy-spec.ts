/**
 * What an experiment file may say about energy: watts of computers, joules of radios, batteries.
 *
 * Source of the laws: LEAF (static power plus power by use; (e_bit + e_amp d^2) for each bit over a wireless link), Wiesner
 * & Thamsen, ICFEC 2021; the radio's law is Heinzelman et al., HICSS 2000.
 */
import { z } from 'zod';

const watts = z.number().nonnegative().max(1e6);

const consumption = {
  idleWatts: watts.describe('W that a worker draws all the time it is on the road.'),
  busyWatts: watts.describe('W in place of `idleWatts` while it computes; at least as many.'),
  batteryJoules: z
    .number()
    .positive()
    .max(1e12)
    .optional()
    .describe('J that a worker has when it is first seen; one that has spent them stops working. None: endless.'),
};

const busyIsMore = (value: { readonly idleWatts: number; readonly busyWatts: number }): boolean =>
  value.busyWatts >= value.idleWatts;
const MORE = { message: 'expected busyWatts to be at least idleWatts', path: ['busyWatts'] };

/** Schema of an experiment's `energy`. */
export const energySpec = z
  .strictObject({
    ...consumption,
    sendNanojoulesPerBit: z
      .number()
      .nonnegative()
      .max(1e9)
      .default(300)
      .describe('e_bit of what a worker sends, nJ; LEAF, vehicle to roadside unit: 300.'),
    sendNanojoulesPerBitSquareMetre: z
      .number()
      .nonnegative()
      .max(1e9)
      .default(0)
      .describe('e_amp, nJ per bit and m^2 of distance; Heinzelman et al.: 0.1.'),
    receiveNanojoulesPerBit: z
      .number()
      .nonnegative()
      .max(1e9)
      .default(300)
      .describe('nJ for each bit that a worker receives.'),
    classes: z
      .array(
        z
          .strictObject({ name: z.string().min(1).max(64).describe('That of a device class.'), ...consumption })
          .refine(busyIsMore, MORE),
      )
      .max(100)
      .default([])
      .describe('In place of the above for device classes, by the names of `computing.classes`.'),
  })
  .refine(busyIsMore, MORE)
  .refine(({ classes }) => new Set(classes.map(({ name }) => name)).size === classes.length, {
    message: 'expected a different name for each class',
    path: ['classes'],
  });

/** Energy as the experiment has it. */
export type EnergySpec = z.infer<typeof energySpec>;
