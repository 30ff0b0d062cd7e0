import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { ExperimentError } from '../../../src/sim/experiment/errors.ts';
import { readNetwork } from '../../../src/sim/sumo-files/network.ts';

function file(t: ExecutionContext, name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-net-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const network = (projection: string): string => `<net>
  <location netOffset="0,0" projParameter="${projection}"/>
  <edge id="e" from="a" to="b"/>
  <junction id="a" type="priority" x="1.5" y="-2"/><junction id="b" x="3" y="4"/>
</net>`;

test('network - gives the junctions asked for and nothing else, plain and zipped', async (t) => {
  const expected = new Map([['b', { x: 3, y: 4 }]]);
  const wanted = new Set(['b', 'nowhere']);
  const plain = await readNetwork(file(t, 'a.net.xml', network('!')), wanted);
  t.deepEqual(plain.junctions, expected);
  const zipped = await readNetwork(file(t, 'a.net.xml.gz', gzipSync(network('!'))), wanted);
  t.deepEqual(zipped, plain);
});

for (const [projection, expected] of [
  ['!', false],
  ['-', false],
  ['', false],
  ['+proj=utm +zone=19', true],
] as const) {
  test(`network - projection "${projection}" means ${expected ? 'projected' : 'not projected'}`, async (t) => {
    t.is((await readNetwork(file(t, 'a.net.xml', network(projection)), new Set())).projected, expected);
  });
}

for (const [name, content, message] of [
  ['not XML', 'hello', /expected a SUMO network/],
  ['cut short', '<net><junction id="a"', /expected a SUMO network/],
  ['another document', '<routes/>', /found no <net> in it/],
] as const) {
  test(`network - ${name} is refused in one line`, async (t) => {
    const error = await t.throwsAsync(readNetwork(file(t, 'a.net.xml', content), new Set()), {
      instanceOf: ExperimentError,
      code: 'E_TRAFFIC_FILE',
      message,
    });
    t.false(error.message.includes('\n'));
  });
}

test('network - an absent file and a broken zip are refused', async (t) => {
  await t.throwsAsync(readNetwork('/nowhere/a.net.xml', new Set()), { code: 'E_TRAFFIC_FILE' });
  await t.throwsAsync(readNetwork('/nowhere/a.net.xml.gz', new Set()), { code: 'E_TRAFFIC_FILE' });
  await t.throwsAsync(readNetwork(file(t, 'a.net.xml.gz', 'not zipped'), new Set()), { code: 'E_TRAFFIC_FILE' });
});
