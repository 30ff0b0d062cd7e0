/**
 * Compound values of the person domain: reservations of taxis, and the requests to add a person and stages.
 *
 * reservations := int32 n, n * (compound 10: text id, textList persons, text group, text fromEdge, text toEdge,
 *                 double departPos, double arrivalPos, double depart, double reservationTime, integer state)
 *                                                                                (each with its type byte)
 * For stages see `simulation-values`.
 */
import * as tc from '../constants.ts';
import type { Reader } from '../reader.ts';
import { compound, double, idList, integer, objectId, readTyped, text, textList } from '../values.ts';
import type { ValueReader } from '../values.ts';
import { expectCount } from './domain.ts';
import { stage } from './simulation-values.ts';

/** A ride that persons have asked a taxi for. Times are simulated s. */
export interface Reservation {
  readonly id: string;
  /** Ids of the persons who ride together. */
  readonly persons: readonly string[];
  readonly group: string;
  readonly fromEdge: string;
  readonly toEdge: string;
  /** In m from the start of `fromEdge`. */
  readonly departPos: number;
  /** In m from the start of `toEdge`. */
  readonly arrivalPos: number;
  /** When they want to leave. */
  readonly depart: number;
  /** When they asked. */
  readonly reservationTime: number;
  /** Bit set: 1 new, 2 told to a client, 4 given to a taxi, 8 picked up. */
  readonly state: number;
}

const RESERVATION_ITEMS = 10;
/** Fewest bytes of a reservation: the compound's head, ten type bytes, five empty texts or lists, numbers. */
const MINIMUM_RESERVATION_BYTES = 71;

export const reservations: ValueReader<readonly Reservation[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    const count = reader.count('reservations', MINIMUM_RESERVATION_BYTES);
    return Array.from({ length: count }, () => readTyped(reader, reservation, 'reservation'));
  },
};

const reservation: ValueReader<Reservation> = { type: tc.TYPE_COMPOUND, read: readReservation };

/** Type, edge, departure in s or `DEPARTFLAG_*`, m from the start of the edge. */
export const personAddition = compound(objectId, objectId, double, double);
/** `STAGE_WAITING`, duration in s, description, stop. */
export const waitingStage = compound(integer, double, text, objectId);
/** `STAGE_WALKING`, edges, m on the last of them, duration in s, speed in m/s, stop. */
export const walkingStage = compound(integer, idList, double, double, double, objectId);
/** `STAGE_DRIVING`, edge, lines, stop. */
export const drivingStage = compound(integer, objectId, text, objectId);
/** Index of the stage that is replaced, and the one that replaces it. */
export const stageReplacement = compound(integer, stage);

function readReservation(reader: Reader): Reservation {
  expectCount(reader.int(), RESERVATION_ITEMS, 'reservation', reader.offset - 4);
  return {
    id: readTyped(reader, text),
    persons: readTyped(reader, textList),
    group: readTyped(reader, text),
    fromEdge: readTyped(reader, text),
    toEdge: readTyped(reader, text),
    departPos: readTyped(reader, double),
    arrivalPos: readTyped(reader, double),
    depart: readTyped(reader, double),
    reservationTime: readTyped(reader, double),
    state: readTyped(reader, integer),
  };
}
