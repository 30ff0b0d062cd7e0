/**
 * The gradient engine's front door: picks a backend and starts the engine on it; tells `doctor` what there is.
 *
 * Why these backends, in this order: `docs/decisions/0003-gradient-engine.md`.
 */
import { findOpenBlas } from '../backend/openblas.ts';
import { isTfjsNodeInstalled } from '../backend/tfjs-node.ts';
import { assembleEngine, type BackendChoice } from './assemble.ts';
import { EngineError, reasonOf } from './errors.ts';
import { startProcessLane } from './lane-process.ts';
import { startThreadLane } from './lane-thread.ts';
import type { LaneSetup } from './protocol.ts';
import { packDataset } from './packed-dataset.ts';
import type { BackendName, GradientEngineOptions, TrainingEngine } from './types.ts';

export type { BatchAttack } from './batch.ts';
export type {
  BackendName,
  BackendReport,
  Evaluation,
  GradientEngine,
  GradientEngineOptions,
  GradientResult,
  TrainingEngine,
  WorkRequest,
  WorkResult,
} from './types.ts';

/** Order in which `auto` tries them: by measured speed, which depends on whether the model is more than matrix products. */
const FOR_DENSE_MODELS: readonly BackendName[] = ['openblas', 'wasm', 'tfjs-node'];
const FOR_OTHER_MODELS: readonly BackendName[] = ['tfjs-node', 'wasm'];
/** More than any machine runs at once, for by default all that it does are used. */
const MAX_THREADS = 1024;

/**
 * Starts a gradient engine on `threads` threads of its own.
 *
 * @throws {EngineError} `E_BACKEND` if no backend, or not the one asked for, loads; `E_ENGINE_THREADS`, `E_ENGINE_ARGUMENT`
 *   if an option is out of its range; `E_ENGINE_CRASHED` if a thread ends while it starts.
 * @throws {ModelError} `E_MODEL` if the model does not fit the data.
 * @example
 * const engine = await createGradientEngine({ model, dataset, lossReduction: 'mean', threads: 2 });
 * const theta = engine.allocateParameters();
 * theta.set(initialParameters(model, dataset, random));
 * const { gradient, loss } = await engine.gradient(theta, Uint32Array.of(0, 1, 2));
 * engine.release(gradient);
 * await engine.close();
 */
export async function createGradientEngine(options: GradientEngineOptions): Promise<TrainingEngine> {
  requireOptions(options);
  const { backend = 'auto' } = options;
  if (backend !== 'auto') return tryBackend(backend, options, 'asked for');
  const failures: string[] = [];
  for (const name of options.model.kind === 'dense' ? FOR_DENSE_MODELS : FOR_OTHER_MODELS) {
    try {
      return await tryBackend(name, options, failures.length === 0 ? 'first choice' : failures.join('; '));
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'E_BACKEND')) throw error;
      failures.push(error.message);
    }
  }
  throw new EngineError(
    'E_BACKEND',
    `no backend computes gradients here: ${failures.join('; ')}; reinstall the package`,
  );
}

/** Whether a backend works here, for `edgemlsim doctor`. */
export interface BackendProbe {
  readonly name: BackendName;
  readonly available: boolean;
  /** Versions if it is available, otherwise why it is not. */
  readonly detail: string;
}

/** Loads each backend on a thread or process of its own, in order of preference for dense models, and closes it again. */
export async function probeBackends(): Promise<readonly BackendProbe[]> {
  const examples = { count: 1, features: Float32Array.of(1), scale: 1, labels: Uint8Array.of(0) };
  const dataset = { name: 'probe', classes: 2, featureShape: [1], train: examples, test: examples };
  const options = { model: { kind: 'dense', hidden: [] }, dataset, lossReduction: 'mean', threads: 1 } as const;
  const probe = async (name: BackendName): Promise<BackendProbe> => {
    try {
      const engine = await tryBackend(name, options, 'asked for');
      await engine.close();
      return { name, available: true, detail: engine.report.detail };
    } catch (error) {
      return { name, available: false, detail: reasonOf(error).replace(prefixOf(name), '') };
    }
  };
  return Promise.all(FOR_DENSE_MODELS.map(probe));
}

async function tryBackend(name: BackendName, options: GradientEngineOptions, reason: string): Promise<TrainingEngine> {
  const { model, dataset, lossReduction } = options;
  const setup: LaneSetup = { model, dataset, lossReduction, backend: name, openblasLibrary: undefined };
  return assembleEngine(options, { reason, ...(await planLanes(setup, options)) });
}

/** What a backend's lanes are, and the library they use; the cheap checks come before any thread is started. */
async function planLanes(
  setup: LaneSetup,
  { openblasLibrary }: GradientEngineOptions,
): Promise<Pick<BackendChoice, 'setup' | 'start'>> {
  if (setup.backend === 'tfjs-node') {
    if (!isTfjsNodeInstalled())
      throw backendError(setup.backend, '@tensorflow/tfjs-node is not installed; npm run build:tfjs-node builds it');
    return { setup, start: startProcessLane };
  }
  if (setup.backend === 'openblas' && setup.model.kind !== 'dense') {
    throw backendError(
      setup.backend,
      `computes models of kind dense only, not ${setup.model.kind}; use wasm or tfjs-node`,
    );
  }
  if (openblasLibrary === false) {
    if (setup.backend === 'openblas') throw backendError(setup.backend, 'switched off by openblasLibrary: false');
    return { setup, start: startThreadLane };
  }
  const { openblas, reason } = await findOpenBlas(openblasLibrary);
  // wasm goes on without the library, unless the caller named it.
  if (openblas === undefined && (setup.backend === 'openblas' || openblasLibrary !== undefined)) {
    throw backendError(setup.backend, reason);
  }
  const packed = setup.backend === 'openblas' ? packDataset(setup.dataset) : undefined;
  return { setup: { ...setup, openblasLibrary: openblas?.library, packed }, start: startThreadLane };
}

function requireOptions({ threads, lossReduction }: GradientEngineOptions): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new EngineError('E_ENGINE_THREADS', `threads: expected an integer in [1, ${MAX_THREADS}], got ${threads}`);
  }
  // Values come from files; the type alone does not keep others out.
  if (!['mean', 'sum'].includes(lossReduction)) {
    throw new EngineError('E_ENGINE_ARGUMENT', `lossReduction: expected 'mean' or 'sum', got '${lossReduction}'`);
  }
}

function backendError(name: BackendName, reason: string): EngineError {
  return new EngineError('E_BACKEND', `${prefixOf(name)}${reason}`);
}

/** How a backend's complaints begin. */
function prefixOf(name: BackendName): string {
  return `backend ${name}: `;
}
