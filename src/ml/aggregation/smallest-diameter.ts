/**
 * The subset of given size with the least diameter, exactly, without trying all subsets.
 *
 * A subset of n - f points has diameter <= delta exactly if removing the other f points leaves no pair farther apart than
 * delta: f points cover all "far" pairs (a vertex cover). The least delta is found by bisection over the n (n - 1) / 2
 * distances; each trial is a bounded search tree, exponential in f alone and short where faulty vectors are far away.
 * Source of the search tree: Downey and Fellows, "Fixed-parameter tractability", chapter 3 (vertex cover).
 */
import { AggregationError } from './errors.ts';

/** More steps than a search over honest and far-away vectors ever takes; a fraction of a minute. */
const STEP_LIMIT = 5_000_000;

/**
 * @param distances - [n, n], symmetric, with zero diagonal; +infinity is allowed.
 * @param size - number of points to keep, 1 <= size <= n.
 * @returns Ascending indices; of several subsets with the least diameter the first in lexicographic order.
 * @throws {AggregationError} `E_SEARCH_LIMIT` if the search does not end in reasonable time.
 */
export function smallestDiameterSubset(distances: Float64Array, n: number, size: number): readonly number[] {
  const thresholds = [...new Set(distances)].sort((a, b) => a - b);
  const search = createSearch(n, n - size);
  const fits = (threshold: number): boolean => search.coverable(farPairs(distances, n, threshold), n - size);
  let [low, high] = [0, thresholds.length - 1];
  while (low < high) {
    const trial = (low + high) >> 1;
    if (fits(thresholds[trial]!)) high = trial;
    else low = trial + 1;
  }
  return firstSubset(farPairs(distances, n, thresholds[low]!), size, search.coverable);
}

/** For each point, the set of those farther away than `threshold`. */
type Graph = readonly Set<number>[];
type Coverable = (graph: Graph, budget: number) => boolean;

function farPairs(distances: Float64Array, n: number, threshold: number): Graph {
  return Array.from({ length: n }, (_, i) => {
    const far = new Set<number>();
    for (let j = 0; j < n; j++) if (distances[i * n + j]! > threshold) far.add(j);
    return far;
  });
}

/** Keeps each point in turn if the rest can still be completed; otherwise removes it. */
function firstSubset(graph: Graph, size: number, coverable: Coverable): readonly number[] {
  const n = graph.length;
  let budget = n - size;
  let current = graph;
  const removed = new Set<number>();
  const kept: number[] = [];
  for (let point = 0; point < n && kept.length < size; point++) {
    if (removed.has(point)) continue;
    const far = [...current[point]!];
    const without = removeAll(current, far);
    if (far.length <= budget && coverable(without, budget - far.length)) {
      for (const other of far) removed.add(other);
      kept.push(point);
      budget -= far.length;
      current = without;
    } else {
      removed.add(point);
      budget--;
      current = removeAll(current, [point]);
    }
  }
  return kept;
}

function removeAll(graph: Graph, points: readonly number[]): Graph {
  if (points.length === 0) return graph;
  const gone = new Set(points);
  return graph.map((far, point) =>
    gone.has(point) ? new Set<number>() : new Set([...far].filter((other) => !gone.has(other))),
  );
}

function createSearch(n: number, f: number): { readonly coverable: Coverable } {
  let steps = 0;
  const coverable: Coverable = (graph, budget) => {
    if (++steps > STEP_LIMIT) {
      throw new AggregationError(
        'E_SEARCH_LIMIT',
        `minimum-diameter-averaging: no subset was proved smallest within ${STEP_LIMIT} steps for n = ${n}, f = ${f}; tolerate fewer faults or use another rule`,
        { rule: 'minimum-diameter-averaging', n, f },
      );
    }
    let widest = 0;
    let ends = 0;
    for (const [point, far] of graph.entries()) {
      ends += far.size;
      if (far.size > graph[widest]!.size) widest = point;
    }
    const degree = graph[widest]!.size;
    const pairs = ends / 2;
    if (degree === 0) return true;
    // Each removal settles at most `degree` pairs; pairs without a common point need one removal each.
    if (pairs > budget * degree) return false;
    if (degree === 1) return true;
    if (coverable(removeAll(graph, [widest]), budget - 1)) return true;
    return degree <= budget && coverable(removeAll(graph, [...graph[widest]!]), budget - degree);
  };
  return { coverable };
}
