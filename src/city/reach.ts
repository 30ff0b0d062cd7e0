/**
 * Which roads one may set out from, and which one may set out for, such that every journey is possible. Pure.
 *
 * The roads from each of which every other can be reached are the core; whatever leads to the core is an origin, and
 * whatever the core leads to is a destination, so that a way always exists: through the core.
 */
import type { Road } from './road-network.ts';

/** Indices of roads, ascending. */
export interface Reach {
  readonly origins: readonly number[];
  readonly destinations: readonly number[];
}

/** The reach of the largest core, by metres of lane. */
export function findReach(roads: readonly Road[]): Reach {
  const forward = roads.map(({ next, turnarounds }) => [...next, ...turnarounds]);
  const backward = reversed(forward);
  let core: readonly number[] = [];
  let largest = -1;
  for (const component of components(forward, backward)) {
    const metres = component.reduce((sum, index) => sum + roads[index]!.length * roads[index]!.lanes, 0);
    if (metres <= largest) continue;
    largest = metres;
    core = component;
  }
  return { origins: reachable(core, backward), destinations: reachable(core, forward) };
}

/**
 * Strongly connected components: Kosaraju's two searches, without recursion, which a country's network would exhaust.
 *
 * Source: Sharir, "A strong-connectivity algorithm and its applications in data flow analysis", 1981.
 */
function components(
  forward: readonly (readonly number[])[],
  backward: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const seen = new Uint8Array(forward.length);
  const finished: number[] = [];
  for (let start = 0; start < forward.length; start++) visitPostorder(start, forward, seen, finished);
  const taken = new Uint8Array(forward.length);
  return finished
    .toReversed()
    .map((start) => {
      const component: number[] = [];
      visitPostorder(start, backward, taken, component);
      return component;
    })
    .filter((component) => component.length > 0);
}

/** Appends to `order` every node reached from `start` and not seen before, each after those reached through it. */
function visitPostorder(
  start: number,
  successors: readonly (readonly number[])[],
  seen: Uint8Array,
  order: number[],
): void {
  if (seen[start] === 1) return;
  seen[start] = 1;
  const path = [{ node: start, tried: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const following = successors[top.node]![top.tried++];
    if (following === undefined) {
      order.push(top.node);
      path.pop();
    } else if (seen[following] === 0) {
      seen[following] = 1;
      path.push({ node: following, tried: 0 });
    }
  }
}

function reachable(from: readonly number[], successors: readonly (readonly number[])[]): readonly number[] {
  const reached = new Set(from);
  // A Set is visited in the order of insertion, additions during the visit included: a breadth-first search.
  for (const node of reached) for (const following of successors[node]!) reached.add(following);
  return [...reached].toSorted((a, b) => a - b);
}

function reversed(successors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const predecessors: number[][] = successors.map(() => []);
  for (const [node, following] of successors.entries()) for (const other of following) predecessors[other]!.push(node);
  return predecessors;
}
