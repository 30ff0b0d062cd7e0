/**
 * Traffic to measure the TraCI client with: square grids and trips between random edges, the same on every machine.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../src/index.ts';

export interface TownOptions {
  readonly folder: string;
  readonly sumoHome: string;
  /** Junctions along one side. */
  readonly junctions: number;
  /** Between two junctions, in m. */
  readonly blockM: number;
  readonly lanes: number;
  /** Trips, evenly over `durationS`; all at once when that is 0. */
  readonly trips: number;
  readonly durationS: number;
}

/** Builds the town in `folder`; returns SUMO's arguments for it. */
export function buildGrid(options: TownOptions): readonly string[] {
  const { folder, sumoHome, junctions, blockM, lanes, trips, durationS } = options;
  const net = join(folder, 'grid.net.xml');
  const routes = join(folder, 'grid.rou.xml');
  const shape = ['--grid.number', String(junctions), '--grid.length', String(blockM)];
  execFileSync('netgenerate', ['--grid', ...shape, '--default.lanenumber', String(lanes), '--seed', '1', '-o', net], {
    env: { ...process.env, SUMO_HOME: sumoHome },
    stdio: 'pipe',
  });
  const edges = [...readFileSync(net, 'utf8').matchAll(/<edge id="([^":]+)" from=/g)].map((match) => match[1]!);
  const stream = createRandom(1).stream('trips');
  const pick = (): string => edges[stream.integer(edges.length)]!;
  const place = durationS === 0 ? ' departPos="random" departLane="random"' : ' departLane="best"';
  const lines = Array.from({ length: trips }, (_, index) => {
    const depart = ((durationS * index) / trips).toFixed(2);
    return `<trip id="v${index}" depart="${depart}" from="${pick()}" to="${pick()}"${place}/>`;
  });
  writeFileSync(routes, `<routes>\n${lines.join('\n')}\n</routes>\n`);
  return ['-n', net, '-r', routes, '--no-step-log', '--no-warnings', '--seed', '1', '--time-to-teleport', '-1'];
}
