/**
 * A crossing with a traffic light for tests of the domains, with one of everything that stands beside a road.
 *
 * `west` and `east` (300 m, two lanes) lead through the junction `x`, `south` and `north` (200 m, one lane) cross them:
 *
 *                n
 *                | north
 *        w ===== x ===== e          west: w to x, east: x to e, south: s to x, north: x to n
 *                | south
 *                s
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { launchSumo } from '../../../src/traci/index.ts';
import type { TraciClient } from '../../../src/traci/index.ts';
import { sumoHome } from '../../helpers/sumo.ts';

const NODES = `<nodes>
  <node id="w" x="0" y="0"/><node id="x" x="300" y="0" type="traffic_light"/><node id="e" x="600" y="0"/>
  <node id="s" x="300" y="-200"/><node id="n" x="300" y="200"/>
</nodes>`;
const EDGES = `<edges>
  <edge id="west" from="w" to="x" numLanes="2" speed="10"/><edge id="east" from="x" to="e" numLanes="2" speed="10"/>
  <edge id="south" from="s" to="x" numLanes="1" speed="10"/><edge id="north" from="x" to="n" numLanes="1" speed="10"/>
</edges>`;

/** The routes and types of every test; lengths and speeds make hand-worked numbers easy. */
const DEMAND = `
  <vType id="car" sigma="0" length="5" minGap="2.5" accel="2" decel="4" speedDev="0"/>
  <route id="through" edges="west east"/><route id="turn" edges="west north"/><route id="across" edges="south north"/>`;

export interface CrossingOptions {
  /** Elements of the additional file. */
  readonly additional?: string;
  /** Vehicles and persons, sorted by departure. */
  readonly demand?: string;
  readonly arguments?: readonly string[];
}

/** A client on a SUMO of its own; both, and their files, go when the test ends. */
export async function startCrossing(t: ExecutionContext, options: CrossingOptions = {}): Promise<TraciClient> {
  const { additional = '', demand = '', arguments: more = [] } = options;
  const files = {
    'crossing.nod.xml': NODES,
    'crossing.edg.xml': EDGES,
    'crossing.rou.xml': `<routes>${demand}</routes>`,
    'crossing.add.xml': `<additional>${DEMAND}${additional}</additional>`,
  };
  return await startNetwork(t, files, ['-r', 'crossing.rou.xml', '-a', 'crossing.add.xml', ...more]);
}

/** A client on the network of the `.nod.xml` and `.edg.xml` among the files. Paths are relative to the files' folder. */
export async function startNetwork(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  sumoArguments: readonly string[],
): Promise<TraciClient> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-crossing-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const named = (ending: string): string => Object.keys(files).find((name) => name.endsWith(ending))!;
  const plain = ['-n', named('.nod.xml'), '-e', named('.edg.xml'), '-o', 'net.xml', '--no-turnarounds'];
  const env = { ...process.env, SUMO_HOME: sumoHome };
  execFileSync('netconvert', plain, { cwd: folder, env, stdio: 'pipe' });
  const inFolder = sumoArguments.map((argument) => (argument.endsWith('.xml') ? join(folder, argument) : argument));
  const client = await launchSumo({
    sumoHome,
    arguments: ['-n', join(folder, 'net.xml'), ...inFolder, '--no-step-log', '--no-warnings', '--seed', '7'],
  });
  t.teardown(() => client.close());
  return client;
}

/** Takes so many steps. */
export async function steps(client: TraciClient, count: number): Promise<void> {
  for (let step = 0; step < count; step++) await client.simulationStep();
}

/** Steps until `condition` holds; fails the test when it does not within 200 steps. */
export async function stepUntil(
  t: ExecutionContext,
  client: TraciClient,
  condition: () => Promise<boolean>,
): Promise<void> {
  for (let step = 0; step < 200; step++) {
    await client.simulationStep();
    if (await condition()) return;
  }
  t.fail('the condition did not come about within 200 steps');
}
