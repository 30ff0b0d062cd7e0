import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { readScenarioWindow } from '../../../src/sim/viewer/scenario.ts';

function folder(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'edgemlsim-test-'));
  t.teardown(() => {
    rmSync(path, { recursive: true });
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

test('viewer scenario - options by long and short name, grouped or not; settings beside the configuration', async (t) => {
  const path = folder(t, {
    'a.sumocfg': `<configuration><input><n value="x.net.xml"/></input><window-size value="900,500"/>
      <gui_only><d v="60"/><g value="view.xml"/></gui_only></configuration>`,
    'view.xml': '<viewsettings><breakpoint time="9"/></viewsettings>',
  });
  const { options, settings } = await readScenarioWindow(join(path, 'a.sumocfg'));
  t.deepEqual(
    [...options],
    [
      ['window-size', '900,500'],
      ['delay', '60'],
      ['gui-settings-file', 'view.xml'],
    ],
  );
  t.deepEqual(settings.breakpoints, ['9']);
});

test('viewer scenario - settings that are named but cannot be read are refused in one line', async (t) => {
  const path = folder(t, { 'a.sumocfg': '<configuration><gui-settings-file value="no.xml"/></configuration>' });
  const error = await t.throwsAsync(readScenarioWindow(join(path, 'a.sumocfg')), { code: 'E_TRAFFIC_FILE' });
  t.regex(error.message, /a\.sumocfg: gui-settings-file: expected view settings in .*no\.xml: ENOENT/);
  t.notRegex(error.message, /\n/);
});
