import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { builtFolder } from '../../../scripts/tfjs-node/build.mjs';
import { findOpenBlas } from '../../../src/ml/backend/openblas.ts';
import { builtTfjsNodeFolder, isTfjsNodeInstalled, loadTfjsNode } from '../../../src/ml/backend/tfjs-node.ts';
import type { Computer, ComputerSetup } from '../../../src/ml/engine/computer.ts';
import { createDenseComputer } from '../../../src/ml/engine/dense-openblas.ts';
import { createGradientEngine } from '../../../src/ml/engine/engine.ts';
import { createTfjsComputer } from '../../../src/ml/engine/tfjs-computer.ts';
import { initialParameters } from '../../../src/ml/parameters.ts';
import { createRandom } from '../../../src/random.ts';
import { fakeMachine } from '../../helpers/fake-machine.ts';
import { referenceGradient, relativeDifference, sampleDataset } from '../engine/reference.ts';

const require = createRequire(import.meta.url);
const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };

const paper = sampleDataset({ featureShape: [28, 28], classes: 10, trainCount: 200 });
const paperSetup = { model: { kind: 'dense', hidden: [128, 64] }, dataset: paper, lossReduction: 'sum' } as const;
const paperParameters = initialParameters(paperSetup.model, paper, createRandom(5));
const batch = Uint32Array.from({ length: 100 }, (_, index) => (index * 7) % 200);

test('tfjs-node - is looked for where the script puts it', (t) => {
  const environments = [
    {},
    { XDG_CACHE_HOME: '/somewhere/cache' },
    { XDG_CACHE_HOME: '/somewhere/cache', EDGEMLSIM_CACHE: '/elsewhere' },
    { EDGEMLSIM_CACHE: '', XDG_CACHE_HOME: '' },
  ];
  for (const variables of environments) {
    t.is(builtTfjsNodeFolder(variables), builtFolder(fakeMachine({ variables, userFolder: homedir() })));
  }
});

const onLinux = process.platform === 'linux' ? test.serial : test.serial.skip;

onLinux('tfjs-node - the copy in the cache is loaded, with its settings and the missing function in place', (t) => {
  const cache = cacheWith(
    t,
    `exports.version = { 'tfjs-node': '9.9.9' };
     exports.backend = () => ({ binding: { TF_Version: '8.8.8' } });
     exports.seen = [require('util').isNullOrUndefined(null), process.env.TF_NUM_INTRAOP_THREADS];`,
  );
  withEnvironment(t, { EDGEMLSIM_CACHE: cache, TF_NUM_INTRAOP_THREADS: '7' });
  withoutIsNullOrUndefined(t);
  t.true(isTfjsNodeInstalled());
  const { tf, detail } = loadTfjsNode();
  t.is(detail, 'TensorFlow.js 9.9.9 on libtensorflow 8.8.8, one thread');
  t.deepEqual((tf as unknown as { readonly seen: unknown }).seen, [true, '1']);
});

onLinux('tfjs-node - a copy that does not load says why', (t) => {
  withEnvironment(t, { EDGEMLSIM_CACHE: cacheWith(t, `throw new Error('libtensorflow_cc.so.2: cannot open');`) });
  t.throws(loadTfjsNode, { message: 'libtensorflow_cc.so.2: cannot open' });
});

test.serial('tfjs-node - an empty cache leaves what npm installed, or nothing', (t) => {
  withEnvironment(t, { EDGEMLSIM_CACHE: join(temporaryFolder(t), 'none') });
  let isInNodeModules = true;
  try {
    require.resolve('@tensorflow/tfjs-node');
  } catch {
    isInNodeModules = false;
  }
  t.is(isTfjsNodeInstalled(), isInNodeModules);
  if (!isInNodeModules) t.throws(loadTfjsNode, { message: /not installed; npm run build:tfjs-node/ });
});

if (isTfjsNodeInstalled()) {
  // One process may load the library once: all tests below share it.
  delete util.isNullOrUndefined; // as in Node 23 and later
  const { tf, detail } = loadTfjsNode();

  test('tfjs-node - says which versions it computes with', (t) => {
    t.regex(detail, /^TensorFlow\.js \d+\.\d+\.\d+ on libtensorflow \d+\.\d+\.\d+, one thread$/);
    t.is(tf.getBackend(), 'tensorflow');
  });

  for (const hidden of [[7, 5], []]) {
    test(`tfjs-node - hidden layers [${hidden.join()}]: gradients agree with finite differences`, (t) => {
      const dataset = sampleDataset();
      const setup = { model: { kind: 'dense', hidden }, dataset, lossReduction: 'mean' } as const;
      const parameters = initialParameters(setup.model, dataset, createRandom(3)).map((value) => value + 0.01);
      const examples = [3, 17, 3, 39, 0, 8, 21]; // one twice
      const coordinates = [...parameters.keys()];
      const expected = referenceGradient(setup.model, dataset, parameters, { examples, coordinates });
      const computer = createTfjsComputer(setup, tf);
      t.true(relativeDifference(gradientOf(computer, parameters, Uint32Array.from(examples)), expected) < 2e-6);
    });
  }

  test('tfjs-node - the paper model: gradients equal those of OpenBLAS and of wasm to 1e-5', async (t) => {
    const own = gradientOf(createTfjsComputer(paperSetup, tf), paperParameters, batch);
    t.true(own.some((value) => value !== 0));
    const { openblas, reason } = await findOpenBlas();
    if (openblas === undefined) t.log(`not compared with OpenBLAS: ${reason}`);
    else {
      const dense = gradientOf(createDenseComputer(paperSetup, openblas), paperParameters, batch);
      t.true(relativeDifference(own, dense) < 1e-5);
    }
    t.true(relativeDifference(own, await engineGradient('wasm')) < 1e-5);
  });

  test('tfjs-node - no tensor outlives a gradient or an evaluation', (t) => {
    const computer = createTfjsComputer(paperSetup, tf);
    const before = tf.memory().numTensors;
    for (let turn = 0; turn < 3; turn++) {
      gradientOf(computer, paperParameters, batch);
      const sums = { confusion: new Uint32Array(100), lossSum: 0 };
      computer.evaluate(paperParameters, paper.test, { start: 0, end: 30 }, sums);
      t.is(tf.memory().numTensors, before);
    }
  });

  test.serial(
    'tfjs-node - the same bits whatever number of threads the environment asks the library for',
    async (t) => {
      const digests = new Set<string>();
      for (const threads of ['1', '2', '4']) {
        withEnvironment(t, { TF_NUM_INTRAOP_THREADS: threads, TF_ENABLE_ONEDNN_OPTS: threads === '4' ? '1' : '0' });
        digests.add(
          createHash('sha256')
            .update(await engineGradient('tfjs-node'))
            .digest('hex'),
        ); // in its own process
      }
      t.is(digests.size, 1);
    },
  );
} else {
  test.skip('tfjs-node - not built here (npm run build:tfjs-node): its gradients are not tested', () => undefined);
}

function gradientOf(computer: Computer, parameters: Float32Array, examples: Uint32Array): Float32Array {
  const gradient = new Float32Array(parameters.length).fill(NaN); // all of it must be overwritten
  computer.gradient(parameters, examples, gradient);
  return gradient;
}

async function engineGradient(backend: 'wasm' | 'tfjs-node'): Promise<Float32Array> {
  const options: ComputerSetup = paperSetup;
  const engine = await createGradientEngine({ ...options, backend, threads: 1 });
  try {
    const parameters = engine.allocateParameters();
    parameters.set(paperParameters);
    return (await engine.gradient(parameters, batch)).gradient.slice();
  } finally {
    await engine.close();
  }
}

function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-tfjs-node-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A cache folder with a package in it, made of the given code, where the script would put the real one. */
function cacheWith(t: ExecutionContext, code: string): string {
  const cache = temporaryFolder(t);
  const folder = join(builtTfjsNodeFolder({ EDGEMLSIM_CACHE: cache }), 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), code);
  return cache;
}

/** Sets variables for the rest of the test; tests that use it run one after the other. */
function withEnvironment(t: ExecutionContext, variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  t.teardown(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });
}

/** Makes this Node one that has lost the function, for the rest of the test. */
function withoutIsNullOrUndefined(t: ExecutionContext): void {
  const { isNullOrUndefined } = util;
  delete util.isNullOrUndefined;
  t.teardown(() => {
    if (isNullOrUndefined !== undefined) util.isNullOrUndefined = isNullOrUndefined;
  });
}
