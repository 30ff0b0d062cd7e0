/** Engines that cost nothing, so that what is measured is the simulator. */
import type { parameterLayout, TrainingEngine } from '../../src/ml/index.ts';

type Layout = ReturnType<typeof parameterLayout>;

/** Answers at once with one and the same vector for each gradient. */
export function createStubEngine(layout: Layout): TrainingEngine {
  const gradient = new Float32Array(layout.dimension).fill(1e-6);
  return {
    report: { name: 'wasm', detail: 'stub', threads: 1, reason: 'bench' },
    layout,
    allocateParameters: () => new Float32Array(layout.dimension),
    gradient: () => Promise.resolve({ gradient, loss: 0 }),
    work: () => Promise.resolve({ update: gradient, loss: 0 }),
    release: () => undefined,
    evaluate: () => Promise.resolve({ confusion: new Uint32Array(100), lossSum: 1, count: 1 }),
    close: () => Promise.resolve(),
  };
}

/** Memory of its own for each gradient, as the real engine has. */
export function createHoldingEngine(layout: Layout): TrainingEngine {
  const free: Float32Array[] = [];
  return {
    ...createStubEngine(layout),
    gradient: () => Promise.resolve({ gradient: free.pop() ?? new Float32Array(layout.dimension), loss: 0 }),
    release: (vector) => free.push(vector),
  };
}
