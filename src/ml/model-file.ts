/**
 * Reads a model from a TensorFlow.js LayersModel: `model.json` and the weight files that it names.
 *
 * Only what can be trained to the last bit alike everywhere is taken: a Sequential of Dense, Conv2D, MaxPooling2D,
 * AveragePooling2D, Flatten, Reshape and Activation. Everything else is refused by name.
 */
import { z } from 'zod';
import { readBytes, readWeights, refusal, volume, weightsManifest, type TensorPlan } from './model-file-weights.ts';
import { positions, type NetworkLayer } from './model-layers.ts';
import type { Activation, LayersModelSpec } from './model.ts';

const size = z.int().min(1);
const pair = z.union([size.transform((side): [number, number] => [side, side]), z.tuple([size, size])]);
const padding = z.enum(['valid', 'same']).default('valid');
const channelsLast = z.literal('channels_last').default('channels_last');
const activation = z
  .union([z.enum(['linear', 'relu', 'tanh', 'sigmoid', 'elu', 'softmax']), z.null().transform(() => 'linear' as const)])
  .default('linear');
const useBias = z.boolean().default(true);
const unit = z.union([z.literal(1), z.tuple([z.literal(1), z.literal(1)])]).default(1);

/** What is read of each class of layer; Keras writes much more, most of which only matters to its own training. */
const LAYERS = {
  InputLayer: z.object({}),
  Dense: z.object({ units: size, activation, use_bias: useBias }),
  Conv2D: z.object({
    filters: size,
    kernel_size: pair,
    strides: pair.default([1, 1]),
    padding,
    activation,
    use_bias: useBias,
    data_format: channelsLast,
    dilation_rate: unit,
  }),
  MaxPooling2D: z.object({
    pool_size: pair.default([2, 2]),
    strides: pair.nullish(),
    padding,
    data_format: channelsLast,
  }),
  AveragePooling2D: z.object({
    pool_size: pair.default([2, 2]),
    strides: pair.nullish(),
    padding,
    data_format: channelsLast,
  }),
  Flatten: z.object({}),
  Reshape: z.object({ target_shape: z.array(size).min(1) }),
  Activation: z.object({ activation }),
} as const;

type LayerClass = keyof typeof LAYERS;

const layerRecord = z.object({
  class_name: z.string(),
  config: z.looseObject({ name: z.string().min(1), batch_input_shape: z.array(size.nullable()).min(2).optional() }),
});
const modelFile = z.object({
  modelTopology: z.object({
    class_name: z.string().optional(),
    config: z.unknown(),
    model_config: z.object({ class_name: z.string(), config: z.unknown() }).optional(),
  }),
  weightsManifest: weightsManifest.optional(),
});
const sequential = z.union([
  z.array(layerRecord),
  z.object({ layers: z.array(layerRecord) }).transform((c) => c.layers),
]);

/**
 * Reads a model and, where it has some, its weights. Softmax at the end is taken off: training starts from logits.
 *
 * @param path - of `model.json`; weight files lie beside it.
 * @throws {ModelError} `E_MODEL` if a file is missing or not what it should be, or the model has something that cannot be
 *   trained here; the message names the layer.
 */
export async function readLayersModel(path: string): Promise<LayersModelSpec> {
  const file = parse(modelFile, await readJson(path), path);
  const topology = file.modelTopology.model_config ?? file.modelTopology;
  if (topology.class_name !== 'Sequential') {
    throw refusal(path, `expected a Sequential model, got ${topology.class_name ?? 'none'}`);
  }
  const records = parse(sequential, topology.config, path);
  const batchShape = records[0]?.config.batch_input_shape;
  if (batchShape === undefined || batchShape[0] !== null || batchShape.slice(1).includes(null)) {
    throw refusal(path, 'expected the first layer to have a batch_input_shape [null, ...sizes]');
  }
  const inputShape = batchShape.slice(1) as number[];
  const { layers, plan } = convert(path, records, inputShape);
  const initial = await readWeights(path, file.weightsManifest ?? [], plan);
  return { kind: 'layers-model', path, inputShape, layers, ...(initial === undefined ? {} : { initial }) };
}

function convert(
  path: string,
  records: readonly z.infer<typeof layerRecord>[],
  inputShape: readonly number[],
): { readonly layers: readonly NetworkLayer[]; readonly plan: readonly TensorPlan[] } {
  const layers: NetworkLayer[] = [];
  const plan: TensorPlan[] = [];
  let current = inputShape;
  for (const [index, { class_name: className, config }] of records.entries()) {
    const where = `${path}, layer '${config.name}'`;
    if (!Object.hasOwn(LAYERS, className)) {
      const known = Object.keys(LAYERS).join(', ');
      throw refusal(where, `cannot train a ${className}; it may have ${known}`);
    }
    const layer = convertLayer(className as LayerClass, {
      config,
      current,
      where,
      isLast: index === records.length - 1,
    });
    if (layer === undefined) continue;
    layers.push(layer);
    current = layer.outputShape;
    if (layer.type !== 'dense' && layer.type !== 'convolution') continue;
    const last = layer.outputShape.at(-1)!;
    const shape = layer.type === 'dense' ? [...layer.inputShape, last] : [...layer.size, layer.inputShape[2]!, last];
    plan.push({ layer: layer.name, name: 'kernel', shape });
    if (layer.useBias) plan.push({ layer: layer.name, name: 'bias', shape: [last] });
  }
  return { layers, plan };
}

interface LayerPlace {
  readonly config: z.infer<typeof layerRecord>['config'];
  readonly current: readonly number[];
  readonly where: string;
  readonly isLast: boolean;
}

/** One layer of ours; undefined where it does nothing. */
function convertLayer(className: LayerClass, { config, current, where, isLast }: LayerPlace): NetworkLayer | undefined {
  const { name } = config;
  const shapes = { name, inputShape: current };
  switch (className) {
    case 'InputLayer':
      return undefined;
    case 'Flatten':
      return { type: 'reshape', ...shapes, outputShape: [volume(current)] };
    case 'Reshape': {
      const { target_shape: outputShape } = parse(LAYERS.Reshape, config, where);
      if (volume(outputShape) !== volume(current)) {
        throw refusal(where, `expected ${volume(current)} values, got the shape [${outputShape.join(', ')}]`);
      }
      return { type: 'reshape', ...shapes, outputShape };
    }
    case 'Activation': {
      const { activation: given } = parse(LAYERS.Activation, config, where);
      const kind = withoutSoftmax(given, where, isLast);
      return kind === 'linear' ? undefined : { type: 'activation', ...shapes, outputShape: current, activation: kind };
    }
    case 'Dense': {
      const given = parse(LAYERS.Dense, config, where);
      requireRank(current, 1, where);
      const kind = withoutSoftmax(given.activation, where, isLast);
      const { units, use_bias } = given;
      return { type: 'dense', ...shapes, outputShape: [units], units, useBias: use_bias, activation: kind };
    }
    case 'Conv2D': {
      const {
        filters,
        kernel_size,
        strides,
        padding,
        use_bias,
        activation: given,
      } = parse(LAYERS.Conv2D, config, where);
      const outputShape = [...windows(current, kernel_size, { strides, padding, where }), filters];
      const kind = withoutSoftmax(given, where, isLast);
      return { type: 'convolution', ...shapes, outputShape, size: kernel_size, strides, padding, filters, useBias: use_bias, activation: kind }; // prettier-ignore
    }
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const { pool_size, strides, padding } = parse(LAYERS[className], config, where);
      const steps = strides ?? pool_size;
      const outputShape = [...windows(current, pool_size, { strides: steps, padding, where }), current[2]!];
      const pool = className === 'MaxPooling2D' ? 'max' : 'average';
      return { type: 'pooling', ...shapes, outputShape, pool, size: pool_size, strides: steps, padding };
    }
  }
}

/** Positions of a window along height and width. */
function windows(
  shape: readonly number[],
  sides: readonly [number, number],
  of: { readonly strides: readonly [number, number]; readonly padding: 'valid' | 'same'; readonly where: string },
): readonly number[] {
  requireRank(shape, 3, of.where);
  return sides.map((side, axis) => {
    const count = positions(shape[axis]!, side, of.strides[axis]!, of.padding);
    if (count < 1) throw refusal(of.where, `a window of ${side} does not fit into ${shape[axis]!} pixels`);
    return count;
  });
}

/** Softmax belongs to the loss; anywhere but at the end it is refused. */
function withoutSoftmax(kind: Activation | 'softmax', where: string, isLast: boolean): Activation {
  if (kind !== 'softmax') return kind;
  if (!isLast) throw refusal(where, 'softmax is possible at the end only');
  return 'linear';
}

async function readJson(path: string): Promise<unknown> {
  const text = (await readBytes(path, path)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refusal(path, `is no JSON (${(error as Error).message})`);
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(where, `${issue!.path.join('.')}: ${issue!.message}`);
}

function requireRank(shape: readonly number[], rank: number, where: string): void {
  if (shape.length !== rank) {
    const hint = rank === 1 ? '; put a Flatten before it' : '';
    throw refusal(where, `expected an input of ${rank} axes, got [${shape.join(', ')}]${hint}`);
  }
}
