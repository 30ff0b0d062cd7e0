/**
 * `npm run conformance:ml`: every rule, pre-aggregation and attack against other people's numbers and against its laws, as a
 * table. The same checks are among the tests.
 *
 *   npm run conformance:ml                    ByzFL's values from EDGEMLSIM_DATA, or the folder of shared data
 *   npm run conformance:ml -- --data DIR      ... from DIR/golden/byzfl.json
 *
 * Exits with 1 when anything fails; a missing file of values is said, and is no failure.
 */
import { parseArgs } from 'node:util';
import { attackPropertyChecks } from './attack-properties.ts';
import type { Check } from './check.ts';
import { byzflChecks, committedChecks, goldenFile } from './golden.ts';
import { preAggregationPropertyChecks, rulePropertyChecks } from './rule-properties.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const file = goldenFile(values.data);
const byzfl = byzflChecks(file);
const checks = [
  ...(byzfl ?? []),
  ...committedChecks(),
  ...rulePropertyChecks(),
  ...preAggregationPropertyChecks(),
  ...attackPropertyChecks(),
];

/** What a check complains about; an exception is a complaint. */
function complaintOf(check: Check): string | undefined {
  try {
    return check.run();
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

const outcomes = checks.map((check) => ({ ...check, complaint: complaintOf(check) }));
const failures = outcomes.filter(({ complaint }) => complaint !== undefined);

function tally(subject: string, kind: Check['kind']): string {
  const own = outcomes.filter((outcome) => outcome.subject === subject && outcome.kind === kind);
  return own.length === 0 ? '-' : `${own.filter(({ complaint }) => complaint === undefined).length} of ${own.length}`;
}

const COLUMN = 14;
// Those with laws first, which are all but the golden file itself: rules, then pre-aggregations, then attacks.
const lawful = outcomes.filter(({ kind }) => kind === 'property');
const subjects = [...new Set([...lawful, ...outcomes].map(({ subject }) => subject))];
const width = Math.max(...subjects.map(({ length }) => length));

process.stdout.write(`${'rule or attack'.padEnd(width)}${'golden'.padStart(COLUMN)}${'properties'.padStart(COLUMN)}\n`);
for (const subject of subjects)
  process.stdout.write(
    `${subject.padEnd(width)}${tally(subject, 'golden').padStart(COLUMN)}${tally(subject, 'property').padStart(COLUMN)}\n`,
  );
for (const { title, complaint } of failures) process.stdout.write(`FAILED ${title}: ${complaint!}\n`);
if (byzfl === undefined)
  process.stdout.write(`ByzFL's values were not compared: no ${file}; name the folder with --data\n`);
process.stdout.write(`${outcomes.length - failures.length} of ${outcomes.length} checks passed\n`);
if (failures.length > 0) process.exitCode = 1;
