import { readdirSync } from 'node:fs';
import test from 'ava';
import { checkReportOptions } from '../../src/cli/report.ts';
import { refusalOf } from '../helpers/in-process.ts';
import { temporaryFolder } from '../report/run-folder.ts';

test('report - a folder that is no run: exit 2, one line, nothing written', async (t) => {
  const folder = temporaryFolder(t);
  const { code, line } = await refusalOf(['report', folder]);
  t.is(code, 2);
  t.regex(line, /^edgemlsim: .*no manifest\.json.*$/);
  t.deepEqual(readdirSync(folder), []);
});

test('report - folders and options that do not go together are refused', (t) => {
  for (const [folders, options, message] of [
    [['a'], { compare: true }, /two runs or more, got one/],
    [['a', 'b'], {}, /expected one folder, got 2; use --compare/],
    [['a', 'b'], { compare: true, plots: true }, /not with --compare/],
  ] as const)
    t.throws(
      () => {
        checkReportOptions(folders, options);
      },
      { code: 'E_REPORT_USAGE', message },
    );
  t.notThrows(() => {
    checkReportOptions(['a'], { plots: true });
    checkReportOptions(['a', 'b'], { compare: true });
  });
});
