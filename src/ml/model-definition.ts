/**
 * What a model of a plugin is: a name, options, and a function from these and the data's shape to a `ModelSpec`.
 *
 * A model is data, not code: the threads compute any list of layers that `ModelSpec` can say.
 */
import type { z } from 'zod';
import { parseOptions } from './definitions.ts';
import type { DatasetShape } from './dataset.ts';
import { modelError, type ModelSpec } from './model.ts';
import { parameterLayout } from './parameters.ts';

/** A model that can be made from options. */
export interface ModelDefinition {
  readonly name: string;
  /** One sentence for tables and help texts. */
  readonly summary: string;
  /** Strict object with defaults and descriptions; without keys `kind` and `name`, which stand beside the options. */
  readonly options: z.ZodObject;
  /** @throws {ModelError} `E_MODEL` if the options do not fit, or the model does not fit the data. */
  create(options: unknown, shape: DatasetShape): ModelSpec;
}

/**
 * Ties a schema to a model: options are checked before the function sees them, the model before anybody else does.
 *
 * @example
 * const wide = defineModel({
 *   name: 'wide',
 *   summary: 'One hidden layer, as many times wider than the classes as asked.',
 *   options: z.strictObject({ factor: z.int().min(1).default(8).describe('dimensionless') }),
 *   create: ({ factor }, { classes }) => ({ kind: 'dense', hidden: [factor * classes] }),
 * });
 */
export function defineModel<Options extends z.ZodObject>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly options: Options;
  create(options: z.infer<Options>, shape: DatasetShape): ModelSpec;
}): ModelDefinition {
  const { name, summary, options } = definition;
  return {
    name,
    summary,
    options,
    create: (given, shape) => {
      const checked = parseOptions(definition, given, (message) => modelError(`model ${message}`, 'model'));
      const { classes, featureShape } = shape;
      const spec = definition.create(checked, { classes, featureShape });
      parameterLayout(spec, shape);
      return spec;
    },
  };
}
