/**
 * The steps in a block of a trace: frames to MessagePack values and back, to the last bit. Pure but for its memory.
 *
 * step := array [step, ms, new ids, departed, arrived, teleport started, teleport ended, parking started, parking ended,
 *                vehicles, x, y, speed or nil, angle or nil, introduced or nil]
 *
 * A vehicle is a number, its place in the list of all ids that the block has named so far; `new ids` go on with that
 * list. Lists and `vehicles` are arrays of such numbers. `introduced` is an array of [vehicle, type, route].
 * A column is binary: the vehicles' doubles, each combined by exclusive or with that of the same vehicle in the step
 * before of this block (0 if there was none), all first bytes, then all second bytes ... most significant first.
 * A vehicle that moves on keeps sign, exponent and leading bits, which become zeros in a row.
 */
import { damaged, packValue } from './trace-format.ts';
import type { TrafficFrame, VehicleFacts, VehiclePositions } from './source.ts';

const DOUBLE_BYTES = 8;
type Column = 'x' | 'y' | 'speed' | 'angle';

type Step = readonly [
  step: number,
  timeMs: number,
  newIds: readonly string[],
  departed: readonly number[],
  arrived: readonly number[],
  teleportStarted: readonly number[],
  teleportEnded: readonly number[],
  parkingStarted: readonly number[],
  parkingEnded: readonly number[],
  vehicles: readonly number[],
  x: Uint8Array,
  y: Uint8Array,
  speed: Uint8Array | null,
  angle: Uint8Array | null,
  introduced: readonly (readonly [vehicle: number, typeId: string, route: readonly string[]])[] | null,
];

/** Fields of a step, in case the file holds something else. */
const STEP_FIELDS = 15;

/** @returns A function from frame to bytes, for the frames of one block in their order. */
export function createStepEncoder(): (frame: TrafficFrame) => Buffer {
  const places = new Map<string, number>();
  const columns = createColumns();
  return (frame) => {
    const newIds: string[] = [];
    const place = (id: string): number => {
      let found = places.get(id);
      if (found === undefined) {
        found = places.size;
        places.set(id, found);
        newIds.push(id);
      }
      return found;
    };
    const list = (ids: readonly string[]): number[] => ids.map(place);
    const { vehicles, introduced } = frame;
    const driving = list(vehicles.ids);
    const column = (name: Column): Uint8Array | null => {
      const values = vehicles[name];
      return values === undefined ? null : columns[name].encode(values, driving);
    };
    const step: Step = [
      frame.step,
      frame.timeMs,
      newIds,
      list(frame.departed),
      list(frame.arrived),
      list(frame.teleportStarted),
      list(frame.teleportEnded),
      list(frame.parkingStarted),
      list(frame.parkingEnded),
      driving,
      column('x')!,
      column('y')!,
      column('speed'),
      column('angle'),
      introduced === undefined ? null : introduced.map(({ id, typeId, route }) => [place(id), typeId, route]),
    ];
    return packValue(step);
  };
}

/**
 * @param file - for messages.
 * @returns A function from a value of a block to its frame, for the values of one block in their order.
 */
export function createStepDecoder(file: string): (value: unknown) => TrafficFrame {
  const known: string[] = [];
  const columns = createColumns();
  return (value) => {
    if (!Array.isArray(value) || value.length !== STEP_FIELDS) throw damaged('a step is none', file);
    const [number, timeMs, newIds, departed, arrived, teleportStarted, teleportEnded, ...more] =
      value as unknown as Step;
    const [parkingStarted, parkingEnded, driving, x, y, speed, angle, introduced] = more;
    known.push(...newIds);
    const name = (place: number): string => {
      const id = known[place];
      if (id === undefined) throw damaged(`step ${number} names a vehicle that it does not have`, file);
      return id;
    };
    const column = (bytes: Uint8Array, key: Column): Float64Array => {
      if (bytes.length !== driving.length * DOUBLE_BYTES) throw damaged(`step ${number} lacks values of ${key}`, file);
      return columns[key].decode(bytes, driving);
    };
    const vehicles: VehiclePositions = {
      count: driving.length,
      ids: driving.map(name),
      x: column(x, 'x'),
      y: column(y, 'y'),
      ...(speed !== null && { speed: column(speed, 'speed') }),
      ...(angle !== null && { angle: column(angle, 'angle') }),
    };
    return {
      step: number,
      timeMs,
      departed: departed.map(name),
      arrived: arrived.map(name),
      teleportStarted: teleportStarted.map(name),
      teleportEnded: teleportEnded.map(name),
      parkingStarted: parkingStarted.map(name),
      parkingEnded: parkingEnded.map(name),
      vehicles,
      ...(introduced !== null && {
        introduced: introduced.map(([place, typeId, route]): VehicleFacts => ({ id: name(place), typeId, route })),
      }),
    };
  };
}

interface ColumnCodec {
  encode(values: Float64Array, vehicles: readonly number[]): Uint8Array;
  decode(bytes: Uint8Array, vehicles: readonly number[]): Float64Array;
}

function createColumns(): Readonly<Record<Column, ColumnCodec>> {
  return { x: columnCodec(), y: columnCodec(), speed: columnCodec(), angle: columnCodec() };
}

/** Remembers the last value of every vehicle, as big-endian bytes. */
function columnCodec(): ColumnCodec {
  let last = new Uint8Array(64 * DOUBLE_BYTES);
  const double = new DataView(new ArrayBuffer(DOUBLE_BYTES));
  const reserve = (vehicle: number): number => {
    const start = vehicle * DOUBLE_BYTES;
    if (start >= last.length) {
      const grown = new Uint8Array(Math.max(start + DOUBLE_BYTES, 2 * last.length));
      grown.set(last);
      last = grown;
    }
    return start;
  };
  return {
    encode(values, vehicles) {
      const bytes = new Uint8Array(vehicles.length * DOUBLE_BYTES);
      for (const [index, vehicle] of vehicles.entries()) {
        const start = reserve(vehicle);
        double.setFloat64(0, values[index]!);
        for (let byte = 0; byte < DOUBLE_BYTES; byte++) {
          const value = double.getUint8(byte);
          bytes[byte * vehicles.length + index] = value ^ last[start + byte]!;
          last[start + byte] = value;
        }
      }
      return bytes;
    },
    decode(bytes, vehicles) {
      const values = new Float64Array(vehicles.length);
      for (const [index, vehicle] of vehicles.entries()) {
        const start = reserve(vehicle);
        for (let byte = 0; byte < DOUBLE_BYTES; byte++) {
          last[start + byte]! ^= bytes[byte * vehicles.length + index]!;
          double.setUint8(byte, last[start + byte]!);
        }
        values[index] = double.getFloat64(0);
      }
      return values;
    },
  };
}
