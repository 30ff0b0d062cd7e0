/** A made-up town, with SUMO's real converters. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { importScenario, placeSites, type ImportOptions, type SumoTools } from '../../src/city/index.ts';
import { findSumo, loadExperiment, prepareExperiment } from '../../src/index.ts';
import { createRandom } from '../../src/random.ts';
import { sumoHome, sumoTest } from '../helpers/sumo.ts';
import { fileOf, temporary } from './temporary.ts';

const TOWN = resolve(import.meta.dirname, '../fixtures/city/town.osm.xml');

/** The SUMO of this machine; a test that starts it is skipped where there is none. */
const SUMO = { binary: findSumo()?.binary ?? 'sumo', home: sumoHome };

const optionsOf = (source: ImportOptions['source'], out: string, tools: SumoTools = SUMO): ImportOptions => ({
  source,
  out,
  density: 60,
  through: 0.5,
  seconds: 120,
  seed: 3,
  servers: 2,
  range: 100,
  command: 'edgemlsim scenario import --osm town.osm.xml',
  tools,
});

const contentOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

sumoTest('import - a map becomes a scenario that runs, the same each time; its network alone another', async (t) => {
  const folder = temporary(t);
  const out = join(folder, 'town');
  const { figures } = await importScenario(optionsOf({ kind: 'osm', file: TOWN }, out));
  t.deepEqual(readdirSync(folder), ['town']);
  t.deepEqual(readdirSync(out).toSorted(), [
    'README.md',
    'city.net.xml',
    'city.poly.xml',
    'city.rou.xml',
    'city.sumocfg',
    'experiment.yaml',
    'sites.svg',
  ]);
  // Three streets and three roads of four blocks, two of them one-way: 3 x 4 x 2 + 3 x 4 x 2 - 2 x 4.
  t.is(new Map(figures).get('roads open to cars, one for each direction'), '40');
  t.true(Number(new Map(figures).get('vehicles that set out')) > 10);
  const experiment = await loadExperiment(join(out, 'experiment.yaml'));
  t.is(experiment.edgeServers.length, 2);
  t.notRegex(readFileSync(join(out, 'city.net.xml'), 'utf8'), /<!--/, 'neither date nor paths of this machine');
  t.regex(readFileSync(join(out, 'README.md'), 'utf8'), /OpenStreetMap contributors/);
  const small = ['data.train=100', 'data.test=100'];
  const prepared = await prepareExperiment(join(out, 'experiment.yaml'), { cacheDir: folder, overrides: small });
  t.is(prepared.sites.length, 2, 'the junctions are in the network');

  const again = join(temporary(t), 'town');
  await importScenario(optionsOf({ kind: 'osm', file: TOWN }, again));
  t.deepEqual(contentOf(again), contentOf(out));

  const network = join(out, 'city.net.xml');
  const fromNetwork = join(temporary(t), 'net');
  await importScenario({ ...optionsOf({ kind: 'net', file: network }, fromNetwork), seed: 4 });
  t.is(contentOf(fromNetwork)['city.net.xml'], contentOf(out)['city.net.xml']);
  t.not(contentOf(fromNetwork)['city.rou.xml'], contentOf(out)['city.rou.xml']);
  t.notRegex(contentOf(fromNetwork)['README.md']!, /OpenStreetMap/);

  const placed = await placeSites(
    { kind: 'configuration', file: join(out, 'city.sumocfg') },
    {
      method: 'coverage',
      count: 2,
      range: 100,
      seconds: 60,
      random: createRandom(1),
      tools: () => SUMO,
    },
  );
  t.is(placed.placement.sites.length, 2);
  t.true(placed.placement.together > 0.2 && placed.placement.together <= 1);
});

sumoTest(
  'import - roads that lead nowhere, a range that reaches nobody, a SUMO that refuses: one line, no folder',
  async (t) => {
    const folder = temporary(t);
    const out = join(folder, 'town');
    const lonely = `<osm version="0.6"><node id="1" lat="1" lon="1"/><node id="2" lat="1" lon="1.01"/>
    <way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="oneway" v="yes"/></way></osm>`;
    const dangling =
      '<osm version="0.6"><way id="3"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>';
    for (const [options, code] of [
      [optionsOf({ kind: 'osm', file: fileOf(t, 'lonely.osm', lonely) }, out), 'E_CITY_INPUT'],
      [optionsOf({ kind: 'osm', file: fileOf(t, 'dangling.osm', dangling) }, out), 'E_CITY_TOOL'],
      [{ ...optionsOf({ kind: 'osm', file: TOWN }, out), range: 0.001 }, 'E_CITY_INPUT'],
      [{ ...optionsOf({ kind: 'osm', file: TOWN }, out), density: 1e-9 }, 'E_CITY_INPUT'],
    ] as const) {
      const error = await t.throwsAsync(importScenario(options), { code });
      t.false(error.message.includes('\n'), error.message);
      t.log(error.message);
    }
    t.false(existsSync(out));
    t.deepEqual(readdirSync(folder), []);
  },
);

test('import - SUMO without its converters', async (t) => {
  const out = join(temporary(t), 'town');
  const options = optionsOf({ kind: 'osm', file: TOWN }, out, { binary: '/nowhere/sumo' });
  await t.throwsAsync(importScenario(options), { code: 'E_CITY_TOOL', message: /there is no netconvert/ });
  t.false(existsSync(out));
});
