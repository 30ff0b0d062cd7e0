/**
 * `npm run conformance`: our TraCI client against SUMO and SUMO's own Python client, in full. A short form of each part
 * is among the tests.
 *
 *   npm run conformance                                    the SUMO of SUMO_HOME, or /usr/share/sumo
 *   npm run conformance -- --home DIR --bin DIR            another one; see newer-sumo.sh
 *   npm run conformance -- --parts B --answers test/fixtures/conformance/answers.json   records the tests' answers anew
 *
 * A: bytes of requests. B: twin simulations. C: damaged answers. D: constants. E: connectivity. Exits with 1 when
 * anything differs that should not.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { launchSumo } from '../../src/traci/index.ts';
import type { TraciVersion } from '../../src/traci/index.ts';
import { compareConnectivity } from './connectivity.ts';
import { compareConstants } from './constants.ts';
import { fuzz, fuzzCounts } from './fuzz.ts';
import type { FuzzReport } from './fuzz.ts';
import { compareRequests, SHARED_METHODS } from './requests.ts';
import { compareTwins } from './twin.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string', default: process.env['SUMO_HOME'] ?? '/usr/share/sumo' },
    bin: { type: 'string', default: '' },
    python: { type: 'string', default: 'python3' },
    inputs: { type: 'string', default: '1000000' },
    stride: { type: 'string', default: '1' },
    /** A recording by record.py with the client of that SUMO. */
    requests: { type: 'string' },
    /** File for part B to write: test/fixtures/conformance/answers.json. */
    answers: { type: 'string' },
    parts: { type: 'string', default: 'ABCDE' },
  },
});
const { home, bin: binFolder, python, parts } = values;
const DOMAINS = 24;
const MEBIBYTE = 1024 * 1024;
const MAXIMUM_MEMORY_BYTES = 256 * MEBIBYTE;
const SHOWN = 30;
/** Parts in which something differed. */
const failures: string[] = [];

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Shows what differed and remembers that something did. */
function fail(title: string, differences: readonly unknown[]): void {
  if (differences.length === 0) return;
  failures.push(title);
  say(`   ${title}: ${differences.length}`);
  for (const difference of differences.slice(0, SHOWN))
    say(`     ${typeof difference === 'string' ? difference : JSON.stringify(difference)}`);
}

/** What the SUMO asked for calls itself; the fixture's is known without asking. */
async function versionOf(): Promise<TraciVersion | undefined> {
  if (values.requests === undefined) return undefined;
  const network = fileURLToPath(new URL('../../scenarios/boston-common/boston-common.net.xml', import.meta.url));
  const client = await launchSumo({ binary: join(binFolder, 'sumo'), sumoHome: home, arguments: ['-n', network] });
  await client.close();
  return client.version;
}

async function partA(): Promise<void> {
  const { calls, pairs, missingPairs, methods, missingMethods, differences } = await compareRequests(
    values.requests,
    await versionOf(),
  );
  const shared = SHARED_METHODS * DOMAINS;
  say(`A  wire pairs covered ${pairs - missingPairs.length}/${pairs}`);
  say(
    `   methods ${methods - shared - missingMethods.length}/${methods - shared}, and ${SHARED_METHODS} in each domain`,
  );
  say(`   requests equal ${calls - differences.length}/${calls}`);
  fail('pairs missing', missingPairs);
  fail('methods missing', missingMethods);
  fail('requests that differ', differences);
}

async function partB(): Promise<void> {
  const report = await compareTwins({
    home,
    binFolder,
    python,
    stride: Number(values.stride),
    answers: values.answers,
  });
  const { sumoVersion, steps, gets, calls, errors, pythonFailed, differences } = report;
  say(
    `B  twins on ${sumoVersion}: ${gets} values and ${calls} calls in ${steps} steps, ${errors} of them refused alike`,
  );
  for (const [call, times] of pythonFailed)
    say(`   not comparable, Python's client itself fails: ${call} (${times} times)`);
  fail('differences', differences);
}

function partC(): void {
  const ava = fileURLToPath(new URL('../../node_modules/ava/entrypoints/cli.mjs', import.meta.url));
  const suites = ['framing', 'reader', 'subscriptions', 'values'].map((name) => `test/traci/${name}.test.ts`);
  const { status } = spawnSync(process.execPath, [ava, ...suites], { stdio: ['ignore', 'ignore', 'inherit'] });
  say(`C  streams split at every byte, borders of lengths, empty lists: ${status === 0 ? 'as tested' : 'tests fail'}`);
  if (status !== 0) failures.push('tests');
  sayFuzz('damaged answers', fuzz(Number(values.inputs), 1));
  sayFuzz('huge counts', fuzzCounts(1));
}

function sayFuzz(what: string, { inputs, accepted, refused, escaped, memoryBytes }: FuzzReport): void {
  const memory = Math.round(memoryBytes / MEBIBYTE);
  say(`   ${what}: ${inputs} inputs, ${accepted} read, ${refused} refused by typed errors, at most ${memory} MiB more`);
  fail('other errors', escaped);
  if (memoryBytes > MAXIMUM_MEMORY_BYTES) fail('memory', [`${memory} MiB`]);
}

function partD(): void {
  const { compared, different, missing, ours } = compareConstants(home);
  say(`D  constants: ${compared - different.length}/${compared} equal, ${ours.length} of ours are not in this SUMO`);
  fail('different', different);
  fail('missing', missing);
}

async function partE(): Promise<void> {
  const { steps, decisions, inRange, differences } = await compareConnectivity({ home, binFolder }, 600);
  say(`E  connectivity: ${decisions} decisions in ${steps} steps equal SUMO's, ${inRange} in range`);
  fail('differences', differences);
}

if (parts.includes('A')) await partA();
if (parts.includes('B')) await partB();
if (parts.includes('C')) partC();
if (parts.includes('D')) partD();
if (parts.includes('E')) await partE();
process.exitCode = failures.length > 0 ? 1 : 0;
