/**
 * Persons: they walk, ride and wait, one stage after another.
 *
 * Of the setters shared with types, SUMO (up to 1.27) carries out length, width, height, minimum gap, speed factor and
 * colour on a person and refuses the others; change the type of the person instead.
 *
 * Source: TraCI/Person_Value_Retrieval and TraCI/Change_Person_State in SUMO's documentation.
 */
import * as tc from '../constants.ts';
import {
  byte,
  compound,
  double,
  idList,
  integer,
  objectId,
  position2D,
  position3D,
  text,
  textList,
} from '../values.ts';
import type { Position2D, Position3D } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import {
  drivingStage,
  personAddition,
  reservations,
  stageReplacement,
  waitingStage,
  walkingStage,
} from './person-values.ts';
import type { Reservation } from './person-values.ts';
import { stage } from './simulation-values.ts';
import type { Stage } from './simulation-values.ts';
import { distanceToPlace, distanceToPoint } from './travel-distance.ts';
import { VehicleTypeMethods, vehicleTypeSpecs } from './vehicle-type-methods.ts';

const nothing = compound();
const move = compound(objectId, double, double);
const moveToPoint = compound(objectId, double, double, double, byte, double);

export const personVariables = defineVariables({
  ...baseVariables,
  ...vehicleTypeSpecs,
  VAR_SPEED: double,
  VAR_POSITION: position2D,
  VAR_POSITION3D: position3D,
  VAR_ANGLE: double,
  VAR_SLOPE: double,
  VAR_ROAD_ID: text,
  VAR_LANE_ID: text,
  VAR_TYPE: text,
  VAR_LANEPOSITION: double,
  VAR_WAITING_TIME: double,
  VAR_NEXT_EDGE: text,
  VAR_EDGES: { value: textList, parameter: integer },
  VAR_STAGE: { value: stage, parameter: integer },
  VAR_STAGES_REMAINING: integer,
  VAR_VEHICLE: text,
  VAR_TAXI_RESERVATIONS: { value: reservations, parameter: integer },
});

/** What is asked once because it changes something. */
const personQuestions = defineVariables({
  SPLIT_TAXI_RESERVATIONS: { value: text, parameter: idList },
});

const roadDistance = distanceToPlace('1.23.0');
const pointDistance = distanceToPoint('1.23.0');

/** How a person begins. */
export interface AddPersonOptions {
  /** Simulated s, or `DEPARTFLAG_*`. @default DEPARTFLAG_NOW */
  readonly depart?: number;
  /** @default 'DEFAULT_PEDTYPE' */
  readonly typeId?: string;
}

/** How a person waits. */
export interface WaitingStageOptions {
  /** For people to read. @default 'waiting' */
  readonly description?: string;
  /** Stop to wait at. @default '', where the person is */
  readonly stopId?: string;
}

/** How a person walks. At most one of duration and speed is heeded. */
export interface WalkingStageOptions {
  /** In s; -1 for none. @default -1 */
  readonly duration?: number;
  /** In m/s; -1 for the type's own. @default -1 */
  readonly speed?: number;
  /** Stop to walk to. @default '', the position */
  readonly stopId?: string;
}

/** How {@link PersonDomain.moveToXY} finds the place. */
export interface MovePersonOptions {
  /** Hint where edges lie close to each other. @default '' */
  readonly edgeId?: string;
  /** In degrees, clockwise from north. @default INVALID_DOUBLE_VALUE, the edge's */
  readonly angle?: number;
  /** 0: any edge; 1: stay on the route; 2: also off the roads. @default 1 */
  readonly keepRoute?: number;
  /** How far away the edge may be, in m. @default 100 */
  readonly matchThreshold?: number;
}

export class PersonDomain extends VehicleTypeMethods<typeof personVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('person', 0xe), personVariables);
  }

  /** Speed in m/s at the end of the last step. */
  getSpeed(personId: string): Promise<number> {
    return this.get(personVariables.VAR_SPEED, personId);
  }

  /** Position in m, network coordinates. */
  getPosition(personId: string): Promise<Position2D> {
    return this.get(personVariables.VAR_POSITION, personId);
  }

  /** Position in m, network coordinates, with height. */
  getPosition3D(personId: string): Promise<Position3D> {
    return this.get(personVariables.VAR_POSITION3D, personId);
  }

  /** Heading in degrees, clockwise from north. */
  getAngle(personId: string): Promise<number> {
    return this.get(personVariables.VAR_ANGLE, personId);
  }

  /** Slope of the ground in degrees. */
  getSlope(personId: string): Promise<number> {
    return this.get(personVariables.VAR_SLOPE, personId);
  }

  /** Id of the edge that the person is on. */
  getRoadID(personId: string): Promise<string> {
    return this.get(personVariables.VAR_ROAD_ID, personId);
  }

  /** Id of the lane that the person is on; empty in stages that know no lane. */
  getLaneID(personId: string): Promise<string> {
    return this.get(personVariables.VAR_LANE_ID, personId);
  }

  /** Id of the person's type. */
  getTypeID(personId: string): Promise<string> {
    return this.get(personVariables.VAR_TYPE, personId);
  }

  /** Distance in m from the start of the edge. */
  getLanePosition(personId: string): Promise<number> {
    return this.get(personVariables.VAR_LANEPOSITION, personId);
  }

  /** Time in s since the person was last faster than 0.1 m/s. */
  getWaitingTime(personId: string): Promise<number> {
    return this.get(personVariables.VAR_WAITING_TIME, personId);
  }

  /** Id of the next edge of a walk, crossings included; empty at its end and in other stages. */
  getNextEdge(personId: string): Promise<string> {
    return this.get(personVariables.VAR_NEXT_EDGE, personId);
  }

  /**
   * Edges of a stage: the place of a wait, the whole way of a walk, the first and the last of a ride.
   *
   * @param nextStageIndex - 0 for the present stage; less than {@link getRemainingStages}.
   */
  getEdges(personId: string, nextStageIndex = 0): Promise<readonly string[]> {
    return this.getWith(personVariables.VAR_EDGES, personId, nextStageIndex);
  }

  /**
   * A stage of the plan.
   *
   * @param nextStageIndex - 0 for the present stage; less than {@link getRemainingStages}.
   */
  getStage(personId: string, nextStageIndex = 0): Promise<Stage> {
    return this.getWith(personVariables.VAR_STAGE, personId, nextStageIndex);
  }

  /** Number of stages left, the present one included. */
  getRemainingStages(personId: string): Promise<number> {
    return this.get(personVariables.VAR_STAGES_REMAINING, personId);
  }

  /** Distance in m on foot to a place of the network. Since SUMO 1.23. */
  getWalkingDistance(personId: string, edgeId: string, position: number, laneIndex = 0): Promise<number> {
    const place = [edgeId, position, laneIndex] as const;
    return this.getWith(roadDistance, personId, [place, tc.REQUEST_DRIVINGDIST]);
  }

  /** Distance in m on foot to the place nearest to x, y in m. Since SUMO 1.23. */
  getWalkingDistance2D(personId: string, x: number, y: number): Promise<number> {
    return this.getWith(pointDistance, personId, [[x, y], tc.REQUEST_DRIVINGDIST]);
  }

  /** Id of the vehicle that the person is in; empty when there is none. */
  getVehicle(personId: string): Promise<string> {
    return this.get(personVariables.VAR_VEHICLE, personId);
  }

  /**
   * The rides that taxis are asked for.
   *
   * @param onlyNew - 0 for all; 1 for those not told before.
   */
  getTaxiReservations(onlyNew = 0): Promise<readonly Reservation[]> {
    return this.getWith(personVariables.VAR_TAXI_RESERVATIONS, '', onlyNew);
  }

  /**
   * Takes these persons out of a reservation, into one of their own.
   *
   * @returns id of the new reservation.
   */
  splitTaxiReservation(reservationId: string, personIds: readonly string[]): Promise<string> {
    return this.getWith(personQuestions.SPLIT_TAXI_RESERVATIONS, reservationId, personIds);
  }

  /**
   * Removes the whole plan, the present stage last. Without new stages the person leaves in the next step.
   * Takes two round trips: the number of stages is asked for first.
   */
  async removeStages(personId: string): Promise<void> {
    const remaining = await this.getRemainingStages(personId);
    const later = Array.from({ length: remaining - 1 }, () => this.removeStage(personId, 1));
    await Promise.all([...later, this.removeStage(personId, 0)]);
  }

  /**
   * Adds a person, who leaves at once unless stages are appended before the next step.
   *
   * @param position - in m from the start of the edge.
   * @throws {TraciCommandError} the person exists, or the edge or the type is unknown.
   */
  add(personId: string, edgeId: string, position: number, options: AddPersonOptions = {}): Promise<void> {
    const { depart = tc.DEPARTFLAG_NOW, typeId = 'DEFAULT_PEDTYPE' } = options;
    return this.set('ADD', personId, personAddition, [typeId, edgeId, depart, position]);
  }

  /** Appends a wait of `duration` in s. */
  appendWaitingStage(personId: string, duration: number, options: WaitingStageOptions = {}): Promise<void> {
    const { description = 'waiting', stopId = '' } = options;
    return this.set('APPEND_STAGE', personId, waitingStage, [tc.STAGE_WAITING, duration, description, stopId]);
  }

  /**
   * Appends a walk.
   *
   * @param edges - ids of the edges of the whole way; one alone may be given by itself.
   * @param arrivalPosition - in m from the start of the last edge.
   */
  appendWalkingStage(
    personId: string,
    edges: readonly string[] | string,
    arrivalPosition: number,
    options: WalkingStageOptions = {},
  ): Promise<void> {
    const { duration = -1, speed = -1, stopId = '' } = options;
    const way = typeof edges === 'string' ? [edges] : edges;
    const values = [tc.STAGE_WALKING, way, arrivalPosition, duration, speed, stopId] as const;
    return this.set('APPEND_STAGE', personId, walkingStage, values);
  }

  /**
   * Appends a ride.
   *
   * @param lines - lines that may be taken, with spaces between; `taxi` asks for one, an id names a vehicle.
   * @param stopId - stop to get off at; empty for anywhere on the edge.
   */
  appendDrivingStage(personId: string, toEdge: string, lines: string, stopId = ''): Promise<void> {
    return this.set('APPEND_STAGE', personId, drivingStage, [tc.STAGE_DRIVING, toEdge, lines, stopId]);
  }

  /** Appends a stage, for example one of `simulation.findIntermodalRoute`. */
  appendStage(personId: string, newStage: Stage): Promise<void> {
    return this.set('APPEND_STAGE', personId, stage, newStage);
  }

  /** Replaces the stage with this index, 0 being the present one. */
  replaceStage(personId: string, stageIndex: number, newStage: Stage): Promise<void> {
    return this.set('REPLACE_STAGE', personId, stageReplacement, [stageIndex, newStage]);
  }

  /** Removes a stage; 0 breaks the present one off and begins the next. */
  removeStage(personId: string, nextStageIndex: number): Promise<void> {
    return this.set('REMOVE_STAGE', personId, integer, nextStageIndex);
  }

  /** Looks for the fastest way of the present walk again. */
  rerouteTraveltime(personId: string): Promise<void> {
    return this.set('CMD_REROUTE_TRAVELTIME', personId, nothing, []);
  }

  /** Removes the person; `reason` is one of `REMOVE_*`. */
  remove(personId: string, reason: number = tc.REMOVE_VAPORIZED): Promise<void> {
    return this.set('REMOVE', personId, byte, reason);
  }

  /**
   * Moves the person along the present walk.
   *
   * @param position - in m from the start of the lane.
   * @param lateralPosition - in m from the middle of the lane; INVALID_DOUBLE_VALUE for as it is.
   */
  moveTo(
    personId: string,
    laneId: string,
    position: number,
    lateralPosition: number = tc.INVALID_DOUBLE_VALUE,
  ): Promise<void> {
    return this.set('VAR_MOVE_TO', personId, move, [laneId, position, lateralPosition]);
  }

  /**
   * Moves the person to x, y in m.
   *
   * @throws {TraciCommandError} no edge within `options.matchThreshold`.
   */
  moveToXY(personId: string, position: Position2D, options: MovePersonOptions = {}): Promise<void> {
    const { edgeId = '', angle = tc.INVALID_DOUBLE_VALUE, keepRoute = 1, matchThreshold = 100 } = options;
    const values = [edgeId, position[0], position[1], angle, keepRoute, matchThreshold] as const;
    return this.set('MOVE_TO_XY', personId, moveToPoint, values);
  }

  /** Sets the greatest speed in m/s from the next step on. */
  setSpeed(personId: string, speed: number): Promise<void> {
    return this.set('VAR_SPEED', personId, double, speed);
  }

  /** Changes the person's type. */
  setType(personId: string, typeId: string): Promise<void> {
    return this.set('VAR_TYPE', personId, objectId, typeId);
  }
}
