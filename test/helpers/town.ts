/** The small town to drive in, and whether there is a SUMO to drive it; also for scripts, which are no tests. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** SUMO's data directory for all tests: SUMO fails on good files without it. */
export const sumoHome = process.env['SUMO_HOME'] ?? '/usr/share/sumo';

/** True when this machine has SUMO. */
export const hasSumo = findOnPath('sumo') && findOnPath('netconvert');

/** Whoever has something to undo at its end, as a test has. */
export type Undoing = Pick<ExecutionContext, 'teardown'>;

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
export function buildTown(t: Undoing, routes: string = ROUTES): Town {
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

function findOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
