/**
 * How long a step takes for each number of vehicles.
 *
 * Each number has a process of its own, so that none runs code compiled, or clears up garbage made, for another. They take
 * turns, so that a slow minute of the machine strikes all alike. Turns are as much work for each, and long beside the time in
 * which a process finds its memory again in the caches that the others have had meanwhile.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Turns before any is measured, in which code is compiled. */
const WARM_UPS = 2;

/** Of the most vehicles, in a turn. */
const STEPS = 5;

/** Without a helper around each function, as `tsx` has it, which would count for the simulator. */
const LOADER = new URL('../../scripts/typescript/register.mjs', import.meta.url).href;
const MAIN = new URL('process-main.ts', import.meta.url);

interface Follower {
  readonly vehicles: number;
  readonly child: ChildProcess;
  /** In a turn. */
  readonly steps: number;
  /** Of all turns that count. */
  ms: number;
}

/**
 * @param vehicles - ascending.
 * @param turns - that count.
 * @returns ms a step for each number of vehicles.
 */
export async function measureTimes(
  name: string,
  vehicles: readonly number[],
  turns: number,
): Promise<readonly number[]> {
  const followers = vehicles.map((count): Follower => {
    const child = fork(MAIN, [name, String(count)], { execArgv: ['--import', LOADER] });
    return { vehicles: count, child, steps: Math.round((STEPS * vehicles.at(-1)!) / count), ms: 0 };
  });
  try {
    for (let turn = -WARM_UPS; turn < turns; turn++)
      for (const follower of turn % 2 === 0 ? followers : followers.toReversed()) {
        const { ms } = await ask(follower, follower.steps);
        if (turn >= 0) follower.ms += ms!;
      }
    for (const follower of followers) await ask(follower, 0);
  } finally {
    for (const { child } of followers) child.kill();
  }
  return followers.map(({ ms, steps }) => ms / steps / turns);
}

async function ask({ child, vehicles }: Follower, steps: number): Promise<{ readonly ms?: number }> {
  child.send(steps);
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code]): never => {
    throw new Error(`the process of ${vehicles} vehicles: expected an answer, got its end with code ${code}`);
  });
  const answer = once(child, 'message', { signal: ended.signal }).then(([message]) => message as { ms?: number });
  try {
    return await Promise.race([answer, gone]);
  } finally {
    ended.abort();
    await Promise.allSettled([answer, gone]);
  }
}
