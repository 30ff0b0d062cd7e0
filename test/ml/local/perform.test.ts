import test from 'ava';
import { createPerformer, type GradientFunction } from '../../../src/ml/local/perform.ts';
import { batchesOfWork, localWorkSpec, type LocalWork } from '../../../src/ml/local/index.ts';

/** Gradient of ||theta - example||^2 / 2 in each of two coordinates; the loss is the example. */
const towards: GradientFunction<Uint32Array> = (parameters, examples, gradient) => {
  for (let i = 0; i < gradient.length; i++) gradient[i] = parameters[i]! - examples[0]!;
  return examples[0]!;
};

const perform = (work: LocalWork, batches: readonly number[]): { update: readonly number[]; loss: number } => {
  const update = new Float32Array(2).fill(NaN);
  const parameters = Float32Array.of(8, 0);
  const loss = createPerformer(
    towards,
    2,
  )({ work, batches: batches.map((b) => Uint32Array.of(b)), parameters, update });
  return { update: [...update], loss };
};

test('perform - a gradient is the gradient', (t) => {
  t.deepEqual(perform({ kind: 'gradient' }, [4]), { update: [4, -4], loss: 4 });
});

test('perform - local steps by hand: theta 8 -> 6 -> 3 with eta 1/2', (t) => {
  // 8 - (8 - 4) / 2 = 6, 6 - (6 - 0) / 2 = 3; 0 - (0 - 4) / 2 = 2, 2 - (2 - 0) / 2 = 1.
  const work = { kind: 'local-steps', steps: 2, learningRate: 0.5 } as const;
  t.deepEqual(perform({ ...work, result: 'difference' }, [4, 0]), { update: [5, -1], loss: 2 });
  t.deepEqual(perform({ ...work, result: 'pseudo-gradient' }, [4, 0]), { update: [10, -2], loss: 2 });
});

test('perform - one local step is the gradient, and FedProx without its term is local steps', (t) => {
  const one = { steps: 1, learningRate: 0.3, result: 'pseudo-gradient' } as const;
  t.deepEqual(perform({ kind: 'local-steps', ...one }, [4]), perform({ kind: 'gradient' }, [4]));
  t.deepEqual(perform({ kind: 'fedprox', proximal: 9, ...one }, [4]), perform({ kind: 'gradient' }, [4]));
  const three = { ...one, steps: 3 };
  const batches = [4, 7, 1];
  t.deepEqual(
    perform({ kind: 'fedprox', proximal: 0, ...three }, batches),
    perform({ kind: 'local-steps', ...three }, batches),
  );
});

test('perform - FedProx by its definition: every step also pulls back to theta', (t) => {
  const [eta, mu] = [0.25, 0.5];
  const batches = [4, 0, 12];
  const theta = 8;
  let local = theta;
  for (const batch of batches) local -= eta * (local - batch + mu * (local - theta));
  const work = { kind: 'fedprox', steps: 3, learningRate: eta, proximal: mu, result: 'difference' } as const;
  t.is(perform(work, batches).update[0], Math.fround(theta - local));
});

test('perform - worker momentum starts with the gradient and then keeps its share', (t) => {
  const job = createPerformer(towards, 2);
  const work = { kind: 'worker-momentum', momentum: 0.75 } as const;
  const parameters = Float32Array.of(8, 0);
  const [update, first, second] = [new Float32Array(2), new Float32Array(2), new Float32Array(2)];
  job({ work, batches: [Uint32Array.of(4)], parameters, update, momentum: { next: first } });
  t.deepEqual([[...update], [...first]], [[4, -4], [4, -4]]); // prettier-ignore
  job({ work, batches: [Uint32Array.of(0)], parameters, update, momentum: { previous: first, next: second } });
  t.deepEqual([[...update], [...second]], [[5, -3], [5, -3]]); // prettier-ignore
  t.deepEqual([...first], [4, -4]);
});

test('perform - theta is left alone, and buffers carry nothing from one job to the next', (t) => {
  const parameters = Float32Array.of(8, 0);
  const job = createPerformer(towards, 2);
  const work = { kind: 'local-steps', steps: 2, learningRate: 0.5, result: 'pseudo-gradient' } as const;
  const run = (): Float32Array => {
    const update = new Float32Array(2);
    job({ work, batches: [Uint32Array.of(4), Uint32Array.of(0)], parameters, update });
    return update;
  };
  t.deepEqual(run(), run());
  t.deepEqual([...parameters], [8, 0]);
});

test('local work - options are checked, defaults filled in, and batches counted', (t) => {
  t.deepEqual(localWorkSpec.parse({ kind: 'worker-momentum' }), { kind: 'worker-momentum', momentum: 0.9 });
  const steps = localWorkSpec.parse({ kind: 'local-steps', steps: 5, learningRate: 0.1 });
  t.deepEqual(steps, { kind: 'local-steps', steps: 5, learningRate: 0.1, result: 'pseudo-gradient' });
  t.is(batchesOfWork(steps), 5);
  t.is(batchesOfWork({ kind: 'gradient' }), 1);
  for (const spec of [
    { kind: 'local-steps', steps: 0, learningRate: 0.1 },
    { kind: 'local-steps', steps: 2 },
    { kind: 'fedprox', steps: 2, learningRate: 0.1 },
    { kind: 'worker-momentum', momentum: 1 },
    { kind: 'gradient', steps: 2 },
  ]) {
    t.false(localWorkSpec.safeParse(spec).success, JSON.stringify(spec));
  }
});
