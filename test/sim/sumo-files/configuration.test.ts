import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readSumoConfiguration } from '../../../src/sim/sumo-files/configuration.ts';

function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-cfg-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const forms: readonly (readonly [string, string])[] = [
  ['grouped', '<configuration><input><net-file value="a.net.xml"/></input></configuration>'],
  ['flat', '<configuration><net-file value="a.net.xml"/></configuration>'],
  ['by short name', '<configuration><input><n v="a.net.xml"/></input></configuration>'],
];

for (const [name, content] of forms) {
  test(`configuration - finds the network, ${name}`, async (t) => {
    const folder = folderWith(t, { 'a.sumocfg': content, 'a.net.xml': '<net/>' });
    const { networkFile } = await readSumoConfiguration(join(folder, 'a.sumocfg'));
    t.is(networkFile, join(folder, 'a.net.xml'));
  });
}

test('configuration - every file of a list must be there; the one that is not is named', async (t) => {
  const folder = folderWith(t, {
    'a.sumocfg':
      '<configuration><net-file value="a.net.xml"/><route-files value="a.rou.xml, b.rou.xml"/></configuration>',
    'a.net.xml': '<net/>',
    'a.rou.xml': '<routes/>',
  });
  await t.throwsAsync(readSumoConfiguration(join(folder, 'a.sumocfg')), {
    code: 'E_TRAFFIC_FILE',
    message: /route-files: no such file: .*b\.rou\.xml/,
  });
});

test('configuration - one without a network, one that is not XML, and none at all are refused', async (t) => {
  const folder = folderWith(t, { 'a.sumocfg': '<configuration/>', 'b.sumocfg': 'hello' });
  await t.throwsAsync(readSumoConfiguration(join(folder, 'a.sumocfg')), { message: /names no network/ });
  await t.throwsAsync(readSumoConfiguration(join(folder, 'b.sumocfg')), { message: /expected a SUMO configuration/ });
  await t.throwsAsync(readSumoConfiguration(join(folder, 'c.sumocfg')), { code: 'E_TRAFFIC_FILE' });
});
