/**
 * Compound answers from bytes put together by hand after the grammar in the headers of `*-values.ts`: what they mean, and
 * that nothing but our own error comes of them cut off anywhere, or with counts that cannot be.
 */
import test from 'ava';
import { TraciProtocolError } from '../../../src/traci/index.ts';
import { inductionLoopVariables } from '../../../src/traci/domains/inductionloop.ts';
import { laneChangeState } from '../../../src/traci/domains/lane-change.ts';
import { reservations } from '../../../src/traci/domains/person-values.ts';
import {
  constraints,
  controlledLinks,
  programLogic,
  programLogics,
} from '../../../src/traci/domains/trafficlight-values.ts';
import { junctionFoes, nextStops } from '../../../src/traci/domains/vehicle-values.ts';
import { Reader } from '../../../src/traci/reader.ts';
import { readTyped, writeTyped } from '../../../src/traci/values.ts';
import type { ValueReader } from '../../../src/traci/values.ts';
import { Writer } from '../../../src/traci/writer.ts';
import { double, int, string, ubyte } from '../../helpers/fake-sumo.ts';

const typed = {
  compound: (count: number, ...items: readonly Buffer[]) => Buffer.concat([ubyte(0x0f), int(count), ...items]),
  ubyte: (value: number) => Buffer.concat([ubyte(0x07), ubyte(value)]),
  byte: (value: number) => Buffer.concat([ubyte(0x08), ubyte(value)]),
  int: (value: number) => Buffer.concat([ubyte(0x09), int(value)]),
  double: (value: number) => Buffer.concat([ubyte(0x0b), double(value)]),
  text: (value: string) => Buffer.concat([ubyte(0x0c), string(value)]),
  list: (...values: readonly string[]) => Buffer.concat([ubyte(0x0e), int(values.length), ...values.map(string)]),
};

interface Example {
  readonly codec: ValueReader<unknown>;
  readonly bytes: Buffer;
  readonly value: unknown;
}

/** By what they are. Every answer begins with its type byte. */
const examples: Readonly<Record<string, Example>> = {
  'traffic-light programs': {
    codec: programLogics,
    bytes: typed.compound(
      2,
      typed.compound(
        5,
        typed.text('day'),
        typed.int(3),
        typed.int(1),
        typed.compound(
          2,
          typed.compound(
            6,
            typed.double(31),
            typed.text('Gr'),
            typed.double(5),
            typed.double(50),
            typed.compound(2, typed.int(1), typed.int(0)),
            typed.text('main'),
          ),
          typed.compound(
            6,
            typed.double(4),
            typed.text('yr'),
            typed.double(-1),
            typed.double(-1),
            typed.compound(0),
            typed.text(''),
          ),
        ),
        typed.compound(2, typed.list('max-gap', '3'), typed.list('__proto__', 'harmless')),
      ),
      typed.compound(5, typed.text('off'), typed.int(0), typed.int(0), typed.compound(0), typed.compound(0)),
    ),
    value: [
      {
        programID: 'day',
        type: 3,
        currentPhaseIndex: 1,
        phases: [
          { duration: 31, state: 'Gr', minDur: 5, maxDur: 50, next: [1, 0], name: 'main' },
          { duration: 4, state: 'yr', minDur: -1, maxDur: -1, next: [], name: '' },
        ],
        subParameter: Object.fromEntries([
          ['max-gap', '3'],
          ['__proto__', 'harmless'],
        ]),
      },
      { programID: 'off', type: 0, currentPhaseIndex: 0, phases: [], subParameter: {} },
    ],
  },
  'controlled links': {
    codec: controlledLinks,
    bytes: typed.compound(
      6,
      typed.int(2),
      typed.int(2),
      typed.list('a_0', 'b_0', ':j_0_0'),
      typed.list('a_0', 'c_0', ''),
      typed.int(0),
    ),
    value: [
      [
        ['a_0', 'b_0', ':j_0_0'],
        ['a_0', 'c_0', ''],
      ],
      [],
    ],
  },
  'rail signal constraints': {
    codec: constraints,
    bytes: typed.compound(
      10,
      typed.int(1),
      typed.text('signal'),
      typed.text('t1'),
      typed.text('t2'),
      typed.text('foe signal'),
      typed.int(4),
      typed.int(1),
      typed.byte(1),
      typed.byte(0),
      typed.list('k', 'v', 'l', ''),
    ),
    value: [
      {
        signalId: 'signal',
        tripId: 't1',
        foeId: 't2',
        foeSignal: 'foe signal',
        limit: 4,
        type: 1,
        mustWait: true,
        active: false,
        param: { k: 'v', l: '' },
      },
    ],
  },
  'taxi reservations': {
    codec: reservations,
    bytes: typed.compound(
      1,
      typed.compound(
        10,
        typed.text('7'),
        typed.list('p1', 'p2'),
        typed.text('family'),
        typed.text('e1'),
        typed.text('e2'),
        typed.double(10),
        typed.double(20),
        typed.double(30),
        typed.double(25),
        typed.int(1),
      ),
    ),
    value: [
      {
        id: '7',
        persons: ['p1', 'p2'],
        group: 'family',
        fromEdge: 'e1',
        toEdge: 'e2',
        departPos: 10,
        arrivalPos: 20,
        depart: 30,
        reservationTime: 25,
        state: 1,
      },
    ],
  },
  'vehicles on a loop': {
    codec: inductionLoopVariables.LAST_STEP_VEHICLE_DATA.value,
    bytes: typed.compound(
      6,
      typed.int(1),
      typed.text('v'),
      typed.double(5),
      typed.double(10.25),
      typed.double(-1),
      typed.text('car'),
    ),
    value: [['v', 5, 10.25, -1, 'car']],
  },
  'next stops': {
    codec: nextStops,
    bytes: typed.compound(
      7,
      typed.int(1),
      typed.text('e1_0'),
      typed.double(80),
      typed.text('stop'),
      typed.int(17),
      typed.double(5),
      typed.double(-1073741824),
    ),
    value: [['e1_0', 80, 'stop', 17, 5, -1073741824]],
  },
  'junction foes': {
    codec: junctionFoes,
    bytes: typed.compound(
      10,
      typed.int(1),
      typed.text('w'),
      typed.double(1),
      typed.double(2),
      typed.double(3),
      typed.double(4),
      typed.text(':j_0_0'),
      typed.text(':j_1_0'),
      typed.ubyte(1),
      typed.ubyte(0),
    ),
    value: [['w', 1, 2, 3, 4, ':j_0_0', ':j_1_0', true, false]],
  },
  'lane change state': {
    codec: laneChangeState,
    bytes: typed.compound(2, typed.int(6), typed.int(-1)),
    value: [6, -1],
  },
};

for (const [name, { codec, bytes, value }] of Object.entries(examples)) {
  test(`domains - ${name} mean what the grammar says`, (t) => {
    const reader = new Reader(bytes);
    t.deepEqual(readTyped(reader, codec), value);
    t.is(reader.remaining, 0);
  });

  test(`domains - ${name} cut off at any byte are refused`, (t) => {
    for (let length = 0; length < bytes.length; length++)
      t.throws(() => readTyped(new Reader(bytes, 0, length), codec), { instanceOf: TraciProtocolError }, `${length}`);
  });

  test(`domains - ${name} with other bytes give a value or our own error, never a great allocation`, (t) => {
    for (let at = 0; at < bytes.length; at++)
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        try {
          readTyped(new Reader(changed), codec);
        } catch (error) {
          t.true(error instanceof TraciProtocolError, `${at}: ${String(error)}`);
        }
      }
    t.pass();
  });
}

test('domains - a program goes out as it came in', (t) => {
  const { bytes, value } = examples['traffic-light programs']!;
  const writer = new Writer();
  for (const logic of value as readonly Parameters<typeof programLogic.write>[1][])
    writeTyped(writer, programLogic, logic);
  t.is(writer.written.toString('hex'), bytes.subarray(5).toString('hex'));
});

test('domains - parameters without their values are refused', (t) => {
  const { bytes } = examples['rail signal constraints']!;
  const list = typed.list('k', 'v', 'l', '');
  const odd = Buffer.concat([bytes.subarray(0, -list.length), typed.list('k', 'v', 'l')]);
  t.throws(() => readTyped(new Reader(odd), constraints), { message: /expected keys with their values, got 3/ });
});

test('domains - a link that does not join three lanes is refused', (t) => {
  const bytes = typed.compound(3, typed.int(1), typed.int(1), typed.list('a_0', 'b_0'));
  t.throws(() => readTyped(new Reader(bytes), controlledLinks), { message: /link: expected 3 items, got 2/ });
});
