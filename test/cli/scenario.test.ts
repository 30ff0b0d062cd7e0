import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { placementTable } from '../../src/cli/scenario.ts';
import { runCli } from '../helpers/cli.ts';
import { refusalOf } from '../helpers/in-process.ts';

test('scenario - a line a site, and all together', (t) => {
  const sites = [{ name: 'server-1', junction: 'j', x: 1.25, y: -2, alone: 0.5, gained: 0.5 }];
  t.deepEqual(placementTable({ sites, together: 0.5, range: 75 }).split('\n'), [
    'edge server  junction  x m   y m  in range   added',
    '-----------  --------  ---  ----  --------  ------',
    'server-1     j         1.3  -2.0    50.0 %  50.0 %',
    'together                            50.0 %',
    '',
  ]);
});

test('scenario - bad input is exit code 2, one line, and nothing written', async (t) => {
  const cwd = mkdtempSync(join(tmpdir(), 'edgemlsim-scenario-'));
  t.teardown(() => {
    rmSync(cwd, { recursive: true });
  });
  writeFileSync(join(cwd, 'empty.osm'), '<osm version="0.6"/>');
  for (const source of [
    ['--osm', join(cwd, 'empty.osm')],
    ['--bbox', '3,2,1,4'],
  ]) {
    const { code, line } = await refusalOf(['scenario', 'import', ...source, '--out', join(cwd, 'out')]);
    t.is(code, 2, line);
    t.regex(line, /^edgemlsim: [^\n]+$/);
  }
  const { code, stdout, stderr } = await runCli(['scenario', 'place', 'x.net.xml', '--method', 'junctions'], { cwd });
  t.is(code, 2);
  t.regex(stderr, /^edgemlsim: [^\n]+\n$/);
  t.is(stdout, '');
  t.deepEqual(readdirSync(cwd), ['empty.osm']);
});
