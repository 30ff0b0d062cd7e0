import test from 'ava';
import { Writer } from '../../src/traci/writer.ts';

test('writer - numbers and strings, big-endian and in UTF-8', (t) => {
  const writer = new Writer().ubyte(255).byte(-128).int(-2).double(Math.PI).string('ü');
  t.is(writer.written.toString('hex'), 'ff80fffffffe400921fb54442d1800000002c3bc');
});

test('writer - string lists', (t) => {
  t.is(new Writer().stringList(['a', '']).written.toString('hex'), '00000002000000016100000000');
  t.is(new Writer().stringList([]).written.toString('hex'), '00000000');
});

const outOfRange: readonly [string, (writer: Writer) => unknown][] = [
  ['ubyte 256', (writer) => writer.ubyte(256)],
  ['ubyte -1', (writer) => writer.ubyte(-1)],
  ['ubyte 1.5', (writer) => writer.ubyte(1.5)],
  ['byte 128', (writer) => writer.byte(128)],
  ['int 2^31', (writer) => writer.int(2 ** 31)],
  ['int NaN', (writer) => writer.int(NaN)],
  ['double NaN', (writer) => writer.double(NaN)],
  ['double of a text', (writer) => writer.double('1' as unknown as number)],
  ['string of a number', (writer) => writer.string(1 as unknown as string)],
];
for (const [name, write] of outOfRange) {
  test(`writer - ${name} is refused`, (t) => {
    t.throws(() => write(new Writer()), { instanceOf: RangeError });
  });
}

// The border between the short and the extended form of a command: lengths count themselves.
for (const bodyBytes of [0, 251, 252, 253, 254, 255, 256, 70_000]) {
  test(`writer - a command with a body of ${bodyBytes} bytes has the right length and form`, (t) => {
    const writer = new Writer().int(7);
    writer.command(0xa4, (body) => {
      for (let index = 0; index < bodyBytes; index++) body.ubyte(index & 0xff);
    });
    writer.ubyte(0xee);
    const bytes = writer.written;
    t.is(bytes.readInt32BE(0), 7);
    const short = bodyBytes + 2 <= 255;
    const bodyStart = short ? 6 : 10;
    if (short) t.is(bytes[4], bodyBytes + 2);
    else t.deepEqual([bytes[4], bytes.readInt32BE(5)], [0, bodyBytes + 6]);
    t.is(bytes[bodyStart - 1], 0xa4);
    t.true(bytes.subarray(bodyStart, bodyStart + bodyBytes).every((byte, index) => byte === (index & 0xff)));
    t.is(bytes[bodyStart + bodyBytes], 0xee);
    t.is(bytes.length, bodyStart + bodyBytes + 1);
  });
}

test('writer - a command whose body fails leaves no trace', (t) => {
  const writer = new Writer().int(7);
  t.throws(() => writer.command(1, (body) => void body.int(1).ubyte(300)), { instanceOf: RangeError });
  t.is(writer.written.toString('hex'), '00000007');
});
