/** A gradient engine whose numbers can be worked out by hand: d = 2, gradient = [theta[0] + first example, 1]. */
import type { GradientEngine } from '../../src/ml/index.ts';

/** Also counts what is still out, to find leaks. */
export interface FakeEngine extends GradientEngine {
  /** Gradients and parameter slots handed out and not given back. */
  readonly out: ReadonlySet<Float32Array>;
}

/** @param delays - turns of the event loop that the n-th gradient takes, to shuffle the order in which they arrive. */
export function createFakeEngine(delays: (serial: number) => number = () => 0): FakeEngine {
  const out = new Set<Float32Array>();
  let serial = 0;
  return {
    out,
    report: { name: 'wasm', detail: 'fake', threads: 1, reason: 'test' },
    layout: {
      dimension: 2,
      tensors: [
        { name: 'w', role: 'weights', shape: [1, 1], offset: 0, size: 1 },
        { name: 'b', role: 'biases', shape: [1], offset: 1, size: 1 },
      ],
    },
    allocateParameters: () => new Float32Array(2),
    async gradient(parameters, examples) {
      const gradient = Float32Array.of(parameters[0]! + examples[0]!, 1);
      out.add(gradient);
      for (let turn = delays(serial++); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      return { gradient, loss: 0 };
    },
    release(gradient) {
      if (!out.delete(gradient)) throw new Error('released twice');
    },
    evaluate: () => Promise.resolve({ confusion: Uint32Array.of(1, 0, 0, 1), lossSum: 1, count: 2 }),
    close: () => Promise.resolve(),
  };
}
