import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { fetchFiles } from '../../../../src/ml/data/fetch/fetch.ts';
import type { FetchEvent, FetchOptions } from '../../../../src/ml/data/fetch/fetch.ts';
import type { SourceFile } from '../../../../src/ml/data/fetch/sources.ts';
import { cutAfter, drip, serve, sourceFile, stallAfter, status, whole } from '../helpers/file-server.ts';
import { temporaryFolder } from '../helpers/idx-files.ts';
import { tarOf } from '../helpers/tar-files.ts';

const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 251));
const wrong = Buffer.from(content).fill(0, 100, 101);

interface Fetched {
  readonly folder: string;
  readonly events: readonly FetchEvent[];
  readonly file: () => Promise<Buffer>;
  readonly run: () => Promise<void>;
}

async function prepare(
  t: ExecutionContext,
  files: readonly SourceFile[],
  options: Partial<FetchOptions> = {},
): Promise<Fetched> {
  const folder = join(await temporaryFolder(t), 'deep', 'folder');
  const events: FetchEvent[] = [];
  const run = (): Promise<void> =>
    fetchFiles(files, { folder, retryDelayMs: 1, onEvent: (event) => events.push(event), ...options });
  return { folder, events, run, file: () => readFile(join(folder, 'file.bin')) };
}

/** As `prepare`, with the start of the file there from an earlier fetch. */
async function prepareWithPart(t: ExecutionContext, files: readonly SourceFile[], part: Uint8Array): Promise<Fetched> {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file.bin.part'), part);
  return { ...(await prepare(t, files, { folder })), folder, file: () => readFile(join(folder, 'file.bin')) };
}

test('fetch - brings a file, tells its progress, and does not ask again', async (t) => {
  const server = await serve(t, whole(content));
  const fetched = await prepare(t, [sourceFile(content, [`${server.url}file.bin`])]);
  await fetched.run();
  t.true(content.equals(await fetched.file()));
  t.deepEqual(await readdir(fetched.folder), ['file.bin']);
  const progress = fetched.events.flatMap((event) => (event.kind === 'receiving' ? [event] : []));
  t.like(progress.at(-1), { receivedBytes: 5000, totalBytes: 5000 });
  t.deepEqual(fetched.events.at(-1), { kind: 'done', file: 'file.bin' });
  await fetched.run();
  t.deepEqual(server.requests, ['/file.bin']);
  t.deepEqual(fetched.events.at(-1), { kind: 'present', file: 'file.bin' });
});

test('fetch - replaces a file whose content is wrong', async (t) => {
  const server = await serve(t, whole(content));
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file.bin'), wrong);
  await fetchFiles([sourceFile(content, [server.url])], { folder });
  t.true(content.equals(await readFile(join(folder, 'file.bin'))));
});

test('fetch - checks the unpacked content when the checksum is of that', async (t) => {
  const served = gzipSync(content, { level: 1 });
  const server = await serve(t, whole(served));
  const hex = createHash('md5').update(content).digest('hex');
  const file = { ...sourceFile(served, [server.url]), checksum: { algorithm: 'md5', of: 'unpacked', hex } } as const;
  const fetched = await prepare(t, [file]);
  await fetched.run();
  t.true(served.equals(await fetched.file()));
});

test('fetch - goes on where an earlier fetch stopped', async (t) => {
  const server = await serve(t, whole(content));
  const fetched = await prepareWithPart(t, [sourceFile(content, [server.url])], content.subarray(0, 1234));
  await fetched.run();
  t.deepEqual(server.requests, ['/ bytes=1234-']);
  t.true(content.equals(await fetched.file()));
});

test('fetch - goes on after a broken connection', async (t) => {
  const server = await serve(t, cutAfter(content, 2000), whole(content));
  const fetched = await prepare(t, [sourceFile(content, [server.url])]);
  await fetched.run();
  t.deepEqual(server.requests, ['/', '/ bytes=2000-']);
  t.true(content.equals(await fetched.file()));
  t.is(fetched.events.filter(({ kind }) => kind === 'failed-try').length, 1);
});

test('fetch - gives up a stalled try and goes on', async (t) => {
  // Long enough that the second try is answered in time on a busy machine.
  const server = await serve(t, stallAfter(content, 2000), whole(content));
  const fetched = await prepare(t, [sourceFile(content, [server.url])], { stallTimeoutMs: 2500 });
  await fetched.run();
  t.deepEqual(server.requests, ['/', '/ bytes=2000-']);
  t.like(
    fetched.events.find(({ kind }) => kind === 'failed-try'),
    { reason: 'no data for 2500 ms' },
  );
  t.true(content.equals(await fetched.file()));
});

test('fetch - waits for a slow server as long as something comes', async (t) => {
  // Twelve pieces take longer than the timeout together, each of them much less.
  const server = await serve(t, drip(content, 12, 300));
  const fetched = await prepare(t, [sourceFile(content, [server.url])], { stallTimeoutMs: 2500, tries: 1 });
  await fetched.run();
  t.true(content.equals(await fetched.file()));
  t.is(server.requests.length, 1);
});

test('fetch - takes the whole from a server that knows no ranges', async (t) => {
  const server = await serve(t, (_request, response) => response.writeHead(200).end(content));
  const fetched = await prepareWithPart(t, [sourceFile(content, [server.url])], content.subarray(0, 1234));
  await fetched.run();
  t.true(content.equals(await fetched.file()));
});

test('fetch - a part that is complete already is only checked', async (t) => {
  const server = await serve(t, whole(content));
  const fetched = await prepareWithPart(t, [sourceFile(content, [server.url])], content);
  await fetched.run();
  t.deepEqual(server.requests, ['/ bytes=5000-']);
  t.true(content.equals(await fetched.file()));
});

test('fetch - a part that is wrong is thrown away and fetched anew', async (t) => {
  const server = await serve(t, whole(content));
  const fetched = await prepareWithPart(t, [sourceFile(content, [server.url])], wrong.subarray(0, 1234));
  await fetched.run();
  t.deepEqual(server.requests, ['/ bytes=1234-', '/']);
  t.true(content.equals(await fetched.file()));
});

test('fetch - a server that answers another range than asked for is asked anew', async (t) => {
  const server = await serve(t, status(206, { 'content-range': 'bytes 0-9/5000' }), whole(content));
  const fetched = await prepareWithPart(t, [sourceFile(content, [server.url])], content.subarray(0, 1234));
  await fetched.run();
  t.deepEqual(server.requests, ['/ bytes=1234-', '/']);
  t.true(content.equals(await fetched.file()));
});

test('fetch - tries the next address: at once after a refusal, after three tries of a sick server', async (t) => {
  const server = await serve(t, status(404), status(503), status(503), status(503), whole(content));
  const urls = ['gone', 'sick', 'good'].map((path) => server.url + path);
  const fetched = await prepare(t, [sourceFile(content, urls)]);
  await fetched.run();
  t.deepEqual(server.requests, ['/gone', '/sick', '/sick', '/sick', '/good']);
  t.true(content.equals(await fetched.file()));
});

test('fetch - wrong content everywhere is an error that names both sums and leaves nothing behind', async (t) => {
  const server = await serve(t, whole(wrong));
  const file = sourceFile(content, [`${server.url}a`]);
  const fetched = await prepare(t, [file]);
  const error = await t.throwsAsync(fetched.run(), { instanceOf: DataError, code: 'E_DATA_FETCH' });
  const got = createHash('sha256').update(wrong).digest('hex');
  t.is(
    error.message,
    `data fetch: file.bin: ${server.url}a: expected sha256 ${file.checksum.hex} of the served content, got ${got}; ` +
      `try again (it goes on where it stopped), or put the file into ${fetched.folder} yourself`,
  );
  t.is(error.kind, 'usage');
  t.deepEqual(await readdir(fetched.folder), []);
  t.is(server.requests.length, 3);
});

const refusals = [
  ['HTTP 404 Not Found', status(404)],
  ['expected at most 10000 bytes, got 10001 announced', whole(Buffer.alloc(10_001))],
  [
    'expected at most 10000 bytes, got more',
    (_request: unknown, response: { write: (chunk: Uint8Array) => boolean; end: () => unknown }) => {
      response.write(Buffer.alloc(6000));
      response.write(Buffer.alloc(6000));
      response.end();
    },
  ],
  ['expected the content as it is, got content-encoding gzip', status(200, { 'content-encoding': 'gzip' })],
] as const;
for (const [reason, answer] of refusals) {
  test(`fetch - does not ask twice after: ${reason}`, async (t) => {
    const server = await serve(t, answer);
    const fetched = await prepare(t, [sourceFile(content, [server.url])]);
    const error = await t.throwsAsync(fetched.run(), { code: 'E_DATA_FETCH' });
    t.true(error.message.includes(`${server.url}: ${reason};`), error.message);
    t.is(server.requests.length, 1);
  });
}

test('fetch - a server that is not there is named with the reason', async (t) => {
  const fetched = await prepare(t, [sourceFile(content, ['http://127.0.0.1:1/'])], { tries: 1 });
  await t.throwsAsync(fetched.run(), {
    code: 'E_DATA_FETCH',
    message: /http:\/\/127\.0\.0\.1:1\/: (.*ECONNREFUSED|bad port)/,
  });
});

test('fetch - stops when told to, keeps what came, and throws the reason', async (t) => {
  const server = await serve(t, stallAfter(content, 2000));
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const fetched = await prepare(t, [sourceFile(content, [server.url])], {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.kind === 'receiving' && event.receivedBytes === 2000) controller.abort(reason);
    },
  });
  t.is(await t.throwsAsync(fetched.run()), reason);
  t.deepEqual(await readdir(fetched.folder), ['file.bin.part']);
  t.is((await readFile(join(fetched.folder, 'file.bin.part'))).length, 2000);
  t.is(server.requests.length, 1);
});

test('fetch - keeps of an archive what is wanted, by names of our own', async (t) => {
  const [one, two] = [Buffer.alloc(700, 1), Buffer.alloc(512, 2)];
  const archive = gzipSync(
    tarOf({ 'inner/readme.html': Buffer.from('x'), 'inner/one.bin': one, 'inner/two.bin': two, '../evil': one }),
  );
  const server = await serve(t, whole(archive));
  const members = [
    { name: 'one.bin', bytes: 700 },
    { name: 'two.bin', bytes: 512 },
  ];
  const file = { ...sourceFile(archive, [server.url]), unpack: { from: 'inner', members } };
  const fetched = await prepare(t, [file]);
  await fetched.run();
  t.deepEqual((await readdir(fetched.folder)).sort(), ['one.bin', 'two.bin']);
  t.true(two.equals(await readFile(join(fetched.folder, 'two.bin'))));
  await fetched.run();
  t.is(server.requests.length, 1);
});

test('fetch - an archive without a wanted file is an error', async (t) => {
  const archive = gzipSync(tarOf({ 'inner/one.bin': Buffer.alloc(3) }));
  const server = await serve(t, whole(archive));
  const file = {
    ...sourceFile(archive, [server.url]),
    unpack: { from: 'inner', members: [{ name: 'two.bin', bytes: 3 }] },
  };
  const fetched = await prepare(t, [file]);
  await t.throwsAsync(fetched.run(), { message: 'file.bin: inner/two.bin: expected 3 bytes, got no such file' });
});

test('fetch - a folder that cannot be made is an error, not a crash', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'file'), '');
  await t.throwsAsync(fetchFiles([], { folder: join(folder, 'file', 'x') }), {
    code: 'E_DATA_FETCH',
    message: /file.x: cannot be made: ENOTDIR/,
  });
});
