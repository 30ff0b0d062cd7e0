/**
 * How long a step takes for each number of vehicles, and how many instructions.
 *
 * Each number has a process of its own, so that none runs code compiled, or clears up garbage made, for another. They take
 * turns, so that a slow minute of the machine strikes all alike. All measure the same seconds of simulated time, for work
 * comes in waves that dissolve in time: where the most vehicles have one simulation, a tenth of them has ten, one after the
 * other.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { countInstructions, type InstructionCounter } from './instructions.ts';
import type { Order, Report } from './process-main.ts';

/** Steps of a simulation before any counts: in them, whatever a vehicle's first piece of work makes once is made. */
const WARM_UP_STEPS = 50;

/** Steps that count. */
const STEPS = 30;

const TURNS = 10;

/** Without a helper around each function, as `tsx` has it, which would count for the simulator. */
const LOADER = new URL('../../scripts/typescript/register.mjs', import.meta.url).href;
const MAIN = new URL('process-main.ts', import.meta.url);

interface Follower {
  readonly vehicles: number;
  readonly child: ChildProcess;
  /** Where instructions can be counted, once it is there. */
  counter: InstructionCounter | undefined;
  /** Steps that count in a turn, of one simulation or of several. */
  readonly stepsATurn: number;
  /** Of the present simulation, steps that will count. */
  left: number;
  /** Of all turns. */
  ms: number;
}

/** What a step costs. */
export interface StepCost {
  readonly vehicles: number;
  /** Of processor time. */
  readonly ms: number;
  /** Undefined where they cannot be counted. */
  readonly instructions: number | undefined;
}

/** @param vehicles - ascending, each ten times the one before. */
export async function measureSteps(name: string, vehicles: readonly number[]): Promise<readonly StepCost[]> {
  const most = vehicles.at(-1)!;
  const followers: Follower[] = [];
  try {
    for (const count of vehicles) {
      const child = fork(MAIN, [name, String(count)], { execArgv: ['--import', LOADER] });
      const stepsATurn = (STEPS * most) / count / TURNS;
      followers.push({ vehicles: count, child, counter: undefined, stepsATurn, left: 0, ms: 0 });
    }
    // Code is compiled in a turn that does not count; the most vehicles have long enough to warm up.
    for (const follower of followers.slice(0, -1)) await takeTurn(follower);
    for (const follower of followers) {
      follower.ms = 0;
      follower.counter = await countInstructions(follower.child.pid!);
    }
    for (let turn = 0; turn < TURNS; turn++)
      for (const follower of turn % 2 === 0 ? followers : followers.toReversed()) await takeTurn(follower);
    return await Promise.all(followers.map(costOf));
  } finally {
    for (const { child } of followers) child.kill();
  }
}

async function costOf({ vehicles, child, counter, stepsATurn, ms }: Follower): Promise<StepCost> {
  const steps = stepsATurn * TURNS;
  const counted = await counter?.end();
  await end(child);
  return { vehicles, ms: ms / steps, instructions: counted && counted / steps };
}

async function takeTurn(follower: Follower): Promise<void> {
  for (let due = follower.stepsATurn; due > 0;) {
    if (follower.left === 0) {
      await ask(follower, { steps: WARM_UP_STEPS, isNew: true });
      follower.left = STEPS;
    }
    const steps = Math.min(due, follower.left);
    await follower.counter?.start();
    follower.ms += (await ask(follower, { steps, isNew: false })).ms;
    await follower.counter?.stop();
    follower.left -= steps;
    due -= steps;
  }
}

async function ask({ child, vehicles }: Follower, order: Order): Promise<Report> {
  child.send(order);
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code]): never => {
    throw new Error(`the process of ${vehicles} vehicles: expected an answer, got its end with code ${code}`);
  });
  const answer = once(child, 'message', { signal: ended.signal }).then(([message]) => message as Report);
  try {
    return await Promise.race([answer, gone]);
  } finally {
    ended.abort();
    await Promise.allSettled([answer, gone]);
  }
}

/** Waits until the process has found all its gradients accounted for. */
async function end(child: ChildProcess): Promise<void> {
  child.send('end');
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`a process of the benchmark: expected its end with code 0, got ${code}`);
}
