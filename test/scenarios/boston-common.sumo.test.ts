/** The scenario on real SUMO: the network builds again, and traffic flows for an hour as its README says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'ava';
import { parseStringPromise } from 'xml2js';
import { buildNetwork, netconvertVersion } from '../../scripts/build-boston-common.ts';
import { findSumo } from '../../src/find-sumo.js';
import { sumoTest } from '../helpers/sumo.ts';

const FOLDER = resolve(import.meta.dirname, '../../scenarios/boston-common');

sumoTest('boston-common - building the network again gives the one that is committed', (t) => {
  const committed = readFileSync(join(FOLDER, 'boston-common.net.xml'), 'utf8');
  const version = /with netconvert (\S+):/.exec(committed)?.[1];
  if (version !== netconvertVersion()) {
    t.log(`built with netconvert ${version ?? '?'}; ${netconvertVersion()} draws details otherwise: ids compared only`);
    const ids = (network: string): readonly string[] => [...network.matchAll(/<edge id="([^:"]+)"/g)].map((m) => m[1]!);
    t.deepEqual(ids(buildNetwork()), ids(committed));
    return;
  }
  t.is(buildNetwork(), committed);
});

interface Hour {
  /** Vehicles on the road, by simulated second. */
  readonly running: readonly number[];
  readonly statistics: string;
  /** What SUMO complained about. */
  readonly warnings: string;
}

/** An hour of the scenario's traffic without learning. */
async function drive(): Promise<Hour> {
  const sumo = findSumo()!; // sumoTest has seen to it
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-boston-'));
  try {
    const { status, stderr } = spawnSync(
      sumo.binary,
      [
        ['--configuration-file', join(FOLDER, 'boston-common.sumocfg')],
        ['--end', '3600'],
        ['--summary-output', join(folder, 'summary.xml')],
        ['--statistic-output', join(folder, 'statistics.xml')],
      ].flat(),
      { encoding: 'utf8', env: { ...process.env, SUMO_HOME: sumo.home ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    if (status !== 0) throw new Error(`sumo ended with ${status ?? 'a signal'}: ${stderr}`);
    const { summary } = (await parseStringPromise(readFileSync(join(folder, 'summary.xml'), 'utf8'))) as {
      summary: { step: { $: { running: string } }[] };
    };
    return {
      running: summary.step.map(({ $ }) => Number($.running)),
      statistics: readFileSync(join(folder, 'statistics.xml'), 'utf8'),
      warnings: stderr,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

sumoTest(
  'boston-common - an hour of traffic: soon there, some forty vehicles, no jam, teleport or collision',
  async (t) => {
    const { running, statistics, warnings } = await drive();
    t.true(running[60]! > 25, `${running[60]!} vehicles after a minute`);
    const settled = running.slice(60, 3600);
    const mean = settled.reduce((sum, count) => sum + count, 0) / settled.length;
    t.true(mean > 33 && mean < 48, `${mean} vehicles on average`);
    t.true(Math.min(...settled) > 20 && Math.max(...settled) < 75, 'the number stays level');
    t.regex(statistics, /<teleports total="0"/);
    t.regex(statistics, /<safety collisions="0"/);
    t.is(warnings, '');
  },
);

test('boston-common - the network can be placed on the globe', (t) => {
  const network = readFileSync(join(FOLDER, 'boston-common.net.xml'), 'utf8');
  t.regex(network, /projParameter="\+proj=utm \+zone=19 /);
  t.regex(network, /name="Boylston Street"/);
});
