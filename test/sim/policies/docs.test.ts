/** The example of docs/mobility.md is a plugin that loads, fits an experiment and does what it says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { parseExperiment } from '../../../src/sim/experiment/load.ts';
import type { ViewedVehicle } from '../../../src/sim/mobility/actions.ts';
import { BUILT_IN, loadPlugins } from '../../../src/sim/plugins.ts';
import { trafficPolicyOf } from '../../../src/sim/policies/index.ts';
import { experimentContent } from '../../helpers/experiments.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/mobility.md'), 'utf8');

test('policies - the example of the page loads as a plugin and brakes a vehicle once', async (t) => {
  const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
  t.is(examples.length, 1);
  // Beside the sources, as the page's import expects.
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.edgemlsim-docs-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'example.ts');
  writeFileSync(file, examples[0]!.replaceAll("'../src/index.ts'", JSON.stringify(join(ROOT, 'src/index.ts'))));
  const registries = await loadPlugins([file]);
  const content = experimentContent({ traffic: { config: 'a.sumocfg', policy: { name: 'brake-once', speed: 4 } } });
  const { traffic } = parseExperiment(content, 'x', registries);
  t.deepEqual(traffic.policy, { name: 'brake-once', speed: 4, durationMs: 3000 });
  const policy = trafficPolicyOf(traffic.policy, registries.trafficPolicies)!;
  const vehicle: ViewedVehicle = { id: 'v', x: 0, y: 0, speed: 9, angle: 0, edgeServer: 'a', worker: 'computing' };
  const view = { timeMs: 1000, vehicles: [vehicle], arrived: [], edgeServers: [] };
  const first = policy.decide(view, policy.initial, () => 0);
  t.deepEqual(first.actions, [{ kind: 'slow-down', vehicle: 'v', speed: 4, durationMs: 3000 }]);
  t.deepEqual(policy.decide(view, first.state, () => 0).actions, []);
});

test('policies - the page has every built-in policy; an experiment may name no other, nor any for recorded traffic', (t) => {
  for (const name of BUILT_IN.trafficPolicies.keys()) t.true(page.includes(`| \`${name}\``), name);
  const parse = (traffic: object): unknown => parseExperiment(experimentContent({ traffic }));
  const refused = (traffic: object, message: RegExp): void => {
    t.throws(() => parse(traffic), { code: 'E_EXPERIMENT_VALUE', message });
  };
  refused({ config: 'a', policy: 'slow-in-rnage' }, /traffic\.policy: unknown traffic policy .* "slow-in-range"/);
  refused(
    { config: 'a', policy: { name: 'slow-in-range', speed: 0 } },
    /traffic\.policy\.speed: expected a number > 0/,
  );
  refused({ trace: 'a', policy: 'slow-in-range' }, /traffic\.policy: expected policy with config alone/);
});
