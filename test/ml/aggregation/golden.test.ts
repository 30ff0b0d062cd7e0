/**
 * Values that other implementations gave: all of ByzFL's where the data folder is there, and a committed handful. They are
 * listed in `scripts/conformance-ml`, since `npm run conformance:ml` shows them as a table.
 */
import test from 'ava';
import { byzflChecks, committedChecks, goldenFile } from '../../../scripts/conformance-ml/golden.ts';

const file = goldenFile();
const byzfl = byzflChecks(file);

for (const { title, run } of [...(byzfl ?? []), ...committedChecks()])
  test(`golden - ${title}`, (t) => {
    t.is(run(), undefined);
  });

if (byzfl === undefined) test.skip(`golden - ByzFL's values (no ${file}; set EDGEMLSIM_DATA)`, () => undefined);
