/**
 * Time per gradient of the paper's model (784-128-64-10, batch 100), or of LeNet, on every backend that works here, with
 * one and two threads, beside PyTorch on one thread where Debian's `python3-torch` is installed.
 *
 *   node --import tsx bench/ml-engine.ts [rounds] [paper | lenet]
 *
 * All contestants take turns in short rounds, and each one's best round counts, so that a noisy machine disturbs the
 * ratios little. Processor time (all threads of the process) is beside wall time: it stays comparable where other programs
 * take the cores away, but shows no gain by threads. They compute on random pictures with as many black pixels as
 * MNIST's, which `openblas` makes use of; it also races on pictures without any.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createGradientEngine, probeBackends } from '../src/ml/engine/engine.ts';
import type { GradientEngineOptions } from '../src/ml/engine/engine.ts';
import type { Dataset, Examples } from '../src/ml/dataset.ts';
import { LENET, type ModelSpec } from '../src/ml/model.ts';
import { initialParameters } from '../src/ml/parameters.ts';
import { createRandom, type Random } from '../src/random.ts';

const BATCH = 100;
/** Short rounds, because the best one counts: on a busy machine some of them are left alone. */
const GRADIENTS_PER_ROUND = 120;
/** Computed before and after those that are measured, as in the middle of a run: threads that wait to begin or end are idle. */
const GRADIENTS_AROUND = 16;
const TRAIN_COUNT = 10_000;
const SIDE = 28;
/** Black pixels thin out from the middle as in MNIST: of 784, 158 are not black in a picture, and 300 in more than 18 %. */
const LIKE_MNIST = (distance: number): number => 0.7 * Math.exp(-((distance / 9) ** 4));
const NO_BLACK = (): number => 1;
/** What is raced: the model here and the same layers in PyTorch, for pictures of 28 x 28. */
const MODELS: Readonly<Record<string, { readonly model: ModelSpec; readonly peer: string; readonly input: string }>> = {
  paper: {
    model: { kind: 'dense', hidden: [128, 64] },
    peer: 'n.Linear(784, 128), n.ReLU(), n.Linear(128, 64), n.ReLU(), n.Linear(64, 10)',
    input: '784',
  },
  lenet: {
    model: LENET,
    peer: `n.Conv2d(1, 6, 5, padding=2), n.ReLU(), n.MaxPool2d(2), n.Conv2d(6, 16, 5), n.ReLU(), n.MaxPool2d(2),
      n.Flatten(), n.Linear(400, 120), n.ReLU(), n.Linear(120, 84), n.ReLU(), n.Linear(84, 10)`,
    input: '1, 28, 28',
  },
};
const raced = MODELS[process.argv[3] ?? 'paper'];
if (raced === undefined) throw new Error(`expected paper or lenet, got ${process.argv[3] ?? ''}`);
const { model: MODEL, peer: PEER_LAYERS, input: PEER_INPUT } = raced;

/** Milliseconds, of a gradient or so far. */
interface Times {
  readonly wall: number;
  readonly processor: number;
}

/** Something that computes gradients; `round` resolves to what they took. */
interface Contestant {
  readonly name: string;
  readonly round: () => Promise<Times>;
  readonly close: () => Promise<void>;
}

const PEER = `
import sys, time, torch
torch.set_num_threads(1)
torch.manual_seed(0)
n = torch.nn
net = n.Sequential(${PEER_LAYERS})
parameters = list(net.parameters())
loss = torch.nn.CrossEntropyLoss(reduction='sum')
images, labels = torch.rand(${TRAIN_COUNT}, ${PEER_INPUT}), torch.randint(0, 10, (${TRAIN_COUNT},))
batches = [torch.randint(0, ${TRAIN_COUNT}, (${BATCH},)) for _ in range(50)]
def gradient(batch):
    for parameter in parameters:
        parameter.grad = None
    loss(net(images[batch]), labels[batch]).backward()
    return torch.cat([parameter.grad.flatten() for parameter in parameters])
print(torch.__version__, flush=True)
for line in sys.stdin:
    started, worked = time.perf_counter(), time.process_time()
    for turn in range(${GRADIENTS_PER_ROUND}):
        gradient(batches[turn % 50])
    print((time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000, flush=True)
`;

const rounds = Number(process.argv[2] ?? 60);
const random = createRandom(1);
const dataset = randomDataset(random, LIKE_MNIST);
const contestants = await gather();
const best = await race(contestants, rounds);
for (const { close } of contestants) await close();
report(best);

async function gather(): Promise<readonly Contestant[]> {
  const found: Contestant[] = [];
  const peer = await startPeer();
  if (peer !== undefined) found.push(peer);
  const base = { model: MODEL, dataset, lossReduction: 'sum' } as const;
  for (const { name, available, detail } of await probeBackends()) {
    if (!available) {
      console.log(`${name}: not here (${detail})`);
      continue;
    }
    if (name === 'openblas' && MODEL.kind !== 'dense') continue; // knows dense models only
    for (const threads of [1, 2]) found.push(await startEngine({ ...base, backend: name, threads }));
  }
  found.push(await startEngine({ ...base, backend: 'wasm', openblasLibrary: false, threads: 1 }));
  const bright = await startEngine({ ...base, dataset: randomDataset(random, NO_BLACK), threads: 1 });
  found.push({ ...bright, name: `${bright.name}, no black pixels` });
  return found;
}

/** Milliseconds so far, of any beginning. */
function now(): Times {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
}

function perGradient(wall: number, processor: number): Times {
  return { wall: wall / GRADIENTS_PER_ROUND, processor: processor / GRADIENTS_PER_ROUND };
}

/** The least wall and processor time of each contestant, over its rounds. */
async function race(all: readonly Contestant[], count: number): Promise<ReadonlyMap<string, Times>> {
  const times = new Map<string, Times>();
  for (let turn = 0; turn <= count; turn++) {
    for (const { name, round } of all) {
      const { wall, processor } = await round();
      if (turn === 0) continue; // only warms up
      const { wall: leastWall, processor: leastProcessor } = times.get(name) ?? { wall, processor };
      times.set(name, { wall: Math.min(wall, leastWall), processor: Math.min(processor, leastProcessor) });
    }
  }
  return times;
}

function report(times: ReadonlyMap<string, Times>): void {
  const peer = [...times].find(([name]) => name.startsWith('PyTorch'))?.[1];
  for (const [name, { wall, processor }] of times) {
    const single = times.get(name.replace(/2 threads$/, '1 thread'));
    const parts = [`${wall.toFixed(3)} ms`, `processor ${processor.toFixed(3)} ms`];
    if (peer !== undefined) {
      parts.push(
        `${(wall / peer.wall).toFixed(2)} x PyTorch`,
        `processor ${(processor / peer.processor).toFixed(2)} x`,
      );
    }
    if (name.endsWith('2 threads') && single !== undefined) {
      parts.push(`throughput ${(single.wall / wall).toFixed(2)} x one thread`);
    }
    console.log(`${name}: ${parts.join(' · ')}`);
  }
}

async function startEngine(options: GradientEngineOptions): Promise<Contestant> {
  const engine = await createGradientEngine(options);
  const theta = engine.allocateParameters();
  theta.set(initialParameters(MODEL, dataset, random));
  const stream = random.stream('batches');
  const batches = Array.from({ length: 50 }, () =>
    Uint32Array.from({ length: BATCH }, () => stream.integer(TRAIN_COUNT)),
  );
  const one = async (turn: number): Promise<void> => {
    const { gradient } = await engine.gradient(theta, batches[turn % batches.length]!);
    engine.release(gradient);
  };
  const { name, detail, threads } = engine.report;
  return {
    name: `${name} (${detail}), ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    round: async () => {
      // Only the two moments that count are looked at: asking for processor time each time costs more than a message.
      const moments: Times[] = [];
      const count = GRADIENTS_PER_ROUND + 2 * GRADIENTS_AROUND;
      let done = 0;
      await Promise.all(
        Array.from({ length: count }, async (_, turn) => {
          await one(turn);
          done++;
          if (done === GRADIENTS_AROUND || done === GRADIENTS_AROUND + GRADIENTS_PER_ROUND) moments.push(now());
        }),
      );
      const [first, last] = [moments[0]!, moments[1]!];
      return perGradient(last.wall - first.wall, last.processor - first.processor);
    },
    close: () => engine.close(),
  };
}

/** PyTorch in a process of its own that computes one round for each line it is sent; nothing if it does not start. */
async function startPeer(): Promise<Contestant | undefined> {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
  const child = spawn('/usr/bin/python3', ['-c', PEER], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit').catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) {
    console.log('PyTorch: not here (apt-get install python3-torch)');
    return undefined;
  }
  return {
    name: `PyTorch ${first.value}, 1 thread`,
    round: async () => {
      child.stdin.write('\n');
      const [wall, processor] = String((await lines.next()).value)
        .split(' ')
        .map(Number);
      return perGradient(wall ?? NaN, processor ?? NaN);
    },
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

/**
 * Pictures of random pixels, many of them black.
 *
 * @param shareUsed - of the pictures that are not black at a pixel, by its distance from the middle in pixels.
 */
function randomDataset(source: Random, shareUsed: (distance: number) => number): Dataset {
  const middle = (SIDE - 1) / 2;
  const shares = Array.from({ length: SIDE * SIDE }, (_, at) =>
    shareUsed(Math.hypot(Math.floor(at / SIDE) - middle, (at % SIDE) - middle)),
  );
  const split = (name: string, count: number): Examples => {
    const stream = source.stream('dataset', name);
    const features = new Uint8Array(new SharedArrayBuffer(count * SIDE * SIDE));
    for (let index = 0; index < features.length; index++) {
      if (stream.uniform() < shares[index % shares.length]!) features[index] = 1 + stream.integer(255);
    }
    const labels = new Uint8Array(new SharedArrayBuffer(count));
    for (let index = 0; index < count; index++) labels[index] = stream.integer(10);
    return { count, features, scale: 1 / 255, labels };
  };
  const shape = { name: 'random pictures', classes: 10, featureShape: [SIDE, SIDE] };
  return { ...shape, train: split('train', TRAIN_COUNT), test: split('test', 1000) };
}
