/**
 * SUMO itself: twin simulations, and its own word on who is in range. Without SUMO or its Python client, skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { compareConnectivity } from '../../scripts/conformance/connectivity.ts';
import { compareConstants } from '../../scripts/conformance/constants.ts';
import { compareTwins } from '../../scripts/conformance/twin.ts';
import { sumoHome, sumoTest } from '../helpers/sumo.ts';

const sumo = { home: sumoHome, binFolder: '' };
const hasClient =
  existsSync(join(sumoHome, 'tools', 'traci', 'connection.py')) && spawnSync('python3', ['--version']).status === 0;
const clientTest: typeof sumoTest = (title, implementation) => {
  if (hasClient) sumoTest(title, implementation);
  else test.skip(`${title} (no Python client of SUMO)`, implementation);
};

clientTest("twin - SUMO's own client and ours see the same, to the last bit", async (t) => {
  const report = await compareTwins({ ...sumo, python: 'python3', stride: 60 });
  t.deepEqual(report.differences, []);
  t.true(report.gets > 10_000 && report.calls > 600 && report.errors > 500, JSON.stringify(report));
});

clientTest('constants - those that both know are equal', (t) => {
  const { compared, different } = compareConstants(sumoHome);
  t.deepEqual(different, []);
  t.true(compared > 450, `only ${compared} compared`);
});

sumoTest("connectivity - the gate equals SUMO's context subscriptions", async (t) => {
  const { decisions, inRange, differences } = await compareConnectivity(sumo, 100);
  t.deepEqual(differences, []);
  t.true(decisions > 5000 && inRange > 100, `${inRange} of ${decisions} in range`);
});
