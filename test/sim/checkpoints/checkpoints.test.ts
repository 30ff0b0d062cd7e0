import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { listCheckpoints, openCheckpoints, readAt, readLatest } from '../../../src/sim/checkpoints/index.ts';
import type { CheckpointContent } from '../../../src/sim/checkpoints/index.ts';
import type { FileOperations } from '../../../src/sim/checkpoints/files.ts';
import { failingFiles, type Failure } from './failing-files.ts';

function temporary(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-checkpoints-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A state unlike that of any other step. */
function stateOf(step: number): Record<string, unknown> {
  return {
    step,
    theta: Float32Array.from({ length: 40 }, (_, index) => step + index / 7),
    queue: [step, { at: NaN }],
  };
}

/** The content of a step, with a file of SUMO's beside the folder. */
function contentOf(folder: string, step: number): CheckpointContent {
  const path = join(folder, '..', `sumo-${step}`);
  writeFileSync(path, `<snapshot time="${step}"/>`);
  return { step, about: { round: step / 10 }, state: stateOf(step), files: [{ name: 'sumo-state.xml.gz', path }] };
}

/** The file system without the waiting for the disk, which tests need not do. */
function unsynced(): FileOperations {
  return failingFiles(Infinity, 'killed').files;
}

/** A folder with the checkpoints of these steps. */
async function checkpointsOf(t: ExecutionContext, steps: readonly number[]): Promise<string> {
  const folder = join(temporary(t), 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: steps.length, files: unsynced() });
  for (const step of steps) await writer.write(contentOf(folder, step));
  return folder;
}

test('checkpoints - the last N remain, the newest comes back exactly with its files', async (t) => {
  const folder = join(temporary(t), 'run', 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: 2 });
  t.is(await readLatest(folder), undefined);
  for (const step of [10, 20, 30]) await writer.write(contentOf(folder, step));
  t.deepEqual(readdirSync(folder), ['000000000020', '000000000030']);
  t.deepEqual(readdirSync(join(folder, '000000000030')).toSorted(), [
    'manifest.json',
    'state.json',
    'sumo-state.xml.gz',
    'tensors.bin',
  ]);
  const latest = await readLatest(folder);
  t.deepEqual(latest?.state, stateOf(30));
  t.deepEqual(latest?.warnings, []);
  t.like(latest?.manifest, { step: 30, about: { round: 3 } });
  t.is(readFileSync(join(latest!.folder, 'sumo-state.xml.gz'), 'utf8'), '<snapshot time="30"/>');
});

test('checkpoints - what is small is taken at once and may change while it is written', async (t) => {
  const folder = join(temporary(t), 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  const content = contentOf(folder, 10);
  const { taken, written } = writer.begin(content);
  await taken;
  t.deepEqual(readdirSync(folder), [], 'it is not written yet');
  (content.state as { theta: Float32Array }).theta.fill(0);
  await written;
  t.deepEqual((await readLatest(folder))?.state, stateOf(10));
});

test('checkpoints - what is large is not copied: it is taken when it is written', async (t) => {
  const folder = join(temporary(t), 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  const { taken, written } = writer.begin({ ...contentOf(folder, 10), state: { large: new Uint8Array(65 * 2 ** 20) } });
  const first = await Promise.race([taken.then(() => 'taken'), new Promise((resolve) => setImmediate(resolve))]);
  t.not(first, 'taken');
  await written;
  await taken;
  t.is((await readLatest(folder))?.manifest.step, 10);
});

test('checkpoints - a state that cannot be kept is refused, and the next one is written', async (t) => {
  const folder = join(temporary(t), 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  const content = { ...contentOf(folder, 10), state: { when: new Date(0) } };
  t.throws(() => writer.begin(content), { code: 'E_CHECKPOINT_STATE' });
  await t.throwsAsync(writer.write(content), { code: 'E_CHECKPOINT_STATE' });
  await writer.write(contentOf(folder, 20));
  t.is((await readLatest(folder))?.manifest.step, 20);
});

test('checkpoints - an absent folder holds none', async (t) => {
  const folder = join(temporary(t), 'absent');
  t.is(await readLatest(folder), undefined);
  t.deepEqual(await listCheckpoints(folder), { manifests: [], warnings: [] });
});

test('checkpoints - the newest that is wanted is found by what it is of', async (t) => {
  const folder = await checkpointsOf(t, [10, 20, 30]);
  const found = await readAt(folder, ({ about }) => Number(about['round']) <= 2);
  t.deepEqual(found?.state, stateOf(20));
  t.deepEqual(
    (await listCheckpoints(folder)).manifests.map(({ step }) => step),
    [10, 20, 30],
  );
  const error = await t.throwsAsync(readAt(folder, ({ step }) => step < 10));
  t.like(error, { code: 'E_CHECKPOINT', kind: 'usage' });
  t.regex(error.message, /steps 10, 20, 30$/);
});

test('checkpoints - writing from an earlier one drops what came after it', async (t) => {
  const folder = await checkpointsOf(t, [10, 20, 30]);
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  await writer.write(contentOf(folder, 15));
  t.deepEqual(readdirSync(folder), ['000000000010', '000000000015']);
});

test('checkpoints - a step written again stays as it was, unless it was damaged', async (t) => {
  const folder = await checkpointsOf(t, [10, 20]);
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  const path = join(folder, '000000000020', 'state.json');
  const before = statSync(path).ino;
  const again = contentOf(folder, 20);
  await writer.write(again);
  t.is(statSync(path).ino, before);
  t.false(existsSync(again.files![0]!.path), 'the file to move in is taken all the same');
  truncateSync(path, 5);
  await writer.write(contentOf(folder, 20));
  t.deepEqual((await readLatest(folder))?.state, stateOf(20));
});

test('checkpoints - writes do not overtake each other', async (t) => {
  const folder = join(temporary(t), 'checkpoints');
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  await Promise.all([10, 20, 30].map((step) => writer.write(contentOf(folder, step))));
  t.deepEqual(readdirSync(folder), ['000000000020', '000000000030']);
});

test('checkpoints - any bit flipped in any file, and the one before is used', async (t) => {
  const folder = await checkpointsOf(t, [10, 20]);
  const newest = join(folder, '000000000020');
  let flipped = 0;
  for (const name of readdirSync(newest)) {
    const path = join(newest, name);
    const whole = readFileSync(path);
    for (let byte = 0; byte < whole.length; byte += Math.ceil(whole.length / 25)) {
      const damaged = Buffer.from(whole);
      damaged[byte]! ^= 1 << (flipped++ % 8);
      writeFileSync(path, damaged);
      const found = await readLatest(folder);
      t.deepEqual(found?.state, stateOf(10), `${name}, byte ${byte}`);
      t.is(found?.warnings.length, 1);
      t.false(found!.warnings[0]!.includes('\n'));
    }
    writeFileSync(path, whole);
  }
  t.true(flipped > 80);
  t.deepEqual((await readLatest(folder))?.state, stateOf(20));
});

test('checkpoints - any file cut short, grown, removed or turned into a folder, and the one before is used', async (t) => {
  const folder = await checkpointsOf(t, [10, 20]);
  const newest = join(folder, '000000000020');
  for (const name of readdirSync(newest)) {
    const path = join(newest, name);
    const whole = readFileSync(path);
    const damages: readonly (readonly [string, () => void])[] = [
      ...[0, 1, whole.length >> 1, whole.length - 2].map(
        (length) =>
          [
            `cut to ${length}`,
            () => {
              truncateSync(path, length);
            },
          ] as const,
      ),
      [
        'grown',
        () => {
          writeFileSync(path, Buffer.concat([whole, Buffer.from('}')]));
        },
      ],
      [
        'removed',
        () => {
          rmSync(path);
        },
      ],
      [
        'a folder',
        () => {
          mkdirSync(path);
        },
      ],
    ];
    for (const [damage, apply] of damages) {
      if (damage === 'a folder') rmSync(path, { force: true });
      apply();
      const found = await readLatest(folder);
      t.deepEqual(found?.state, stateOf(10), `${name} ${damage}`);
      t.is(found?.warnings.length, 1);
      if (damage !== 'removed' && damage !== 'a folder') writeFileSync(path, whole);
    }
    rmSync(path, { recursive: true });
    writeFileSync(path, whole);
  }
  t.deepEqual((await readLatest(folder))?.state, stateOf(20));
});

test('checkpoints - of a later format, or under another name: passed over', async (t) => {
  const folder = await checkpointsOf(t, [10, 20]);
  const manifest = join(folder, '000000000020', 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('"version": 1', '"version": 2'));
  t.regex((await readLatest(folder))!.warnings[0]!, /expected version 1, got 2/);
  writeFileSync(manifest, text);
  renameSync(join(folder, '000000000020'), join(folder, '000000000021'));
  t.regex((await readLatest(folder))!.warnings[0]!, /is of step 20/);
});

test('checkpoints - none whole: one line that says why', async (t) => {
  const folder = await checkpointsOf(t, [10, 20]);
  rmSync(join(folder, '000000000010', 'tensors.bin'));
  rmSync(join(folder, '000000000020', 'manifest.json'));
  const error = await t.throwsAsync(readLatest(folder));
  t.like(error, { code: 'E_CHECKPOINT', kind: 'usage' });
  t.regex(error.message, /^[^\n]*tensors\.bin[^\n]*$/);
  const list = await listCheckpoints(folder);
  t.deepEqual(
    list.manifests.map(({ step }) => step),
    [10],
  );
  t.is(list.warnings.length, 1);
});

test('checkpoints - a file where the folder should be', async (t) => {
  const path = join(temporary(t), 'file');
  writeFileSync(path, '');
  t.like(await t.throwsAsync(readLatest(path)), { code: 'E_CHECKPOINT' });
  t.like(await t.throwsAsync(openCheckpoints(path, { keep: 1 })), { code: 'E_CHECKPOINT_WRITE' });
});

/** Writes step 30 over steps 10 and 20, keeping two, with a failure at an operation. */
async function writeWithFailure(
  t: ExecutionContext,
  template: string,
  failAt: number,
  failure: Failure,
): Promise<{ folder: string; operations: readonly string[]; error: unknown }> {
  const folder = join(temporary(t), 'checkpoints');
  cpSync(template, folder, { recursive: true });
  const { files, operations } = failingFiles(failAt, failure);
  const content = contentOf(folder, 30);
  const error = await openCheckpoints(folder, { keep: 2, files })
    .then((writer) => writer.write(content))
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { folder, operations, error };
}

for (const failure of ['killed', 'power-cut', 'full'] as const)
  test(`checkpoints - ${failure} at every operation: what can be read is the one before or the new one`, async (t) => {
    const template = await checkpointsOf(t, [10, 20]);
    const { operations: all } = await writeWithFailure(t, template, Infinity, failure);
    t.true(all.length > 30, String(all.length));
    for (let failAt = 0; failAt < all.length; failAt++) {
      const { folder, error } = await writeWithFailure(t, template, failAt, failure);
      const message = `${failure} at ${failAt}: ${all[failAt]!}`;
      const before = await readLatest(folder);
      t.true([20, 30].includes(before!.manifest.step), message);
      t.deepEqual(before!.state, stateOf(before!.manifest.step), message);
      t.deepEqual(before!.warnings, [], message);
      if (failure === 'full') t.is(error === undefined, before!.manifest.step === 30, message);
      else t.like(error, { code: 'E_CHECKPOINT_WRITE' }, message);
      if (failure === 'full')
        t.false(
          readdirSync(folder).some((name) => name.startsWith('.')),
          message,
        );
      // The next run cleans up and goes on.
      const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
      t.false(
        readdirSync(folder).some((name) => name.startsWith('.')),
        message,
      );
      await writer.write(contentOf(folder, 40));
      t.deepEqual((await readLatest(folder))?.state, stateOf(40), message);
    }
  });

test('checkpoints - everything is on the disk before it counts', async (t) => {
  const template = await checkpointsOf(t, [10, 20]);
  const { operations } = await writeWithFailure(t, template, Infinity, 'killed');
  const renamed = operations.findIndex((operation) => /^rename .*30\.tmp-/.test(operation));
  const before = operations.slice(0, renamed);
  for (const name of ['state.json', 'tensors.bin', 'sumo-state.xml.gz', 'manifest.json'])
    t.true(before.includes(`sync ${name}`), name);
  t.regex(
    before.findLast((operation) => operation.startsWith('open-wx'))!,
    /manifest\.json/,
    'the manifest is last',
  );
  const foldersName = before.findIndex((operation) => /^sync .*30\.tmp-/.test(operation));
  t.true(foldersName > before.indexOf('sync manifest.json'), 'then the names of all of them');
  t.is(
    operations.slice(renamed).find((operation) => operation.startsWith('sync')),
    'sync checkpoints',
  );
  const removed = operations.findIndex((operation) => operation === 'rename 000000000010');
  const checked = operations.findLastIndex((operation) => operation === 'read tensors.bin');
  t.true(operations.indexOf('sync checkpoints') < checked && checked < removed);
});

test('checkpoints - a full disk is named, and the same writer goes on once there is space', async (t) => {
  const folder = await checkpointsOf(t, [10]);
  const { files } = failingFiles(8, 'full');
  const writer = await openCheckpoints(folder, { keep: 2, files });
  const error = await t.throwsAsync(writer.write(contentOf(folder, 20)));
  t.like(error, { code: 'E_CHECKPOINT_WRITE', kind: 'usage' });
  t.regex(error.message, /step 20.*earlier ones remain.*ENOSPC/);
  t.deepEqual(readdirSync(folder), ['000000000010']);
  const again = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  await again.write(contentOf(folder, 20));
  t.deepEqual((await readLatest(folder))?.state, stateOf(20));
});

test('checkpoints - what a dead writer left goes, what a living one works on stays', async (t) => {
  const folder = await checkpointsOf(t, [10]);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  mkdirSync(join(folder, `.000000000020.tmp-${dead}`));
  mkdirSync(join(folder, `.000000000005.old-${dead}`));
  mkdirSync(join(folder, `.000000000020.tmp-${process.ppid}`));
  await openCheckpoints(folder, { keep: 2, files: unsynced() });
  t.deepEqual(readdirSync(folder), [`.000000000020.tmp-${process.ppid}`, '000000000010']);
});

test('checkpoints - a state that cannot be kept changes nothing', async (t) => {
  const folder = await checkpointsOf(t, [10]);
  const writer = await openCheckpoints(folder, { keep: 2, files: unsynced() });
  const error = await t.throwsAsync(writer.write({ step: 20, about: {}, state: { rules: new Map() } }));
  t.like(error, { code: 'E_CHECKPOINT_STATE', path: 'state.rules' });
  t.deepEqual(readdirSync(folder), ['000000000010']);
});

test('checkpoints - a hundred vectors of 440 kB: others get their turn meanwhile', async (t) => {
  const folder = join(temporary(t), 'checkpoints');
  const state = Array.from({ length: 100 }, (_, index) => new Float32Array(110_000).fill(index + 0.5));
  const writer = await openCheckpoints(folder, { keep: 1, files: unsynced() });
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await writer.write({ step: 1, about: {}, state });
  clearInterval(timer);
  // One turn at least for each vector: no stretch of work is longer than one of them.
  t.true(turns >= 50, String(turns));
  const back = (await readLatest(folder))?.state as readonly Float32Array[];
  t.is(back.length, 100);
  t.true(back.every((vector, index) => Buffer.from(vector.buffer).equals(Buffer.from(state[index]!.buffer))));
});
