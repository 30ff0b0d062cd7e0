/** Runs, in this process, of vehicles that stand in the range of edge servers: digits, real gradients, no SUMO. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { prepareExperiment, type PreparedExperiment } from '../../src/sim/prepare.ts';

/** Vehicles that stand side by side for a minute, from x = 0 on, named v0, v1 ... */
function standing(vehicles: number): string {
  const all = Array.from(
    { length: vehicles },
    (_, index) => `<vehicle id="v${index}" x="${index}" y="0" speed="0" angle="0" type="car"/>`,
  ).join('');
  const steps = Array.from({ length: 60 }, (_, second) => `<timestep time="${second}.00">${all}</timestep>`);
  return `<fcd-export>\n${steps.join('\n')}\n</fcd-export>\n`;
}

/**
 * Writes and prepares an experiment about them: one edge server, synchronous rounds of twelve gradients of ten digits.
 *
 * @param learning - changes to `learning`, `edgeServer` apart.
 * @returns The experiment and a folder for its results, which goes with the test.
 */
export async function prepareStanding(
  t: ExecutionContext,
  {
    learning = {},
    edgeServer = {},
    ...others
  }: {
    readonly learning?: object;
    readonly edgeServer?: object;
    readonly faults?: readonly object[];
    readonly stop: object;
  },
): Promise<{ readonly prepared: PreparedExperiment; readonly out: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-standing-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, 'town.fcd.xml'), standing(12));
  const file = join(folder, 'experiment.yaml');
  const content = {
    name: 'standing',
    traffic: { fcd: 'town.fcd.xml' },
    edgeServers: [{ name: 'a', position: { x: 0, y: 0 }, range: 50 }],
    workers: { computeTimeMs: 500 },
    data: { set: 'digits', train: 500, test: 200 },
    model: { hidden: [16] },
    learning: {
      mode: 'synchronous',
      batchSize: 10,
      learningRate: 0.04,
      ...learning,
      edgeServer: { gradients: 12, ...edgeServer },
    },
    ...others,
  };
  writeFileSync(file, stringify(content));
  return { prepared: await prepareExperiment(file, { cacheDir: folder }), out: join(folder, 'out') };
}
