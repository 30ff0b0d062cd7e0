import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readRoadMap } from '../../../src/sim/results/road-map.ts';

const NETWORK = `<net version="1.9">
<location netOffset="0,0" convBoundary="0,0,500,500" origBoundary="0,0,500,500" projParameter="!"/>
<edge id=":a_0" function="internal"><lane id=":a_0_0" index="0" speed="9" length="9" shape="0,0 9,9"/></edge>
<edge id="avenue" from="a" to="b">
  <lane id="avenue_0" index="0" allow="pedestrian" width="2.00" shape="0,-3 100,-3"/>
  <lane id="avenue_1" index="1" shape="0,0 50,0.2 100,0"/>
  <lane id="avenue_2" index="2" width="3.00" shape="0,3.14 100,3.14"/>
</edge>
<edge id="rail" from="a" to="b"><lane id="rail_0" index="0" allow="rail tram" shape="0,9 100,9"/></edge>
<edge id="path" from="a" to="b"><lane id="path_0" index="0" disallow="all" shape="0,9 100,9"/></edge>
<edge id="lane" from="b" to="c"><lane id="lane_0" index="0" shape="100,0,7 100,100,8"/></edge>
<edge id="afar" from="b" to="d"><lane id="afar_0" index="0" shape="900,900 990,900"/></edge>
<junction id="a" type="priority" x="0" y="0" shape="-2,-4 2,-4 2,4"/>
<junction id="afar" type="priority" x="900" y="900" shape="898,896 902,896 902,904"/>
<junction id=":a_0_0" type="internal" x="1" y="1" shape="-2,-4 2,-4 2,4"/>
</net>`;

const SITES = [{ x: 50, y: 0, range: 50 }];

function networkFile(t: ExecutionContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-map-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'town.net.xml');
  writeFileSync(file, content);
  return file;
}

test('road-map - roads for cars around the edge servers, simplified, with their junctions', async (t) => {
  t.deepEqual(await readRoadMap(networkFile(t, NETWORK), SITES, ['mid']), {
    schemaVersion: 1,
    edgeServers: [{ name: 'mid', x: 50, y: 0, range: 50 }],
    roads: [
      { width: 6.2, shape: [0, 3.1, 100, 3.1] },
      { width: 3.2, shape: [100, 0, 100, 100] },
    ],
    junctions: [[-2, -4, 2, -4, 2, 4]],
  });
});

test('road-map - of too many roads the largest stay, without junctions', async (t) => {
  const { roads, junctions } = await readRoadMap(networkFile(t, NETWORK), SITES, ['mid'], { mostRoads: 1 });
  t.deepEqual(roads, [{ width: 6.2, shape: [0, 3.1, 100, 3.1] }]);
  t.deepEqual(junctions, []);
});

test('road-map - the map of Boston Common: every street of the scenario, in little space', async (t) => {
  const file = resolve(import.meta.dirname, '../../../scenarios/boston-common/boston-common.net.xml');
  const map = await readRoadMap(file, [{ x: 660, y: 480, range: 700 }], ['centre']);
  t.true(map.roads.length > 50);
  t.true(map.junctions.length > 20);
  t.true(JSON.stringify(map).length < 40_000);
  for (const { width, shape } of map.roads) t.true(width >= 3 && shape.length >= 4 && shape.every(Number.isFinite));
});

test('road-map - a file that is no network is refused', async (t) => {
  await t.throwsAsync(readRoadMap(networkFile(t, '<nodes/>'), SITES, ['mid']), { code: 'E_TRAFFIC_FILE' });
});
