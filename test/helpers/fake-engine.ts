/**
 * A gradient engine whose numbers can be worked out by hand: the gradient is [theta[0] + first example, 1, 1, ...]. By
 * default one feature, two classes, no hidden layer, so d = 4 (two weights, two biases); a data attack doubles the ones.
 */
import { parameterLayout, type DatasetShape, type TrainingEngine, type WorkResult } from '../../src/ml/index.ts';
import { createPerformer } from '../../src/ml/local/perform.ts';

/** Also counts what is still out, to find leaks. */
export interface FakeEngine extends TrainingEngine {
  /** Gradients handed out and not given back. */
  readonly out: ReadonlySet<Float32Array>;
  /** Parameters and momenta allocated and not given back. */
  readonly slots: ReadonlySet<Float32Array>;
}

/** What it pretends to train. */
export interface FakeShape extends DatasetShape {
  readonly hidden: readonly number[];
}

const SMALLEST: FakeShape = { hidden: [], classes: 2, featureShape: [1] };

/** @param delays - turns of the event loop that the n-th piece of work takes, to shuffle the order in which they arrive. */
export function createFakeEngine(delays: (serial: number) => number = () => 0, shape = SMALLEST): FakeEngine {
  const layout = parameterLayout({ kind: 'dense', hidden: [...shape.hidden] }, shape);
  const { dimension } = layout;
  const out = new Set<Float32Array>();
  const slots = new Set<Float32Array>();
  let serial = 0;
  const wait = async (): Promise<void> => {
    for (let turn = delays(serial++); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
  };
  const lend = (to: Set<Float32Array>): Float32Array => {
    const vector = new Float32Array(dimension);
    to.add(vector);
    return vector;
  };
  return {
    out,
    slots,
    report: { name: 'wasm', detail: 'fake', threads: 1, reason: 'test' },
    layout,
    allocateParameters: () => lend(slots),
    async gradient(parameters, examples) {
      const gradient = lend(out).fill(1);
      gradient[0] = parameters[0]! + examples[0]!;
      await wait();
      return { gradient, loss: 0 };
    },
    async work({ work, parameters, batches, momentum, dataAttack }): Promise<WorkResult> {
      const perform = createPerformer<Uint32Array>((theta, examples, gradient) => {
        gradient.fill(dataAttack === undefined ? 1 : 2);
        gradient[0] = theta[0]! + examples[0]!;
        return 0;
      }, dimension);
      const update = lend(out);
      if (work.kind !== 'worker-momentum') {
        perform({ work, batches, parameters, update });
        await wait();
        return { update, loss: 0 };
      }
      const next = lend(slots);
      perform({ work, batches, parameters, update, momentum: { next, ...(momentum && { previous: momentum }) } });
      await wait();
      return { update, loss: 0, momentum: next };
    },
    release(vector) {
      if (!out.delete(vector) && !slots.delete(vector)) throw new Error('released twice');
    },
    evaluate: () => Promise.resolve({ confusion: Uint32Array.of(1, 0, 0, 1), lossSum: 1, count: 2 }),
    close: () => Promise.resolve(),
  };
}
