/**
 * Loads the data set that an experiment names.
 *
 * Called once by the simulator before anything is started. A new data set is one more entry in `loaders`, its schema in
 * `spec.ts` and a line in `catalogue.ts`.
 */
import { join } from 'node:path';
import type { Dataset } from '../dataset.ts';
import type { DatasetDefinition } from './definition.ts';
import { drawDigits } from './digits/generate.ts';
import { DataError } from './errors.ts';
import { loadCifar10 } from './formats/cifar.ts';
import { loadCsvDataset } from './formats/csv-dataset.ts';
import { loadIdxDataset } from './formats/idx-dataset.ts';
import { locateData } from './locate.ts';
import type { DataPlaces } from './locate.ts';
import type { DatasetName, DatasetSpec } from './spec.ts';

/** What a loader is given beside the specification. */
export interface LoadContext {
  readonly places: DataPlaces;
  /** Told, in one line, of what the user may want to know though it is no error. */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Data sets of plugins by name, for `set: custom`. @default none */
  readonly datasets?: ReadonlyMap<string, DatasetDefinition>;
}

type Loaders = {
  readonly [Name in DatasetSpec['set']]: (
    spec: Extract<DatasetSpec, { set: Name }>,
    context: LoadContext,
  ) => Promise<Dataset>;
};

const loaders: Loaders = {
  digits: ({ train, test, seed }, { places, onNotice }) =>
    drawDigits({ train, test, seed, onNotice, cacheDir: join(places.cacheDir, 'digits') }),
  mnist: loadIdx,
  'fashion-mnist': loadIdx,
  'cifar-10': async ({ train, test }, { places }) =>
    complete('cifar-10', loadCifar10(await locateData('cifar-10', places), { train, test })),
  csv: async ({ set, trainFile, testFile, ...options }, { places }) =>
    loadCsvDataset({
      ...options,
      name: set,
      trainFile: await locateData(trainFile, places),
      testFile: await locateData(testFile, places),
    }),
  custom: loadCustom,
};

/**
 * Loads a data set.
 *
 * @param spec - as `datasetSpec` parsed it.
 * @throws {DataError} if the data is absent, malformed, or less than what is asked for.
 */
export async function loadDataset(spec: DatasetSpec, context: LoadContext): Promise<Dataset> {
  const load = loaders[spec.set] as (spec: DatasetSpec, context: LoadContext) => Promise<Dataset>;
  return load(spec, context);
}

async function loadIdx(
  { set, train, test }: Extract<DatasetSpec, { set: 'mnist' | 'fashion-mnist' }>,
  { places }: LoadContext,
): Promise<Dataset> {
  return complete(set, loadIdxDataset({ name: set, folder: await locateData(set, places), train, test }));
}

/** The options of a plugin's data set stand beside its name. */
async function loadCustom(
  spec: Extract<DatasetSpec, { set: 'custom' }>,
  { places, onNotice, datasets }: LoadContext,
): Promise<Dataset> {
  const definition = datasets?.get(spec.name);
  if (definition === undefined) {
    const known = [...(datasets?.keys() ?? [])].join(', ') || 'none';
    throw new DataError(
      'E_DATA_REQUEST',
      `data.name: unknown data set "${spec.name}", expected one of ${known}; name its module with --plugin`,
      { path: 'data.name' },
    );
  }
  const options = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'set' && key !== 'name'));
  return definition.create(options, { locate: (path) => locateData(path, places), onNotice });
}

/** A folder was found but a file in it was not: say how to get the rest. */
async function complete(set: DatasetName, loading: Promise<Dataset>): Promise<Dataset> {
  try {
    return await loading;
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'E_DATA_NOT_FOUND') throw error;
    throw new DataError(error.code, `${error.message}; edgemlsim data fetch ${set} gets what is missing`, {
      cause: error,
    });
  }
}
