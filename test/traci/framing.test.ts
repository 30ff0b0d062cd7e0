import test from 'ava';
import { MAXIMUM_MESSAGE_BYTES, MessageAssembler, readFrame } from '../../src/traci/framing.ts';
import { TraciProtocolError } from '../../src/traci/index.ts';
import { Reader } from '../../src/traci/reader.ts';
import { block, int, messageOf } from '../helpers/fake-sumo.ts';

const bodies = [Buffer.from('first'), Buffer.alloc(0), Buffer.from([0]), Buffer.alloc(300, 7)];
const stream = Buffer.concat(bodies.map((body) => messageOf(body)));

function assemble(chunks: readonly Buffer[]): string[] {
  const assembler = new MessageAssembler();
  const messages = chunks.flatMap((chunk) => assembler.push(chunk));
  return [...messages.map((message) => message.toString('hex')), assembler.idle ? 'idle' : 'incomplete'];
}
const expected = [...bodies.map((body) => body.toString('hex')), 'idle'];

test('framing - several messages in one chunk', (t) => {
  t.deepEqual(assemble([stream]), expected);
});

test('framing - messages that come byte by byte', (t) => {
  t.deepEqual(assemble([...stream].map((byte) => Buffer.from([byte]))), expected);
});

test('framing - a stream split at every byte', (t) => {
  for (let split = 0; split <= stream.length; split++)
    t.deepEqual(assemble([stream.subarray(0, split), stream.subarray(split)]), expected);
});

test('framing - a stream cut off is not idle', (t) => {
  for (const length of [1, 3, 4, 8]) t.deepEqual(assemble([stream.subarray(0, length)]), ['incomplete']);
});

for (const length of [-1, 0, 3, MAXIMUM_MESSAGE_BYTES + 1]) {
  test(`framing - a message length of ${length} is refused before anything is allocated`, (t) => {
    t.throws(() => new MessageAssembler().push(int(length)), { instanceOf: TraciProtocolError });
  });
}

// Around the border between the short and the extended form of a command.
for (const bodyBytes of [0, 1, 250, 251, 252, 253, 254, 255, 256, 257]) {
  test(`framing - a command with a body of ${bodyBytes} bytes`, (t) => {
    const reader = new Reader(block(0xb4, Buffer.alloc(bodyBytes)));
    const frame = readFrame(reader);
    t.is(frame.id, 0xb4);
    t.is(frame.end - frame.start, bodyBytes);
    t.is(reader.offset, frame.start);
    t.is(frame.end, reader.end);
  });
}

test('framing - a short command in extended form is read too', (t) => {
  const frame = readFrame(new Reader(Buffer.from('0000000008b40102', 'hex')));
  t.deepEqual(frame, { id: 0xb4, start: 6, end: 8 });
});

const malformed = ['', '00', '01', '01a4', '05a400', '0000000000a4', '0000000005a4', '00ffffffffa4', '007fffffffa4'];
for (const bytes of malformed) {
  test(`framing - the command header ${bytes || '(nothing)'} is refused`, (t) => {
    t.throws(() => readFrame(new Reader(Buffer.from(bytes, 'hex'))), { instanceOf: TraciProtocolError });
  });
}
