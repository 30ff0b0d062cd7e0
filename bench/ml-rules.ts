/**
 * How long aggregation rules take: ours beside the same operations on PyTorch in the same run, and ByzFL's published-model
 * sizes (109,386 parameters). Times are milliseconds on one thread, the least of several runs, since other work on the
 * machine can only add to them.
 *
 *   npx tsx bench/ml-rules.ts [--repetitions 15] [--json]
 *   npx tsx --expose-gc bench/ml-rules.ts --memory    memory of 100 rules over 10,000 aggregations; exits with 1 when it grows
 *
 * PyTorch is looked for under `python3` (or `PYTHON`); without it its columns stay empty.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ruleRows } from '../scripts/conformance-ml/rules.ts';
import { createRule } from '../src/ml/aggregation/index.ts';
import { createRandom } from '../src/random.ts';

interface Case {
  readonly rule: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly n: number;
  readonly dimension: number;
  /** ByzFL on PyTorch, one thread, ms, as measured once on a machine of this kind. */
  readonly byzfl?: number;
  /** Most that it should take, ms on one core. */
  readonly target?: number;
}

const MODEL = 109_386;
const MILLION = 1_000_000;

const rulesOf = (n: number, dimension: number, byzfl: Readonly<Record<string, number>>): readonly Case[] => {
  const f = Math.floor(n / 5);
  const targets: Readonly<Record<string, number>> =
    dimension === MODEL && n === 10
      ? { 'marginal-median': 3, 'trimmed-mean': 5, 'mean-around-median': 5 }
      : dimension === MODEL && n === 50
        ? { krum: 15 }
        : {};
  return Object.entries({
    mean: {},
    'marginal-median': { f },
    'trimmed-mean': { f },
    'mean-around-median': { f },
    krum: { f, variant: 'byzfl' },
    'geometric-median': { f },
  }).map(([rule, options]) => ({
    rule,
    options,
    n,
    dimension,
    ...(byzfl[rule] === undefined ? {} : { byzfl: byzfl[rule] }),
    ...(targets[rule] === undefined ? {} : { target: targets[rule] }),
  }));
};

const cases: readonly Case[] = [
  ...rulesOf(10, MODEL, {
    mean: 0.6,
    'marginal-median': 32,
    'trimmed-mean': 28,
    krum: 7.7,
    'geometric-median': 4.7,
    'mean-around-median': 64,
  }),
  ...rulesOf(50, MODEL, {
    mean: 2,
    'marginal-median': 221,
    'trimmed-mean': 199,
    krum: 26,
    'geometric-median': 33,
    'mean-around-median': 546,
  }),
  ...rulesOf(10, MILLION, {
    mean: 6,
    'marginal-median': 268,
    'trimmed-mean': 278,
    krum: 55,
    'geometric-median': 177,
    'mean-around-median': 695,
  }),
];

/** The operations of each rule on a list of n tensors, stacked first, as ByzFL performs them; prints the least time of each case as JSON. */
const PEER = `
import json, sys, time
import torch
torch.set_num_threads(1)

def geometric(x, f):
    z = torch.zeros(x.shape[1])
    for _ in range(3):
        w = 1 / torch.clamp((x - z).norm(dim=1), min=0.1)
        z = (x * w[:, None]).sum(0) / w.sum()
    return z

def around(x, f):
    k = x.shape[0] - f
    order = (x - torch.quantile(x, 0.5, dim=0)).abs().argsort(dim=0)[:k]
    return x.gather(0, order).mean(0)

def krum(x, f):
    d = torch.cdist(x, x) ** 2
    return x[torch.sort(d, dim=1).values[:, 1:x.shape[0] - f].mean(1).argmin()]

def trimmed(x, f):
    return torch.sort(x, dim=0).values[f:x.shape[0] - f].mean(0)

rules = {
    'mean': lambda x, f: x.mean(0),
    'marginal-median': lambda x, f: torch.quantile(x, 0.5, dim=0),
    'trimmed-mean': trimmed, 'mean-around-median': around, 'krum': krum, 'geometric-median': geometric,
}
out = []
for case in json.loads(sys.argv[1]):
    vectors = list(torch.randn(case['n'], case['dimension']))
    best = 1e9
    for _ in range(case['repetitions']):
        start = time.perf_counter()
        rules[case['rule']](torch.stack(vectors), case['n'] // 5)
        best = min(best, time.perf_counter() - start)
    out.append(best * 1000)
print(json.dumps(out))
`;

const { values } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
    memory: { type: 'boolean', default: false },
  },
});
const repetitions = Number(values.repetitions);
if (!Number.isInteger(repetitions) || repetitions < 1) throw new RangeError('--repetitions: expected an integer >= 1');

if (values.memory) watchMemory();
else compareTimes();

function compareTimes(): void {
  const peers = timePeers();
  const lines = cases.map((one, index) => {
    const ms = timeRule(one);
    const peer = peers?.[index];
    return {
      rule: one.rule,
      vectors: one.n,
      coordinates: one.dimension,
      ms: round(ms),
      target: one.target,
      torch: peer === undefined ? undefined : round(peer),
      'ms / torch': peer === undefined ? undefined : round(ms / peer),
      byzfl: one.byzfl,
    };
  });
  if (values.json) console.log(JSON.stringify(lines));
  else console.table(lines);
}

/**
 * A hundred rules with their states, each aggregating a hundred times. What is in use after garbage was collected must not
 * grow beyond the most that it was in the first three thousand aggregations; were results kept, it would by 28 MB.
 */
function watchMemory(): void {
  const WARM_UP = 3;
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('--memory needs node --expose-gc');
  const [rules, dimension, total, step] = [100, 1000, 10_000, 1000] as const;
  const random = createRandom(1);
  const stream = random.stream('memory');
  const users = Array.from({ length: rules }, (_, index) => {
    const { name, options } = ruleRows[index % ruleRows.length]!;
    const rule = createRule(name, options, { random, keys: [index] });
    return { rule, state: rule.init(dimension) };
  });
  const gradients = Array.from({ length: 7 }, () => Float32Array.from({ length: dimension }, () => stream.normal()));
  const inUse: number[] = [];
  for (let done = 0; done < total; done++) {
    const user = users[done % rules]!;
    user.state = user.rule.apply(gradients, user.state).state;
    if ((done + 1) % step !== 0) continue;
    collect();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    inUse.push(heapUsed + arrayBuffers + external);
    console.log(`${done + 1} aggregations: ${(inUse.at(-1)! / MILLION).toFixed(2)} MB`);
  }
  const grown = inUse.at(-1)! - Math.max(...inUse.slice(0, WARM_UP));
  console.log(`grown by ${(grown / MILLION).toFixed(2)} MB since the first ${WARM_UP * step}`);
  if (grown > MILLION) process.exitCode = 1;
}

function timeRule({ rule: name, options, n, dimension }: Case): number {
  const stream = createRandom(1).stream('bench');
  const gradients = Array.from({ length: n }, () => {
    const gradient = new Float32Array(dimension);
    for (let k = 0; k < dimension; k++) gradient[k] = stream.normal();
    return gradient;
  });
  const rule = createRule(name, options);
  const state = rule.init(dimension);
  let best = Infinity;
  // The first runs are compiled code in the making.
  for (let run = -5; run < repetitions; run++) {
    const start = performance.now();
    rule.apply(gradients, state);
    if (run >= 0) best = Math.min(best, performance.now() - start);
  }
  return best;
}

function timePeers(): readonly number[] | undefined {
  const work = cases.map(({ rule, n, dimension }) => ({
    rule,
    n,
    dimension,
    repetitions: Math.min(repetitions, n * dimension > MODEL * 10 ? 3 : repetitions),
  }));
  const python = process.env['PYTHON'] ?? 'python3';
  const { status, stdout, stderr, error } = spawnSync(python, ['-c', PEER, JSON.stringify(work)], { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as number[];
  const reason = error?.message ?? (stderr.trim().split('\n').at(-1) || 'no message');
  console.error(`no PyTorch to compare with (${python}): ${reason}`);
  return undefined;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
