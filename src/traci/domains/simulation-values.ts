/**
 * Compound values of the simulation domain: stages of a journey, collisions, and the request for a journey.
 *
 * stage      := int32 13, integer type, text vType, text line, text destStop, textList edges, double travelTime,
 *               double cost, double length, text intended, double depart, double departPos, double arrivalPos,
 *               text description                                                (each with its type byte)
 * collisions := int32 items, integer n, n * (text collider, text victim, text colliderType, text victimType,
 *               double colliderSpeed, double victimSpeed, text type, text lane, double pos)
 */
import * as tc from '../constants.ts';
import type { Reader } from '../reader.ts';
import { compound, double, integer, objectId, readTyped, text, textList } from '../values.ts';
import type { Codec, ValueReader, ValueWriter } from '../values.ts';
import { expectCount } from './domain.ts';

/** One stage of a journey of a person, a container or a vehicle. Numbers not known are INVALID_DOUBLE_VALUE. */
export interface Stage {
  /** `STAGE_*`. */
  readonly type: number;
  readonly vType: string;
  /** Line of the vehicle that is ridden. */
  readonly line: string;
  readonly destStop: string;
  readonly edges: readonly string[];
  /** In s. */
  readonly travelTime: number;
  /** Generalised cost; s unless the routing mode says otherwise. */
  readonly cost: number;
  /** In m. */
  readonly length: number;
  /** Id of the vehicle that is meant to be ridden. */
  readonly intended: string;
  /** When it departs, in s. */
  readonly depart: number;
  /** In m from the start of the first edge. */
  readonly departPos: number;
  /** In m from the start of the last edge. */
  readonly arrivalPos: number;
  readonly description: string;
}

/** Two vehicles that ran into each other. */
export interface Collision {
  readonly collider: string;
  readonly victim: string;
  readonly colliderType: string;
  readonly victimType: string;
  /** In m/s. */
  readonly colliderSpeed: number;
  /** In m/s. */
  readonly victimSpeed: number;
  /** E.g. `collision`, `junction`. */
  readonly type: string;
  readonly lane: string;
  /** In m from the start of the lane. */
  readonly pos: number;
}

/** How {@link SimulationDomain.findIntermodalRoute} searches. */
export interface FindIntermodalOptions {
  /** Means of transport, e.g. `car public`. @default '', on foot */
  readonly modes?: string;
  /** Departure in s; -1 for now. @default -1 */
  readonly depart?: number;
  /** `ROUTING_MODE_*`. @default ROUTING_MODE_DEFAULT */
  readonly routingMode?: number;
  /** Walking speed in m/s; -1 for the type's own. @default -1 */
  readonly speed?: number;
  /** Factor on the walking speed, dimensionless; -1 for the default. @default -1 */
  readonly walkFactor?: number;
  /** In m from the start of the first edge. @default 0 */
  readonly departPos?: number;
  /** In m from the start of the last edge. @default INVALID_DOUBLE_VALUE, anywhere */
  readonly arrivalPos?: number;
  /** In m from the middle of the lane. @default 0 */
  readonly departPosLat?: number;
  /** Type of the person. @default '' */
  readonly pType?: string;
  /** Type of a private car. @default '' */
  readonly vType?: string;
  /** Stop to reach, instead of the edge. @default '' */
  readonly destStop?: string;
}

/** The two edges and the rest of a request for a journey. */
export interface IntermodalRequest extends FindIntermodalOptions {
  readonly fromEdge: string;
  readonly toEdge: string;
}

const STAGE_ITEMS = 13;
/** Fewest bytes of a stage: thirteen type bytes and empty values. */
const MINIMUM_STAGE_BYTES = 90;
/** Fewest bytes of a collision: nine type bytes, six empty strings, three doubles. */
const MINIMUM_COLLISION_BYTES = 57;

const stageItems = compound(
  integer,
  text,
  text,
  text,
  textList,
  double,
  double,
  double,
  text,
  double,
  double,
  double,
  text,
);

export const stage: Codec<Stage> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), STAGE_ITEMS, 'stage', reader.offset - 4);
    return {
      type: readTyped(reader, integer),
      vType: readTyped(reader, text),
      line: readTyped(reader, text),
      destStop: readTyped(reader, text),
      edges: readTyped(reader, textList),
      travelTime: readTyped(reader, double),
      cost: readTyped(reader, double),
      length: readTyped(reader, double),
      intended: readTyped(reader, text),
      depart: readTyped(reader, double),
      departPos: readTyped(reader, double),
      arrivalPos: readTyped(reader, double),
      description: readTyped(reader, text),
    };
  },
  write: (writer, value) => {
    stageItems.write(writer, [
      value.type,
      value.vType,
      value.line,
      value.destStop,
      value.edges,
      value.travelTime,
      value.cost,
      value.length,
      value.intended,
      value.depart,
      value.departPos,
      value.arrivalPos,
      value.description,
    ]);
  },
};

export const stageList: ValueReader<readonly Stage[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    const count = reader.count('stages', MINIMUM_STAGE_BYTES);
    return Array.from({ length: count }, () => readTyped(reader, stage, 'stage'));
  },
};

export const collisions: ValueReader<readonly Collision[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    reader.int();
    const count = readTypedCount(reader, 'collisions', MINIMUM_COLLISION_BYTES);
    return Array.from({ length: count }, () => readCollision(reader));
  },
};

const intermodalItems = compound(
  objectId,
  objectId,
  text,
  double,
  integer,
  double,
  double,
  double,
  double,
  double,
  objectId,
  objectId,
  objectId,
);

export const intermodalRequest: ValueWriter<IntermodalRequest> = {
  type: tc.TYPE_COMPOUND,
  write: (writer, request) => {
    intermodalItems.write(writer, [
      request.fromEdge,
      request.toEdge,
      request.modes ?? '',
      request.depart ?? -1,
      request.routingMode ?? tc.ROUTING_MODE_DEFAULT,
      request.speed ?? -1,
      request.walkFactor ?? -1,
      request.departPos ?? 0,
      request.arrivalPos ?? tc.INVALID_DOUBLE_VALUE,
      request.departPosLat ?? 0,
      request.pType ?? '',
      request.vType ?? '',
      request.destStop ?? '',
    ]);
  },
};

/** An int32 with its type byte that counts items, see {@link Reader.count}. */
export function readTypedCount(reader: Reader, what: string, itemBytes: number): number {
  const counter: ValueReader<number> = { type: tc.TYPE_INTEGER, read: () => reader.count(what, itemBytes) };
  return readTyped(reader, counter, what);
}

function readCollision(reader: Reader): Collision {
  return {
    collider: readTyped(reader, text),
    victim: readTyped(reader, text),
    colliderType: readTyped(reader, text),
    victimType: readTyped(reader, text),
    colliderSpeed: readTyped(reader, double),
    victimSpeed: readTyped(reader, double),
    type: readTyped(reader, text),
    lane: readTyped(reader, text),
    pos: readTyped(reader, double),
  };
}
