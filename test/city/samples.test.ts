import { gzipSync } from 'node:zlib';
import test from 'ava';
import { readSamples } from '../../src/city/samples.ts';
import { fileOf } from './temporary.ts';

const TRACE = `<fcd-export>
  <timestep time="0.00"><vehicle id="a" x="1.5" y="2"/><person id="p" x="9" y="9"/></timestep>
  <timestep time="1.00"><vehicle id="a" x="3" y="4"/><vehicle id="b" x="-5" y="6e1"/></timestep>
</fcd-export>`;

test('samples - where vehicles were, plain and gzipped; persons are none', async (t) => {
  const expected = { positions: Float64Array.of(1.5, 2, 3, 4, -5, 60), count: 3, vehicles: 2 };
  t.deepEqual(await readSamples(fileOf(t, 'trace.xml', TRACE)), expected);
  t.deepEqual(await readSamples(fileOf(t, 'trace.xml.gz', gzipSync(TRACE))), expected);
});

test('samples - a trace in which nobody drives, and none at all', async (t) => {
  await t.throwsAsync(readSamples(fileOf(t, 'trace.xml', '<fcd-export/>')), { message: /no vehicle drives/ });
  await t.throwsAsync(readSamples(fileOf(t, 'trace.xml', TRACE.slice(0, 100))), { code: 'E_CITY_INPUT' });
});
