/**
 * The paper's qualitative claims (section III) on a small scenario: a ring road of 600 m on which twelve vehicles drive at 15
 * m/s, digits, and real gradients.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createGradientEngine, loadDataset, type ModelSpec } from '../../src/ml/index.ts';
import { createEventLog } from '../../src/sim/events.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import { BUILT_IN } from '../../src/sim/plugins.ts';
import { simulate } from '../../src/sim/simulator.ts';
import { experiment } from '../helpers/experiments.ts';
import { frame, playFrames } from '../helpers/frames.ts';
import { play } from '../helpers/play.ts';

const RING_M = 600;
const VEHICLES = 12;
const SPEED_M_PER_S = 15;
const STEPS = 2000;
const ACCURACY = 0.75;
const model: ModelSpec = { kind: 'dense', hidden: [16] };

const onRing = (metres: number): readonly [number, number] => {
  const angle = (2 * Math.PI * metres) / RING_M;
  const radius = RING_M / (2 * Math.PI);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
};

/** Vehicles at uneven distances, so that they do not come in step. */
const frames: readonly TrafficFrame[] = Array.from({ length: STEPS }, (_, step) =>
  frame(
    step + 1,
    Object.fromEntries(
      Array.from({ length: VEHICLES }, (__, index) => {
        const start = (RING_M * (index + 0.3 * Math.sin(index))) / VEHICLES;
        return [`v${index}`, onRing(start + SPEED_M_PER_S * step)];
      }),
    ),
  ),
);

/** Simulated seconds until the accuracy is reached. */
async function secondsToAccuracy({
  servers,
  range,
}: {
  readonly servers: number;
  readonly range: number;
}): Promise<number> {
  const positions = Array.from({ length: servers }, (_, index) => onRing((RING_M * index) / servers));
  const parsed = experiment({
    edgeServers: positions.map(([x, y], index) => ({ name: `e${index}`, position: { x, y }, range })),
    workers: { computeTimeMs: 900 },
    data: { set: 'digits', train: 500, test: 200 },
    learning: { batchSize: 20, learningRate: 0.01, edgeServer: { gradients: 2 }, cloud: { aggregates: 1 } },
    stop: { epochs: 1000, accuracy: ACCURACY },
  });
  const cacheDir = mkdtempSync(join(tmpdir(), 'edgemlsim-claims-'));
  const dataset = await loadDataset(parsed.data, { places: { experimentDir: '.', cacheDir } }).finally(() => {
    rmSync(cacheDir, { recursive: true });
  });
  const engine = await createGradientEngine({ model, dataset, lossReduction: 'sum', threads: 1 });
  try {
    const result = await simulate({
      experiment: parsed,
      sites: positions.map(([x, y]) => ({ x, y, range })),
      mobility: playFrames(frames),
      dataset,
      model,
      engine,
      log: createEventLog(),
      registries: BUILT_IN,
      now: () => 0,
    });
    if (result.stoppedBy !== 'accuracy') throw new Error(`ended by ${result.stoppedBy} at ${result.simulatedMs} ms`);
    return result.simulatedMs / 1000;
  } finally {
    await engine.close();
  }
}

test.serial('claims - more edge servers shorten the time to an accuracy', async (t) => {
  const [one, two, four] = [
    await secondsToAccuracy({ servers: 1, range: 30 }),
    await secondsToAccuracy({ servers: 2, range: 30 }),
    await secondsToAccuracy({ servers: 4, range: 30 }),
  ];
  t.true(four < two && two < one, `1: ${one} s, 2: ${two} s, 4: ${four} s`);
});

test.serial('claims - a smaller range lengthens the time to an accuracy', async (t) => {
  const [wide, middle, narrow] = [
    await secondsToAccuracy({ servers: 2, range: 60 }),
    await secondsToAccuracy({ servers: 2, range: 30 }),
    await secondsToAccuracy({ servers: 2, range: 15 }),
  ];
  t.true(wide < middle && middle < narrow, `60 m: ${wide} s, 30 m: ${middle} s, 15 m: ${narrow} s`);
});

test('claims - with shared airtime ten workers in one cell take ten times as long as one', async (t) => {
  const stay = (workers: number): readonly TrafficFrame[] => {
    const places = Array.from({ length: workers }, (_, index) => [`v${index}`, [index, 0] as const] as const);
    return Array.from({ length: 20 }, (_, step) => frame(step + 1, Object.fromEntries(places)));
  };
  /** Ms that theta takes to the first worker, computing takes 1000, and the gradient back. */
  const roundTrip = async (workers: number): Promise<readonly [number, number]> => {
    const { events } = await play(
      {
        workers: { computeTimeMs: 1000 },
        learning: { mode: 'synchronous', edgeServer: { gradients: workers } },
        // d = 4: 16 bytes in 100 ms alone.
        network: { link: { kind: 'shared', sharing: 'equal', capacityMbps: 0.00128 } },
        stop: { rounds: 1 },
      },
      stay(workers),
    );
    const at = (type: string): number => events.find((event) => event.type === type)!.at;
    return [at('compute') - at('receive'), at('round') - at('send')];
  };
  t.deepEqual(await roundTrip(1), [100, 100]);
  t.deepEqual(await roundTrip(10), [1000, 1000]);
});
