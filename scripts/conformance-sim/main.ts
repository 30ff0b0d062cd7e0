/**
 * `npm run conformance:sim`: what must hold of every run, tried at random and by force, as a table.
 *
 *   npm run conformance:sim                            all of it, in some minutes
 *   npm run conformance:sim -- --only random --count 1000 --from 5000
 *   npm run conformance:sim -- --only kills --count 50
 *
 * Parts: random (conservation, digests, memory), refusals (bad experiments), writes (a failure at every operation of writing
 * a checkpoint), kills (kill -9 of real runs), disk (a full disk; needs the right to mount). kills and disk need SUMO.
 * Exits with 1 when anything fails; a part that cannot be tried here is said, and is no failure.
 */
import { parseArgs } from 'node:util';
import { hasSumo } from '../../test/helpers/town.ts';
import { fullDisk } from './full-disk.ts';
import { kills } from './kills.ts';
import type { Outcome } from './outcome.ts';
import { conservation, refusals } from './random.ts';
import { everyWrite } from './writes.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, count: { type: 'string' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const countOr = (usual: number): number => Number(values.count ?? usual);

/** A random experiment with edge servers that crash, transfers and energy; any would do. */
const WRITES_SEED = 7;

const parts: Readonly<Record<string, () => AsyncGenerator<Outcome>>> = {
  random: () => conservation(from, countOr(200)),
  refusals: () => refusals(from, countOr(500)),
  writes: () => everyWrite(WRITES_SEED),
  ...(hasSumo && { kills: () => kills(countOr(20)), disk: fullDisk }),
};

if (values.only !== undefined && parts[values.only] === undefined) {
  process.stderr.write(`--only: expected one of ${Object.keys(parts).join(', ')}, got ${values.only}\n`);
  process.exitCode = 2;
}
for (const [name, make] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue;
  let passed = 0;
  let made = 0;
  const started = performance.now();
  for await (const { title, complaint } of make()) {
    made++;
    if (complaint === undefined) passed++;
    else process.stdout.write(`FAILED ${title}: ${complaint}\n`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(
    `${name.padEnd(12)}${made === 0 ? 'could not be tried here' : `${passed} of ${made}`}, ${seconds} s\n`,
  );
  if (passed < made) process.exitCode = 1;
}
if (!hasSumo) process.stdout.write('kills, disk  could not be tried here: no SUMO on the PATH\n');
