/**
 * The scenario that the twins drive: a grid with a railway, and one of everything that TraCI speaks of.
 *
 * Used by `twin`. The network is made by SUMO's own tools; it claims to lie in UTM zone 32, so that places have
 * longitudes and latitudes.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('scenario/', import.meta.url));
const PROJECTION = '+proj=utm +zone=32 +ellps=WGS84 +datum=WGS84 +units=m +no_defs';

/** Where SUMO's programs and files are. */
export interface SumoInstallation {
  /** `SUMO_HOME`. */
  readonly home: string;
  /** Folder of the programs; empty for those on the PATH. */
  readonly binFolder: string;
}

/** Builds the network in `folder` and says with which arguments SUMO drives it. */
export function buildScenario(folder: string, sumo: SumoInstallation): readonly string[] {
  const run = (program: string, args: readonly string[]): void => {
    const options = { env: { ...process.env, SUMO_HOME: sumo.home }, stdio: 'pipe' } as const;
    execFileSync(join(sumo.binFolder, program), [...args], options);
  };
  const grid = join(folder, 'grid.net.xml');
  const net = join(folder, 'scenario.net.xml');
  const shape = ['--grid.number', '4', '--grid.length', '200', '--default.lanenumber', '2', '--tls.set', 'B1,C2'];
  run('netgenerate', ['--grid', ...shape, '--sidewalks.guess', '--crossings.guess', '--seed', '3', '-o', grid]);
  const rails = ['-n', join(SOURCE, 'rail.nod.xml'), '-e', join(SOURCE, 'rail.edg.xml')];
  run('netconvert', ['-s', grid, ...rails, '-o', net]);
  writeFileSync(net, located(readFileSync(net, 'utf8')));
  return [
    ...['-n', net, '-a', join(SOURCE, 'scenario.add.xml'), '-r', join(SOURCE, 'scenario.rou.xml')],
    ...['--no-step-log', '--seed', '7', '--device.taxi.dispatch-algorithm', 'traci'],
  ];
}

/** The network with a place on Earth. */
function located(net: string): string {
  return net
    .replace(/projParameter="!"/, `projParameter="${PROJECTION}"`)
    .replace(/netOffset="[^"]*"/, 'netOffset="-500000.00,-5400000.00"');
}
