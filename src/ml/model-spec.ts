/** What an experiment file may say about the model, and how it becomes a `ModelSpec`. */
import { resolve } from 'node:path';
import { z } from 'zod';
import type { DatasetShape } from './dataset.ts';
import type { ModelDefinition } from './model-definition.ts';
import { readLayersModel } from './model-file.ts';
import { modelError, type ModelSpec } from './model.ts';

const count = z.int().min(1).max(100_000);
const pixels = z.int().min(1).max(1000);
const activation = z
  .enum(['linear', 'relu', 'tanh', 'sigmoid', 'elu'])
  .exactOptional()
  .describe('What follows the sums of the layer; default relu.');

const layer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('convolution').describe('Square filters over the picture.'),
    filters: count.describe('Output channels.'),
    size: pixels.describe('Side of the square filter in pixels.'),
    stride: pixels.exactOptional().describe('Pixels from one position to the next; default 1.'),
    padding: z.enum(['valid', 'same']).exactOptional().describe('same: zeros beyond the border; default valid.'),
    activation,
  }),
  z.strictObject({
    type: z.literal('pooling').describe('One value for each window, of each channel.'),
    pool: z.enum(['max', 'average']).exactOptional().describe('Default max.'),
    size: pixels.exactOptional().describe('Side of the square window in pixels; default 2.'),
    stride: pixels.exactOptional().describe('Pixels from one window to the next; default the size.'),
  }),
  z.strictObject({
    type: z.literal('dense').describe('Every input to every unit.'),
    units: count.describe('Outputs.'),
    activation,
  }),
]);

/** The model of an experiment; a dense one where `kind` is absent. */
export const modelOptions = z.union([
  z
    .strictObject({
      kind: z.literal('dense').default('dense'),
      hidden: z
        .array(count)
        .max(20)
        .default([128, 64])
        .describe('Units of each hidden layer, ReLU; none: softmax regression.'),
    })
    .describe('Fully connected layers.'),
  z
    .strictObject({
      kind: z.literal('cnn'),
      layers: z.array(layer).max(50).describe('First to last, without the one to the classes.'),
    })
    .describe('Convolutions and poolings, then fully connected layers.'),
  z
    .strictObject({
      kind: z.literal('layers-model'),
      path: z.string().min(1).describe('model.json of a TensorFlow.js LayersModel, beside the experiment file.'),
    })
    .describe('A model from a file, with its weights as the starting point where it has some.'),
  z
    .looseObject({
      kind: z.literal('custom'),
      name: z.string().min(1).describe('Its name; its options stand beside.'),
    })
    .describe('A model of a plugin; its options stand beside its name.'),
]);

/** The model as the experiment file has it. */
export type ModelOptions = z.infer<typeof modelOptions>;

/** What models are made from beside their options. */
export interface ModelSurroundings {
  /** Models of plugins by name, for `kind: custom`. */
  readonly models: ReadonlyMap<string, ModelDefinition>;
  /** The data that it is to be trained on. */
  readonly shape: DatasetShape;
}

/**
 * The model to build; reads the file of a layers-model, makes the model of a plugin.
 *
 * @param folder - what relative paths start from.
 * @param surroundings - needed for models of plugins alone.
 * @throws {ModelError} `E_MODEL` if the file is missing or cannot be trained, or no plugin has a model of that name.
 */
export async function resolveModel(
  options: ModelOptions,
  folder: string,
  surroundings?: ModelSurroundings,
): Promise<ModelSpec> {
  if (options.kind === 'layers-model') return readLayersModel(resolve(folder, options.path));
  if (options.kind !== 'custom') return options;
  const { name } = options;
  const definition = surroundings?.models.get(name);
  if (surroundings !== undefined && definition !== undefined) {
    const beside = Object.fromEntries(Object.entries(options).filter(([key]) => key !== 'kind' && key !== 'name'));
    return definition.create(beside, surroundings.shape);
  }
  const known = [...(surroundings?.models.keys() ?? [])].join(', ') || 'none';
  throw modelError(
    `model.name: unknown model "${name}", expected one of ${known}; name its module with --plugin`,
    'model.name',
  );
}
