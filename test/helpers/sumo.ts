/**
 * Real SUMO in tests: whether there is one, a small town to drive in, and clients that end with their test.
 */
import test from 'ava';
import type { ExecutionContext, Implementation } from 'ava';
import { launchSumo } from '../../src/traci/index.ts';
import type { LaunchOptions, TraciClient } from '../../src/traci/index.ts';
import { buildTown, hasSumo, sumoHome } from './town.ts';

export { buildTown, hasSumo, sumoHome } from './town.ts';
export type { Town } from './town.ts';

/** A test with real SUMO, one at a time; skipped where there is none, failed there when REQUIRE_SUMO=1. */
export function sumoTest(title: string, implementation: Implementation<[]>): void {
  if (hasSumo) test.serial(title, implementation);
  else if (process.env['REQUIRE_SUMO'] === '1')
    test(title, (t) => {
      t.fail('SUMO is required (REQUIRE_SUMO=1), but sumo and netconvert are not on the PATH');
    });
  else test.skip(`${title} (no SUMO on the PATH)`, implementation);
}

/** A client on a SUMO of its own; both end with the test. */
export async function startTown(
  t: ExecutionContext,
  options: Partial<LaunchOptions> & { readonly routes?: string } = {},
): Promise<TraciClient> {
  const { routes, arguments: more = [], ...rest } = options;
  const town = buildTown(t, routes);
  const client = await launchSumo({ sumoHome, arguments: [...town.arguments, ...more], ...rest });
  t.teardown(() => client.close());
  return client;
}

/** True when no process has this id any more. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
