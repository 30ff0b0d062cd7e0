import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { nearestRoads } from '../../../src/sim/mobility/nearest-roads.ts';

const lane = (shape: string, more = ''): string => `<lane id="l" index="0" shape="${shape}" ${more}/>`;
const NETWORK = `<net>
  <edge id=":n_0" function="internal">${lane('0,0 10,0')}</edge>
  <edge id="path">${lane('0,1 100,1', 'allow="pedestrian"')}</edge>
  <edge id="street">${lane('0,2 100,2', 'allow="pedestrian"')}${lane('0,5,7 100,5,7', 'disallow="pedestrian"')}</edge>
  <edge id="avenue">${lane('0,60 100,60')}</edge>
</net>`;

test('nearest roads - those that are open to cars, on any lane; none where there is none', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-roads-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const [file, empty] = [join(folder, 'a.net.xml'), join(folder, 'b.net.xml')];
  writeFileSync(file, NETWORK);
  writeFileSync(empty, '<net/>');
  const sites = [0, 32, 33].map((y) => ({ x: 50, y, range: 10 }));
  t.deepEqual(await nearestRoads(file, sites), ['street', 'street', 'avenue']);
  t.deepEqual(await nearestRoads(empty, sites.slice(1)), [null, null]);
});
