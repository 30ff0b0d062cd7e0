/**
 * A gradient engine whose numbers can be worked out by hand: one feature, two classes, no hidden layer, so d = 4 (two
 * weights, two biases), and the gradient is [theta[0] + first example, 1, 1, 1].
 */
import { parameterLayout, type TrainingEngine } from '../../src/ml/index.ts';

const layout = parameterLayout({ kind: 'dense', hidden: [] }, { classes: 2, featureShape: [1] });

/** Also counts what is still out, to find leaks. */
export interface FakeEngine extends TrainingEngine {
  /** Gradients handed out and not given back. */
  readonly out: ReadonlySet<Float32Array>;
}

/** @param delays - turns of the event loop that the n-th gradient takes, to shuffle the order in which they arrive. */
export function createFakeEngine(delays: (serial: number) => number = () => 0): FakeEngine {
  const out = new Set<Float32Array>();
  const slots = new Set<Float32Array>();
  let serial = 0;
  return {
    out,
    report: { name: 'wasm', detail: 'fake', threads: 1, reason: 'test' },
    layout,
    allocateParameters() {
      const slot = new Float32Array(layout.dimension);
      slots.add(slot);
      return slot;
    },
    async gradient(parameters, examples) {
      const gradient = Float32Array.of(parameters[0]! + examples[0]!, 1, 1, 1);
      out.add(gradient);
      for (let turn = delays(serial++); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      return { gradient, loss: 0 };
    },
    work: () => Promise.reject(new Error('the fake engine knows gradients only')),
    release(gradient) {
      if (!out.delete(gradient) && !slots.delete(gradient)) throw new Error('released twice');
    },
    evaluate: () => Promise.resolve({ confusion: Uint32Array.of(1, 0, 0, 1), lossSum: 1, count: 2 }),
    close: () => Promise.resolve(),
  };
}
