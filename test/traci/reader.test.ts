import test from 'ava';
import { TraciProtocolError } from '../../src/traci/index.ts';
import { Reader } from '../../src/traci/reader.ts';
import { double, int, string } from '../helpers/fake-sumo.ts';

const refuses = { instanceOf: TraciProtocolError } as const;

test('reader - numbers are big-endian', (t) => {
  const reader = new Reader(Buffer.from('ff80fffffffe400921fb54442d18', 'hex'));
  t.is(reader.ubyte(), 255);
  t.is(reader.byte(), -128);
  t.is(reader.int(), -2);
  t.is(reader.double(), Math.PI);
  t.is(reader.remaining, 0);
});

test('reader - strings are UTF-8 of any length, measured in bytes', (t) => {
  const texts = ['', 'a', 'x'.repeat(24), 'x'.repeat(25), 'ü', '漢字', 'x'.repeat(23) + 'ü', '😀'.repeat(100)];
  const reader = new Reader(Buffer.concat(texts.map(string)));
  for (const text of texts) t.is(reader.string(), text);
  t.is(reader.remaining, 0);
});

test('reader - string lists, the empty one too', (t) => {
  const reader = new Reader(Buffer.concat([int(2), string('a'), string(''), int(0)]));
  t.deepEqual(reader.stringList(), ['a', '']);
  t.deepEqual(reader.stringList(), []);
});

test('reader - reading beyond the end says where, how much, and what was left', (t) => {
  const bytes = Buffer.from([1, 2, 3]);
  const error = t.throws(() => new Reader(bytes).int(), refuses);
  t.is(error.message, 'int: expected 4 bytes, but only 3 are left (at byte 0)');
  t.is(error.offset, 0);
  t.throws(() => new Reader(bytes).double(), refuses);
  t.throws(() => new Reader(Buffer.alloc(0)).ubyte(), refuses);
  t.throws(() => new Reader(Buffer.alloc(0)).byte(), refuses);
});

test('reader - the end may lie before the end of the bytes', (t) => {
  const reader = new Reader(Buffer.concat([double(1), double(2)]), 8, 15);
  t.throws(() => reader.double(), refuses);
});

test('reader - counts that cannot fit are refused before anything is allocated', (t) => {
  for (const count of [-1, 1, 0x7fffffff]) {
    t.throws(() => new Reader(int(count)).string(), refuses);
    t.throws(() => new Reader(int(count)).stringList(), refuses);
    t.throws(() => {
      new Reader(int(count)).skipString();
    }, refuses);
  }
  t.throws(() => new Reader(Buffer.concat([int(3), string('ab')])).stringList(), refuses);
});
