/**
 * Valid experiments made wrong in one place: a value of another type or out of its range, a key that nobody knows, two
 * things that contradict each other.
 */
import { createRandom } from '../../src/random.ts';
import { randomExperiment } from './random-experiments.ts';
import { oneOf } from './random-faults.ts';

type Content = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** Content that must be refused, and in which words it came about. */
export interface BadExperiment {
  readonly content: Content;
  readonly what: string;
}

/** The random experiment of a seed with one thing wrong. */
export function badExperiment(seed: number): BadExperiment {
  const stream = createRandom(seed).stream('bad-experiment');
  const { content } = randomExperiment(seed);
  const paths = pathsOf(content);
  if (stream.uniform() < 0.3) {
    const objects = paths.filter(({ value }) => typeof value === 'object' && !Array.isArray(value));
    const { path } = oneOf(stream, [...objects, { path: [] }]);
    return { what: `unknown key at ${path.join('.')}`, content: replaced(content, [...path, 'nonsense'], 1) };
  }
  const { path, value } = oneOf(stream, paths);
  const wrong = wrongValue(value, stream.uniform());
  return { what: `${path.join('.')} = ${String(wrong)}`, content: replaced(content, path, wrong) };
}

/** Of no type that any key takes, or a number beyond every range. */
function wrongValue(value: unknown, draw: number): unknown {
  if (typeof value === 'number') return draw < 0.4 ? NaN : draw < 0.7 ? 'many' : -Infinity;
  if (typeof value === 'string') return draw < 0.5 ? 7 : ['a', 'b'];
  if (typeof value === 'boolean') return 'maybe';
  return draw < 0.5 ? true : 0.5;
}

/** All values within, with where they are. */
function pathsOf(value: unknown, path: Path = []): readonly { readonly path: Path; readonly value: unknown }[] {
  const own = path.length === 0 ? [] : [{ path, value }];
  if (typeof value !== 'object' || value === null) return own;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((part, index) => [index, part] as const)
    : Object.entries(value);
  return [...own, ...entries.flatMap(([key, part]) => pathsOf(part, [...path, key]))];
}

function replaced(content: Content, path: Path, value: unknown): Content {
  const copy = structuredClone(content) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}

/** Keys replaced one level below the top, so that the rest of the random experiment stays. */
export function contradicting(content: Content, changes: Content): Content {
  const merged = Object.entries(changes).map(([key, value]) => {
    const before = content[key];
    const isRecord = [before, value].every((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
    return [key, isRecord ? { ...(before as Content), ...(value as Content) } : value] as const;
  });
  return { ...content, ...Object.fromEntries(merged) };
}

const SERVER = { name: 'same', position: { x: 0, y: 0 }, range: 50 };
const PLAIN = { rounds: 1, gradients: 2, rule: 'mean' };

/** Each valid by itself, wrong together or with the rest. */
export const CONTRADICTIONS: readonly (Content & { readonly what: string })[] = [
  { what: 'two edge servers of one name', edgeServers: [SERVER, SERVER], faults: [] },
  { what: 'config and trace', traffic: { config: 'a.sumocfg', trace: 'a.trace' } },
  { what: 'no traffic', traffic: { config: undefined } },
  { what: 'step length of a record', traffic: { config: undefined, trace: 'a.trace', stepLengthMs: 100 } },
  { what: 'unknown rule', learning: { edgeServer: { ...PLAIN, rule: 'median' } } },
  { what: 'a rule that never works', learning: { mode: 'buffered', edgeServer: { ...PLAIN, rule: { name: 'krum', f: 3 }, tooFew: 'skip' } } },
  { what: 'an option of another rule', learning: { edgeServer: { ...PLAIN, rule: { name: 'mean', f: 1 } } } },
  { what: 'unknown optimizer', learning: { optimizer: 'sgd' } },
  { what: 'unknown compression', learning: { compression: 'zip' } },
  { what: 'rounds of edge servers without a rate', learning: { local: { kind: 'gradient' }, edgeServer: { ...PLAIN, rounds: 3 } } },
  { what: 'batches larger than the data', learning: { batchSize: 2000 }, division: { kind: 'none' }, collection: { kind: 'none' } },
  { what: 'a buffer smaller than a batch', learning: { batchSize: 20 }, collection: { kind: 'buffer', capacity: 10, whenFew: 'wait' } },
  { what: 'unknown selection', selection: 'best' },
  { what: 'an option of another selection', selection: { name: 'random', onlyInTime: true } },
  { what: 'no place at an edge server', selection: { name: 'random', perEdgeServer: 0 } },
  { what: 'a device and FLOP/s', computing: { kind: 'flops', classes: [{ name: 'a', device: 'jetson-nano', flopsPerSecond: 1e9 }] } },
  { what: 'two classes of one name', computing: { kind: 'table', classes: [{ name: 'a', msPerExample: 1 }, { name: 'a', msPerExample: 2 }] } },
  { what: 'joules of a class that is not', energy: { idleWatts: 1, busyWatts: 2, classes: [{ name: 'truck', idleWatts: 1, busyWatts: 2 }] }, computing: { kind: 'time' } },
  { what: 'less when busy', energy: { idleWatts: 5, busyWatts: 2 } },
  { what: 'count and rate', faults: [{ attack: 'zero', count: 1, rate: 0.5 }] },
  { what: 'nobody is faulty', faults: [{ kind: 'omission', probability: 0.5 }] },
  { what: 'no delay', faults: [{ kind: 'delay', rate: 1 }] },
  { what: 'two recoveries', faults: [{ kind: 'crash', rate: 1, recoverAfterS: 1, timeToRepair: { meanS: 1 } }] },
  { what: 'local model of edge servers', faults: [{ kind: 'crash', node: 'edge-server', count: 1, model: 'local' }] },
  { what: 'types of edge servers', faults: [{ kind: 'crash', node: 'edge-server', types: ['bus'] }] },
  { what: 'an edge server that is not', faults: [{ kind: 'crash', node: 'edge-server', edgeServers: ['nowhere'] }] },
  { what: 'an attack that is not', faults: [{ attack: 'sign', rate: 1 }] },
  { what: 'data attacked at an edge server', faults: [{ attack: 'label-flip', node: 'edge-server', rate: 1 }] },
  { what: 'data attacked per buffer', faults: [{ attack: 'label-flip', identities: 'per-buffer', count: 1 }] },
  { what: 'a window that ends before', faults: [{ kind: 'crash', rate: 1, during: { fromS: 9, toS: 3 } }] },
  { what: 'windows out of order', faults: [{ kind: 'crash', rate: 1, during: [{ fromS: 5, toS: 9 }, { fromS: 6 }] }] },
  { what: 'a region of no area', faults: [{ kind: 'crash', rate: 1, region: { polygon: [[0, 0], [1, 1], [2, 2]] } }] },
]; // prettier-ignore
