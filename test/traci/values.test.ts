import test from 'ava';
import { TYPE_STRING } from '../../src/traci/constants.ts';
import { TraciProtocolError } from '../../src/traci/index.ts';
import { Reader } from '../../src/traci/reader.ts';
import * as values from '../../src/traci/values.ts';
import type { ValueReader, ValueWriter } from '../../src/traci/values.ts';
import { Writer } from '../../src/traci/writer.ts';

function written<Value>(codec: ValueWriter<Value>, value: Value): string {
  const writer = new Writer();
  values.writeTyped(writer, codec, value);
  return writer.written.toString('hex');
}

function read<Value>(codec: ValueReader<Value>, bytes: string): Value {
  const reader = new Reader(Buffer.from(bytes, 'hex'));
  const value = values.readTyped(reader, codec);
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes left`);
  return value;
}

const ONE = '3ff0000000000000';
const TWO = '4000000000000000';
const THREE = '4008000000000000';

/** Worked out by hand from the grammar. */
const cases: readonly [string, ValueReader<unknown> & ValueWriter<never>, unknown, string][] = [
  ['ubyte', values.ubyte, 200, '07c8'],
  ['byte', values.byte, -1, '08ff'],
  ['integer', values.integer, -2, '09fffffffe'],
  ['integerFlag', values.integerFlag, true, '0900000001'],
  ['ubyteFlag', values.ubyteFlag, false, '0700'],
  ['double', values.double, 1, `0b${ONE}`],
  ['text', values.text, 'ü', '0c00000002c3bc'],
  ['objectId', values.objectId, 'ab', '0c000000026162'],
  ['textList', values.textList, ['a', ''], '0e00000002000000016100000000'],
  ['empty textList', values.textList, [], '0e00000000'],
  ['idList', values.idList, ['a'], '0e000000010000000161'],
  ['doubleList', values.doubleList, [1, 2], `1000000002${ONE}${TWO}`],
  ['empty doubleList', values.doubleList, [], '1000000000'],
  ['color', values.color, [1, 2, 3, 4], '1101020304'],
  ['position2D', values.position2D, [1, 2], `01${ONE}${TWO}`],
  ['position3D', values.position3D, [1, 2, 3], `03${ONE}${TWO}${THREE}`],
  ['lonLat', values.lonLat, [1, 2], `00${ONE}${TWO}`],
  ['lonLatAlt', values.lonLatAlt, [1, 2, 3], `02${ONE}${TWO}${THREE}`],
  ['roadMap', values.roadMap, ['e', 1, 2], `040000000165${ONE}02`],
  ['polygon', values.polygon, [[1, 2]], `0601${ONE}${TWO}`],
];
for (const [name, codec, value, bytes] of cases) {
  test(`values - ${name} to bytes and back`, (t) => {
    t.is(written(codec, value as never), bytes);
    t.deepEqual(read(codec, bytes), value);
  });
}

test('values - a colour without alpha is opaque', (t) => {
  t.is(written(values.color, [1, 2, 3]), '11010203ff');
});

test('values - a network position may come as longitude and latitude, and the other way round', (t) => {
  t.deepEqual(read(values.position2D, `00${ONE}${TWO}`), [1, 2]);
  t.deepEqual(read(values.lonLat, `01${ONE}${TWO}`), [1, 2]);
});

for (const count of [1, 254, 255, 256, 1000]) {
  test(`values - a polygon of ${count} points to bytes and back`, (t) => {
    const points = Array.from({ length: count }, (_, index) => [index, -index] as const);
    const bytes = written(values.polygon, points);
    const header = count <= 255 ? count.toString(16).padStart(2, '0') : `00${count.toString(16).padStart(8, '0')}`;
    t.is(bytes.slice(0, 2 + header.length), `06${header}`);
    t.deepEqual(read(values.polygon, bytes), points);
  });
}

test('values - the empty polygon, as SUMO wants it and as SUMO sends it', (t) => {
  t.is(written(values.polygon, []), '060000000000');
  t.deepEqual(read(values.polygon, '0600'), []);
  const reader = new Reader(Buffer.from(`0600${TYPE_STRING.toString(16).padStart(2, '0')}0000000141`, 'hex'));
  t.deepEqual(values.readTyped(reader, values.polygon), []);
  t.is(values.readTyped(reader, values.text), 'A', 'what follows is not taken for a count');
});

test('values - compounds say how many items they have, and each item its type', (t) => {
  const codec = values.compound(values.objectId, values.double, values.rawUbyte);
  t.is(written(codec, ['a', 1, 5]), `0f000000030c00000001610b${ONE}05`);
  t.is(written(values.compound(), []), '0f00000000');
});

const malformed: readonly [string, ValueReader<unknown>, string][] = [
  ['another type', values.double, '0900000001'],
  ['no type', values.double, ''],
  ['too short', values.double, '0b00'],
  ['a huge list of doubles', values.doubleList, '107fffffff'],
  ['a negative list of doubles', values.doubleList, '10ffffffff'],
  ['a huge list of texts', values.textList, '0e7fffffff'],
  ['a polygon cut off', values.polygon, `0602${ONE}`],
  ['a text longer than its message', values.text, '0c0000000561'],
];
for (const [name, codec, bytes] of malformed) {
  test(`values - ${name} is refused`, (t) => {
    t.throws(() => read(codec, bytes), { instanceOf: TraciProtocolError });
  });
}

test('values - ids are measured in bytes of UTF-8', (t) => {
  t.notThrows(() => {
    values.checkId('x'.repeat(200));
  });
  t.notThrows(() => {
    values.checkId('ü'.repeat(100));
  });
  for (const id of ['x'.repeat(201), 'ü'.repeat(101), '漢'.repeat(67)]) {
    t.throws(
      () => {
        values.checkId(id);
      },
      { instanceOf: RangeError, message: /at most 200 bytes/ },
    );
    t.throws(() => written(values.objectId, id), { instanceOf: RangeError });
    t.throws(() => written(values.idList, ['a', id]), { instanceOf: RangeError });
    t.throws(() => written(values.roadMap, [id, 0, 0]), { instanceOf: RangeError });
  }
});
