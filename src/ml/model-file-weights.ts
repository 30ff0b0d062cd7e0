/** The weights of a TensorFlow.js LayersModel as one vector; the other half of `model-file.ts`. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { modelError, type ModelError } from './model.ts';

const size = z.int().min(1);

/** Which files hold which tensors, in order. */
export const weightsManifest = z.array(
  z.object({
    paths: z.array(z.string().min(1)),
    weights: z.array(
      z.object({ name: z.string(), shape: z.array(size), dtype: z.string(), quantization: z.unknown().optional() }),
    ),
  }),
);

/** A layer's tensors in vector order, by the last part of their names in the file. */
export interface TensorPlan {
  readonly layer: string;
  readonly name: 'kernel' | 'bias';
  readonly shape: readonly number[];
}

/**
 * The file's weights in vector order; undefined if it has none.
 *
 * @param path - of `model.json`.
 * @throws {ModelError} `E_MODEL` if a file or a tensor is missing, or is not what the model needs.
 */
export async function readWeights(
  path: string,
  manifest: z.infer<typeof weightsManifest>,
  plan: readonly TensorPlan[],
): Promise<Float32Array | undefined> {
  if (manifest.length === 0) return undefined;
  const tensors = new Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>();
  for (const { paths, weights } of manifest) {
    const parts = await Promise.all(paths.map((part) => readBytes(join(dirname(path), part), path)));
    const bytes = Buffer.concat(parts);
    let offset = 0;
    for (const { name, shape, dtype, quantization } of weights) {
      if (dtype !== 'float32' || quantization !== undefined) {
        throw refusal(
          path,
          `weights '${name}': expected plain float32, got ${quantization === undefined ? dtype : 'quantized'}`,
        );
      }
      const count = volume(shape);
      if (offset + 4 * count > bytes.length)
        throw refusal(path, `weights '${name}' lie beyond the end of ${paths.join(', ')}`);
      const values = Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(offset + 4 * index));
      tensors.set(name, { shape, values });
      offset += 4 * count;
    }
  }
  const vector = new Float32Array(plan.reduce((sum, { shape }) => sum + volume(shape), 0));
  let at = 0;
  for (const { layer, name, shape } of plan) {
    const tensor = [...tensors].find(([key]) => `/${key}`.endsWith(`/${layer}/${name}`))?.[1];
    if (tensor?.shape.join() !== shape.join()) {
      const got = tensor === undefined ? 'none' : `[${tensor.shape.join(', ')}]`;
      throw refusal(path, `weights '${layer}/${name}': expected the shape [${shape.join(', ')}], got ${got}`);
    }
    vector.set(tensor.values, at);
    at += tensor.values.length;
  }
  return vector;
}

/** A file's bytes. @param path - of `model.json`, for the message. */
export async function readBytes(file: string, path: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw refusal(path, `cannot read ${file} (${(error as Error).message})`);
  }
}

/** What is wrong with a model file. @param where - the file, and the layer where there is one. */
export function refusal(where: string, reason: string): ModelError {
  return modelError(`${where}: ${reason}`, 'model.path');
}

/** Number of values in a shape. */
export function volume(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
