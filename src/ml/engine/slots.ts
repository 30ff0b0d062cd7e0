/**
 * Vectors of shape [d] in shared memory, each with a number by which threads know it, given out and taken back.
 *
 * There are as many as were ever in use at once; none is freed before the engine is. A lane gets those back that it wrote
 * last: they are in its processor's cache, and in no other's.
 */
import { EngineError } from './errors.ts';

/** One vector and what it is being used for. */
export interface Slot {
  readonly id: number;
  readonly values: Float32Array;
  /** Tasks that are reading it. */
  readers: number;
  /** Told apart from any other values that this or another slot holds, while tasks read it; 0 before the first. */
  version: number;
  inUse: boolean;
  /** The lane that was to write it last; undefined: this thread. */
  lane: number | undefined;
}

/** The engine's vectors. */
export interface Slots {
  /** All slots ever made, by id. */
  readonly all: readonly Slot[];
  /**
   * A slot that nobody uses, made anew if there is none; its values are left as they are.
   *
   * @param lane - index of the lane that will write it; undefined: this thread will.
   */
  take(lane?: number): Slot;
  /** @throws {EngineError} `E_ENGINE_ARGUMENT` if the slot is not in use or a task reads it. */
  giveBack(slot: Slot): void;
  /** Notes that a task reads the slot. Whoever wrote it has done so by now, and does not until the last one is done. */
  startReading(slot: Slot): void;
  endReading(slot: Slot): void;
  /** @throws {EngineError} `E_ENGINE_ARGUMENT` if the vector is no slot's, or its slot is not in use. */
  find(vector: Float32Array): Slot;
}

/** @param onNew - called with each slot when it is made, before it is used. */
export function createSlots(dimension: number, onNew: (slot: Slot) => void): Slots {
  const all: Slot[] = [];
  /** By the lane that wrote them last; the one given back last is the last. */
  const free = new Map<number | undefined, Slot[]>();
  const byMemory = new WeakMap<ArrayBufferLike, Slot>();
  let versions = 0;
  const make = (): Slot => {
    const memory = new SharedArrayBuffer(dimension * Float32Array.BYTES_PER_ELEMENT);
    const idle = { readers: 0, version: 0, inUse: false, lane: undefined };
    const slot: Slot = { id: all.length, values: new Float32Array(memory), ...idle };
    all.push(slot);
    byMemory.set(memory, slot);
    onNew(slot);
    return slot;
  };
  const anyFree = (): Slot | undefined => [...free.values()].find((slots) => slots.length > 0)?.pop();
  return {
    all,
    take: (lane) => {
      const slot = free.get(lane)?.pop() ?? anyFree() ?? make();
      slot.lane = lane;
      slot.inUse = true;
      return slot;
    },
    giveBack: (slot) => {
      if (slot.readers > 0) throw argumentError('a vector that a pending gradient or evaluation reads; await it first');
      slot.inUse = false;
      const beside = free.get(slot.lane);
      if (beside === undefined) free.set(slot.lane, [slot]);
      else beside.push(slot);
    },
    startReading: (slot) => {
      if (slot.readers === 0) slot.version = ++versions;
      slot.readers++;
    },
    endReading: (slot) => {
      slot.readers--;
    },
    find: (vector) => {
      const slot = byMemory.get(vector.buffer);
      if (slot === undefined || vector.length !== dimension) {
        throw argumentError(
          `one of length ${vector.length} from elsewhere; copy it into one from allocateParameters()`,
        );
      }
      if (!slot.inUse) throw argumentError('one that was released before');
      return slot;
    },
  };
}

function argumentError(got: string): EngineError {
  return new EngineError('E_ENGINE_ARGUMENT', `gradient engine: expected a vector of its own in use, got ${got}`);
}
