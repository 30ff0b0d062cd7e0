/**
 * Real SUMO in tests: whether there is one, a small town to drive in, and clients that end with their test.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import test from 'ava';
import type { ExecutionContext, Implementation } from 'ava';
import { launchSumo } from '../../src/traci/index.ts';
import type { LaunchOptions, TraciClient } from '../../src/traci/index.ts';

/** SUMO's data directory for all tests: SUMO fails on good files without it. */
export const sumoHome = process.env['SUMO_HOME'] ?? '/usr/share/sumo';

/** True when this machine has SUMO. */
export const hasSumo = findOnPath('sumo') && findOnPath('netconvert');

/** A test with real SUMO, one at a time; skipped where there is none, failed there when REQUIRE_SUMO=1. */
export function sumoTest(title: string, implementation: Implementation<[]>): void {
  if (hasSumo) test.serial(title, implementation);
  else if (process.env['REQUIRE_SUMO'] === '1')
    test(title, (t) => {
      t.fail('SUMO is required (REQUIRE_SUMO=1), but sumo and netconvert are not on the PATH');
    });
  else test.skip(`${title} (no SUMO on the PATH)`, implementation);
}

/** Files of the town, in a folder that goes when the test ends. */
export interface Town {
  readonly folder: string;
  readonly net: string;
  readonly routes: string;
  /** SUMO's arguments for it. */
  readonly arguments: readonly string[];
}

/** Three edges of 300 m in a row, `west`, `middle`, `east`, one lane each, and a parking area beside `middle`. */
const NODES = `<nodes>
  <node id="n0" x="0" y="0"/><node id="n1" x="300" y="0"/><node id="n2" x="600" y="0"/><node id="n3" x="900" y="0"/>
</nodes>`;
const EDGES = `<edges>
  <edge id="west" from="n0" to="n1" numLanes="1" speed="13.9"/>
  <edge id="middle" from="n1" to="n2" numLanes="1" speed="13.9"/>
  <edge id="east" from="n2" to="n3" numLanes="1" speed="13.9"/>
</edges>`;
const ADDITIONAL = `<additional>
  <parkingArea id="parking" lane="middle_0" startPos="100" endPos="200" roadsideCapacity="5"/>
</additional>`;

/** One vehicle every 4 s for 200 s, unless the test brings its own. */
const ROUTES = `<routes>
  <vType id="car" sigma="0"/>
  <route id="through" edges="west middle east"/>
  <flow id="flow" type="car" route="through" begin="0" end="200" period="4" departSpeed="max"/>
</routes>`;

/** Builds the town. `routes` is the content of its route file. */
export function buildTown(t: ExecutionContext, routes: string = ROUTES): Town {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-town-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const nodes = file('town.nod.xml', NODES);
  const edges = file('town.edg.xml', EDGES);
  const net = join(folder, 'town.net.xml');
  const additional = file('town.add.xml', ADDITIONAL);
  execFileSync('netconvert', ['-n', nodes, '-e', edges, '-o', net, '--no-turnarounds'], {
    env: { ...process.env, SUMO_HOME: sumoHome },
    stdio: 'pipe',
  });
  const routeFile = file('town.rou.xml', routes);
  const common = ['--no-step-log', '--seed', '7'];
  return { folder, net, routes: routeFile, arguments: ['-n', net, '-r', routeFile, '-a', additional, ...common] };
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

function findOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
