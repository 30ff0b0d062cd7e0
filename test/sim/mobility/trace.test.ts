/** Recording and replaying traces: exact, readable as far as they go, refused where they are damaged or do not fit. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { recordMobility } from '../../../src/sim/mobility/record.ts';
import { checkTrace, replayTrace, type TraceWishes } from '../../../src/sim/mobility/replay.ts';
import { hashFrame } from '../../../src/sim/mobility/frame-hash.ts';
import type { MobilitySource, TrafficFrame } from '../../../src/sim/mobility/source.ts';
import { TraceError } from '../../../src/sim/mobility/trace-error.ts';
import type { TraceHeader } from '../../../src/sim/mobility/trace-format.ts';
import { inspectTrace, readTrace } from '../../../src/sim/mobility/trace-reader.ts';
import { createRandom } from '../../../src/random.ts';
import { frame, playFrames } from '../../helpers/frames.ts';

const HEADER: TraceHeader = {
  formatVersion: 1,
  edgemlsim: '0.0.0',
  source: 'SUMO 1.15.0',
  stepLengthMs: 1000,
  networkSha256: 'ab',
  coverage: [{ x: 0, y: 0, radius: 51 }],
  places: [{ position: { junction: 'n1' }, x: 0, y: 0 }],
  needs: { motion: false, facts: false },
};

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'edgemlsim-trace-'));
  t.teardown(() => {
    rmSync(path, { recursive: true });
  });
  return path;
}

/** Vehicles that come, drive and go, with every list, motion and facts, and values that are hard to keep. */
function drive(steps: number, vehicles = 5): TrafficFrame[] {
  const random = createRandom(7).stream('test', 'drive');
  const hard = [-0, Number.MIN_VALUE, Number.MAX_VALUE, -1e-300, 0.1 + 0.2, -1073741824];
  return Array.from({ length: steps }, (_, index) => {
    const ids = Array.from({ length: vehicles }, (__, at) => `véhicule ${Math.floor(index / 7) + at}`);
    if (index % 3 === 1) ids.reverse();
    const positions = Object.fromEntries(
      ids.map((id, at) => [id, [hard[(index + at) % 29] ?? random.uniform() * 1000, random.uniform() - 0.5] as const]),
    );
    const lists = {
      departed: [ids[0]!, `elsewhere ${index}`],
      arrived: index === 0 ? [] : [`elsewhere ${index - 1}`],
      teleportStarted: ids.slice(0, index % 2),
      teleportEnded: ids.slice(1, 1 + (index % 2)),
      parkingStarted: ids.slice(2, 3),
      parkingEnded: ids.slice(3, 3 + (index % 3)),
      introduced: index % 7 === 0 ? [{ id: ids[0]!, typeId: 'car', route: ['a', 'b'] }] : [],
    };
    const plain = frame(index + 1, positions, lists);
    const speed = Float64Array.from(ids, () => random.uniform() * 14);
    const angle = Float64Array.from(ids, () => random.uniform() * 360);
    return { ...plain, vehicles: { ...plain.vehicles, speed, angle } };
  });
}

async function drain(source: MobilitySource): Promise<TrafficFrame[]> {
  const frames: TrafficFrame[] = [];
  for (let next = await source.next(); next !== undefined; next = await source.next()) frames.push(next);
  return frames;
}

/** Records all of the frames, or the first `count` of them. */
async function record(file: string, frames: readonly TrafficFrame[], count = Infinity): Promise<void> {
  const source = await recordMobility(playFrames(frames), file, HEADER);
  for (let taken = 0; taken < count && (await source.next()) !== undefined;) taken++;
  await source.close();
}

/** What can be read, and what then went wrong. */
async function readAll(file: string): Promise<{ readonly frames: TrafficFrame[]; readonly error: unknown }> {
  const frames: TrafficFrame[] = [];
  try {
    for await (const next of readTrace(file)) frames.push(next);
    return { frames, error: undefined };
  } catch (error) {
    return { frames, error };
  }
}

test('trace - a replay gives the frames recorded, to the last bit, over several blocks', async (t) => {
  const file = join(folder(t), 'town.trace');
  const frames = drive(250);
  await record(file, frames);
  const source = await replayTrace(file);
  t.is(source.stepLengthMs, 1000);
  t.is(source.version, 'SUMO 1.15.0 (recorded)');
  const replayed = await drain(source);
  await source.close();
  t.deepEqual(replayed, frames);
  // deepEqual takes -0 for 0 in typed arrays; bytes do not.
  for (const [index, { vehicles }] of replayed.entries())
    t.deepEqual(Buffer.from(vehicles.x.buffer), Buffer.from(frames[index]!.vehicles.x.buffer));
  t.false(existsSync(`${file}.partial`));
});

test('trace - a source without motion and facts is replayed without them', async (t) => {
  const file = join(folder(t), 'a.trace');
  const frames = [frame(1, { a: [1, 2] }), frame(2, {}, { arrived: ['a'] })];
  await record(file, frames);
  t.deepEqual(await drain(await replayTrace(file)), frames);
});

test('trace - a replay goes on after any step', async (t) => {
  const file = join(folder(t), 'a.trace');
  const frames = drive(230);
  await record(file, frames);
  const hashes = frames.map(hashFrame);
  for (const after of [0, 1, 99, 100, 101, 229, 230])
    t.deepEqual((await drain(await replayTrace(file, { after }))).map(hashFrame), hashes.slice(after), String(after));
});

test('trace - positions in motion take less than the doubles themselves', async (t) => {
  const file = join(folder(t), 'a.trace');
  const ids = Array.from({ length: 200 }, (_, index) => `vehicle${index}`);
  const random = createRandom(1).stream('test', 'speeds');
  const speeds = ids.map(() => 5 + 9 * random.uniform());
  const frames = Array.from({ length: 100 }, (_, step) =>
    frame(step + 1, Object.fromEntries(ids.map((id, at) => [id, [step * speeds[at]!, 1.6 * at] as const]))),
  );
  await record(file, frames);
  const doubles = 200 * 100 * 2 * 8;
  const { size } = statSync(file);
  t.true(size < 0.5 * doubles, `${size} bytes for ${doubles} bytes of doubles`);
});

test('trace - beyond a run that ended before traffic did, a replay fails instead of ending traffic', async (t) => {
  const file = join(folder(t), 'a.trace');
  const frames = drive(20);
  await record(file, frames, 12);
  t.like(await inspectTrace(file), { lastStep: 12, ending: 'stopped' });
  const source = await replayTrace(file);
  for (let step = 0; step < 12; step++) t.deepEqual(await source.next(), frames[step]);
  await t.throwsAsync(source.next(), { instanceOf: TraceError, code: 'E_TRACE_END', message: /ends with step 12/ });
});

test('trace - a recording that was killed can be replayed up to its last whole block, with a notice', async (t) => {
  const directory = folder(t);
  const file = join(directory, 'a.trace');
  const frames = drive(250);
  const source = await recordMobility(playFrames(frames), file, HEADER);
  for (let step = 0; step < 230; step++) await source.next();
  // Nothing is closed: a block may be on its way to the disk, and the rest is in memory.
  t.false(existsSync(file));
  const partial = join(directory, 'killed.trace');
  copyFileSync(`${file}.partial`, partial);
  const notices: string[] = [];
  const { frames: whole } = await readAll(partial);
  // The first block was written before the second was begun.
  t.true(whole.length === 100 || whole.length === 200, String(whole.length));
  t.deepEqual(whole, frames.slice(0, whole.length));
  const replay = await replayTrace(partial, { onNotice: (notice) => notices.push(notice) });
  t.is(notices.length, 1);
  t.regex(notices[0]!, /was cut off; it holds [12]00 whole steps/);
  for (let step = 0; step < whole.length; step++) await replay.next();
  await t.throwsAsync(replay.next(), { code: 'E_TRACE_END', message: /the file was cut off/ });
  await source.close();
});

test('trace - cut anywhere it gives whole blocks, or is refused where its header is not whole', async (t) => {
  const directory = folder(t);
  const file = join(directory, 'a.trace');
  const frames = drive(210, 1);
  await record(file, frames);
  const bytes = readFileSync(file);
  const hashes = frames.map(hashFrame);
  const cut = join(directory, 'cut.trace');
  const lengths = new Set<number>();
  // Every length of the first bytes, some of every block, and all but the last byte.
  const stride = Math.ceil(bytes.length / 70);
  const cuts = Array.from({ length: bytes.length - 1 }, (_, at) => at).filter((at) => at < 30 || at % stride === 0);
  for (const length of [...cuts, bytes.length - 1]) {
    writeFileSync(cut, bytes.subarray(0, length));
    const { frames: read, error } = await readAll(cut);
    lengths.add(read.length);
    t.deepEqual(read.map(hashFrame), hashes.slice(0, read.length));
    if (error !== undefined) {
      t.is((error as TraceError).code, 'E_TRACE_FILE');
      t.is(read.length, 0);
    } else t.is((await inspectTrace(cut)).ending, 'cut');
  }
  t.deepEqual([...lengths], [0, 100, 200, 210]);
});

test('trace - a flipped bit anywhere is noticed, and gives no frame that was not recorded', async (t) => {
  const directory = folder(t);
  const file = join(directory, 'a.trace');
  const frames = drive(120, 1);
  await record(file, frames);
  const bytes = readFileSync(file);
  const bad = join(directory, 'bad.trace');
  const hashes = frames.map(hashFrame);
  for (let at = 0; at < bytes.length; at += at < 30 ? 1 : Math.ceil(bytes.length / 70)) {
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1 << (at % 8);
    writeFileSync(bad, damaged);
    const { frames: read, error } = await readAll(bad);
    t.deepEqual(read.map(hashFrame), hashes.slice(0, read.length), `byte ${at}`);
    // A block's length made longer looks like a file cut off.
    const noticed = error instanceof TraceError || (await inspectTrace(bad)).ending === 'cut';
    t.true(noticed, `byte ${at}`);
  }
});

test('trace - other files and a place that cannot be written to are refused in one line', async (t) => {
  const directory = folder(t);
  const other = join(directory, 'other');
  writeFileSync(other, '<fcd-export/>');
  for (const file of [other, join(directory, 'absent'), directory]) {
    const error = await t.throwsAsync(replayTrace(file), { instanceOf: TraceError, code: 'E_TRACE_FILE' });
    t.false(error.message.includes('\n'));
    t.is(error.kind, 'usage');
  }
  const nowhere = join(directory, 'none', 'a.trace');
  const error = await t.throwsAsync(recordMobility(playFrames([]), nowhere, HEADER), { instanceOf: TraceError });
  t.is(error.code, 'E_TRACE_WRITE');
});

test('trace - a source that fails leaves a complete trace of the steps before', async (t) => {
  const file = join(folder(t), 'a.trace');
  const frames = drive(3);
  const failing = playFrames(frames);
  let taken = 0;
  const source = await recordMobility(
    {
      ...failing,
      next: () => (taken++ < 3 ? failing.next() : Promise.reject(new Error('SUMO died'))),
      close: () => Promise.reject(new Error('and cannot be closed')),
    },
    file,
    HEADER,
  );
  for (let step = 0; step < 3; step++) await source.next();
  await t.throwsAsync(source.next(), { message: 'SUMO died' });
  await t.throwsAsync(source.close(), { message: 'and cannot be closed' });
  t.like(await inspectTrace(file), { lastStep: 3, ending: 'stopped' });
});

const wishes = (changes: Partial<TraceWishes> = {}): TraceWishes => ({
  sites: [{ x: 0, y: 0, range: 50 }],
  coverage: 1,
  needs: { motion: false, facts: false },
  ...changes,
});

test('trace - it serves the experiment it was recorded with, and ranges within', (t) => {
  const trace = { file: 'a.trace', header: HEADER };
  t.notThrows(() => {
    checkTrace(trace, wishes());
    checkTrace(trace, wishes({ sites: [{ x: 3, y: 4, range: 45 }] }));
    checkTrace({ ...trace, header: { ...HEADER, coverage: 'all' } }, wishes({ coverage: 'all' }));
  });
});

for (const [name, changes, message] of [
  ['a wider range', { sites: [{ x: 0, y: 0, range: 50.01 }] }, /edgeServers\[0\]: .* within 51.01 m of \(0, 0\)/],
  ['another place', { sites: [{ x: 3, y: 4, range: 45.01 }] }, /edgeServers\[0\]/],
  [
    'a second edge server',
    {
      sites: [
        { x: 0, y: 0, range: 50 },
        { x: 500, y: 0, range: 50 },
      ],
    },
    /edgeServers\[1\]/,
  ],
  ['a wider margin', { coverage: 20 }, /within 70 m/],
  ['all vehicles', { coverage: 'all' }, /the experiment needs all/],
  ['speeds', { needs: { motion: true, facts: false } }, /holds no speeds and angles/],
  ['types', { needs: { motion: false, facts: true } }, /holds no types and routes/],
] as const)
  test(`trace - an experiment that needs ${name} is refused`, (t) => {
    t.throws(
      () => {
        checkTrace({ file: 'a.trace', header: HEADER }, wishes(changes));
      },
      { instanceOf: TraceError, code: 'E_TRACE_COVERAGE', message },
    );
  });
