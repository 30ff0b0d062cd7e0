import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { importScenario } from '../../src/city/index.ts';
import { downloadMap, requireRoads } from '../../src/city/osm.ts';
import { fileOf, temporary } from './temporary.ts';

const TOWN = resolve(import.meta.dirname, '../fixtures/city/town.osm.xml');
const BOX = { west: -71.08, south: 42.34, east: -71.06, north: 42.36 };

/** A local server that answers so. */
async function serve(t: ExecutionContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/map`;
}

test('osm - a map with roads, plain and gzipped', async (t) => {
  await t.notThrowsAsync(requireRoads(TOWN));
  await t.notThrowsAsync(requireRoads(fileOf(t, 'town.osm.xml.gz', gzipSync(readFileSync(TOWN)))));
});

for (const [what, content, message] of [
  ['a footway alone', '<osm><way id="1"><tag k="highway" v="footway"/></way></osm>', /no road/],
  ['a crossing, which is a node', '<osm><node id="1"><tag k="highway" v="primary"/></node></osm>', /no road/],
  ['a road under construction', '<osm><way id="1"><tag k="highway" v="construction"/></way></osm>', /no road/],
  ['nothing', '<osm version="0.6"/>', /no road/],
  ['something else', '<html></html>', /found no <osm>/],
  ['no XML', 'PBF', /expected OpenStreetMap data/],
  ['a file cut off', '<osm><way id="1"><tag k="highway" v="primary"/></way>', /expected OpenStreetMap data/],
] as const)
  test(`osm - ${what} is refused in one line`, async (t) => {
    const error = await t.throwsAsync(requireRoads(fileOf(t, 'map.osm', content)), { code: 'E_CITY_INPUT', message });
    t.false(error.message.includes('\n'));
  });

test('osm - an absent file, a damaged archive', async (t) => {
  await t.throwsAsync(requireRoads('/nowhere/map.osm'), { code: 'E_CITY_INPUT', message: /no such file/ });
  const cut = gzipSync(readFileSync(TOWN)).subarray(0, 400);
  await t.throwsAsync(requireRoads(fileOf(t, 'map.osm.gz', cut)), { code: 'E_CITY_INPUT' });
});

test('osm - a download asks for the box and says who asks', async (t) => {
  const asked: (string | undefined)[] = [];
  const server = await serve(t, (request, response) => {
    asked.push(request.url, request.headers['user-agent']);
    response.end(readFileSync(TOWN));
  });
  const file = join(temporary(t), 'map.osm.xml.gz');
  await downloadMap(BOX, file, { server, userAgent: 'edgemlsim/test' });
  t.deepEqual(asked, ['/map?bbox=-71.08,42.34,-71.06,42.36', 'edgemlsim/test']);
  t.deepEqual(gunzipSync(readFileSync(file)), readFileSync(TOWN));
});

test('osm - a server that refuses, breaks off, or is not there', async (t) => {
  const file = join(temporary(t), 'map.osm.xml.gz');
  const busy = await serve(t, (_request, response) => response.writeHead(429).end('too many'));
  const broken = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 1000 }).write('<osm>', () => response.destroy());
  });
  for (const [server, message] of [
    [busy, /429/],
    [broken, /terminated|aborted/],
    ['http://127.0.0.1:9/map', /fetch failed/],
    ['nonsense', /Failed to parse|Invalid URL/],
  ] as const)
    await t.throwsAsync(downloadMap(BOX, file, { server, userAgent: 'test' }), { code: 'E_CITY_DOWNLOAD', message });
});

test('osm - an interruption ends a download', async (t) => {
  const controller = new AbortController();
  const server = await serve(t, () => {
    controller.abort();
  });
  const file = join(temporary(t), 'map.osm.xml.gz');
  const options = { server, userAgent: 'test', signal: controller.signal };
  await t.throwsAsync(downloadMap(BOX, file, options), { code: 'E_INTERRUPTED' });
});

test('osm - a box with no data leaves no folder', async (t) => {
  const server = await serve(t, (_request, response) => response.end('<osm version="0.6"></osm>'));
  const folder = temporary(t);
  const out = join(folder, 'city');
  const error = await t.throwsAsync(
    importScenario({
      source: { kind: 'box', box: BOX, server, userAgent: 'test' },
      out,
      density: 1,
      through: 0.5,
      seconds: 1,
      seed: 1,
      servers: 1,
      range: 1,
      command: '',
      tools: { binary: '/nowhere/sumo' },
    }),
    { code: 'E_CITY_INPUT', message: /--bbox -71.08,42.34,-71.06,42.36: no road/ },
  );
  t.false(error.message.includes('\n'));

  t.deepEqual(readdirSync(folder), []);
});
