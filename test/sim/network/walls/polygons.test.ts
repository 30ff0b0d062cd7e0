import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { ExperimentError } from '../../../../src/sim/experiment/errors.ts';
import { readPolygons } from '../../../../src/sim/network/walls/polygons.ts';

function file(t: ExecutionContext, content: string | Uint8Array, name = 'town.poly.xml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-poly-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const TOWN = `<additional>
  <location netOffset="0,0" projParameter="!"/>
  <poly id="park" type="park" shape="0,0 1,0 1,1"/>
  <poly id="house" type="building.house" fill="1" shape="0,0 10,0 10.5,-2.5"><param key="k" value="v"/></poly>
  <poly id="hall" type="building" shape=" 1,2,7  3,4,7 5,6,7 1,2,7 "/>
  <poly id="line" type="building" shape="0,0 1,1"/>
  <poly id="buildings" type="buildings" shape="0,0 1,0 1,1"/>
  <poi id="p" type="building" x="0" y="0"/>
</additional>`;

test('polygons - keeps the types asked for and what is below them, plain and zipped', async (t) => {
  const expected = [Float64Array.of(0, 0, 10, 0, 10.5, -2.5), Float64Array.of(1, 2, 3, 4, 5, 6, 1, 2)];
  t.deepEqual(await readPolygons(file(t, TOWN), ['building']), expected);
  t.deepEqual(await readPolygons(file(t, gzipSync(TOWN), 'town.poly.xml.gz'), ['building']), expected);
  t.is((await readPolygons(file(t, TOWN), ['building', 'park'])).length, 3);
});

test('polygons - the outline of a forest does not end the reading', async (t) => {
  const forest = `<poly id="forest" type="forest" shape="${'123.45,678.90 '.repeat(20_000)}"/>`;
  t.is((await readPolygons(file(t, TOWN.replace('<poi', `${forest}<poi`)), ['building'])).length, 2);
});

const building = (attributes: string): string =>
  `<additional><poly id="b" type="building" ${attributes}/></additional>`;

for (const [name, content, message] of [
  ['an absent corner', building('shape="0,0 1 2,2"'), /poly "b": expected corners "x,y", got "1"/],
  ['a corner that is no number', building('shape="0,0 1,x 2,2"'), /got "1,x"/],
  ['an empty number', building('shape="0,0 1, 2,2"'), /got "1,"/],
  ['degrees', building('geo="1" shape="0,0 1,0 1,1"'), /"b" is in degrees.*polyconvert/],
  [
    'no building',
    '<additional><poly id="p" type="park" shape="0,0 1,0 1,1"/></additional>',
    /no polygon of type building/,
  ],
  ['not XML', 'hello', /expected SUMO polygons/],
  ['cut short', TOWN.slice(0, 300), /expected SUMO polygons/],
  ['a tag without end', `<additional><poly shape="${'1,1 '.repeat(600_000)}`, /characters without a tag/],
] as const) {
  test(`polygons - ${name}: refused in one line that names the key`, async (t) => {
    const error = await t.throwsAsync(readPolygons(file(t, content), ['building']), {
      instanceOf: ExperimentError,
      code: 'E_TRAFFIC_FILE',
      message,
    });
    t.false(error.message.includes('\n'));
    t.is(error.path, 'network.walls.file');
  });
}

test('polygons - an absent file is refused, zipped or not', async (t) => {
  await t.throwsAsync(readPolygons('/nowhere/a.poly.xml', ['building']), { code: 'E_TRAFFIC_FILE' });
  await t.throwsAsync(readPolygons('/nowhere/a.poly.xml.gz', ['building']), { code: 'E_TRAFFIC_FILE' });
});
