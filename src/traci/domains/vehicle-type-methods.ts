/**
 * What vehicle types, vehicles and persons have in common: size, speed, driver.
 *
 * SUMO answers these for a type, for a vehicle and for a person alike; the three domains extend this class.
 */
import { color, double, integer, objectId, text } from '../values.ts';
import type { Color, ColorInput, ValueWriter } from '../values.ts';
import { defineVariables } from '../variables.ts';
import type { VariableTable } from '../variables.ts';
import { ObjectDomain } from './domain.ts';

/** Declarations shared by the three tables. */
export const vehicleTypeSpecs = {
  VAR_LENGTH: double,
  VAR_MAXSPEED: double,
  VAR_ACTIONSTEPLENGTH: double,
  VAR_SPEED_FACTOR: double,
  VAR_SPEED_DEVIATION: double,
  VAR_ACCEL: double,
  VAR_DECEL: double,
  VAR_EMERGENCY_DECEL: double,
  VAR_APPARENT_DECEL: double,
  VAR_IMPERFECTION: double,
  VAR_TAU: double,
  VAR_VEHICLECLASS: text,
  VAR_EMISSIONCLASS: text,
  VAR_SHAPECLASS: text,
  VAR_MINGAP: double,
  VAR_WIDTH: double,
  VAR_HEIGHT: double,
  VAR_COLOR: color,
  VAR_MINGAP_LAT: double,
  VAR_MAXSPEED_LAT: double,
  VAR_LATALIGNMENT: text,
  VAR_PERSON_CAPACITY: integer,
  VAR_BOARDING_DURATION: { value: double, since: '1.16.0' },
  VAR_IMPATIENCE: { value: double, since: '1.18.0' },
  VAR_MASS: { value: double, since: '1.21.0' },
} as const;

/** SUMO understands a negative time as "do not reset". */
const actionStep: ValueWriter<{ readonly seconds: number; readonly resetActionOffset: boolean }> = {
  type: double.type,
  write: (writer, { seconds, resetActionOffset }) => {
    if (!(seconds >= 0)) throw new RangeError(`actionStepLength: expected seconds >= 0, got ${seconds}`);
    writer.double(resetActionOffset ? seconds : -seconds);
  },
};

const vehicleTypeRows = defineVariables(vehicleTypeSpecs);

/** `typeId` is the id of a type, a vehicle or a person, whatever the domain holds. */
export abstract class VehicleTypeMethods<Table extends VariableTable> extends ObjectDomain<Table> {
  /** Length in m. */
  getLength(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_LENGTH, typeId);
  }

  /** Greatest speed in m/s. */
  getMaxSpeed(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_MAXSPEED, typeId);
  }

  /** Time between two decisions of the driver in s. */
  getActionStepLength(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_ACTIONSTEPLENGTH, typeId);
  }

  /** Factor on the speed limit that the driver keeps to, dimensionless. */
  getSpeedFactor(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_SPEED_FACTOR, typeId);
  }

  /** Standard deviation of the speed factor, dimensionless. */
  getSpeedDeviation(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_SPEED_DEVIATION, typeId);
  }

  /** Greatest acceleration in m/s^2. */
  getAccel(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_ACCEL, typeId);
  }

  /** Greatest comfortable deceleration in m/s^2. */
  getDecel(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_DECEL, typeId);
  }

  /** Greatest deceleration that is physically possible, in m/s^2. */
  getEmergencyDecel(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_EMERGENCY_DECEL, typeId);
  }

  /** Deceleration in m/s^2 that other drivers expect. */
  getApparentDecel(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_APPARENT_DECEL, typeId);
  }

  /** Imperfection of the driver (sigma), in [0, 1]. */
  getImperfection(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_IMPERFECTION, typeId);
  }

  /** Headway that the driver wants, in s. */
  getTau(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_TAU, typeId);
  }

  /** Vehicle class, e.g. `passenger`. */
  getVehicleClass(typeId: string): Promise<string> {
    return this.get(vehicleTypeRows.VAR_VEHICLECLASS, typeId);
  }

  /** Emission class, e.g. `HBEFA3/PC_G_EU4`. */
  getEmissionClass(typeId: string): Promise<string> {
    return this.get(vehicleTypeRows.VAR_EMISSIONCLASS, typeId);
  }

  /** How it is drawn. */
  getShapeClass(typeId: string): Promise<string> {
    return this.get(vehicleTypeRows.VAR_SHAPECLASS, typeId);
  }

  /** Gap in m to the vehicle in front at standstill. */
  getMinGap(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_MINGAP, typeId);
  }

  /** Width in m. */
  getWidth(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_WIDTH, typeId);
  }

  /** Height in m. */
  getHeight(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_HEIGHT, typeId);
  }

  /** Colour. */
  getColor(typeId: string): Promise<Color> {
    return this.get(vehicleTypeRows.VAR_COLOR, typeId);
  }

  /** Lateral gap in m that the driver wants. */
  getMinGapLat(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_MINGAP_LAT, typeId);
  }

  /** Greatest lateral speed in m/s. */
  getMaxSpeedLat(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_MAXSPEED_LAT, typeId);
  }

  /** Where in the lane the driver wants to be, e.g. `center`. */
  getLateralAlignment(typeId: string): Promise<string> {
    return this.get(vehicleTypeRows.VAR_LATALIGNMENT, typeId);
  }

  /** Number of persons that find room. */
  getPersonCapacity(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_PERSON_CAPACITY, typeId);
  }

  /** Time in s that a person takes to get in or out. Since SUMO 1.16. */
  getBoardingDuration(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_BOARDING_DURATION, typeId);
  }

  /** How ready the driver is to hinder others that have priority, in [0, 1]. Since SUMO 1.18. */
  getImpatience(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_IMPATIENCE, typeId);
  }

  /** Mass in kg. Since SUMO 1.21. */
  getMass(typeId: string): Promise<number> {
    return this.get(vehicleTypeRows.VAR_MASS, typeId);
  }

  /** Changes the length, in m. */
  setLength(typeId: string, length: number): Promise<void> {
    return this.set('VAR_LENGTH', typeId, double, length);
  }

  /** Changes the greatest speed, in m/s. */
  setMaxSpeed(typeId: string, speed: number): Promise<void> {
    return this.set('VAR_MAXSPEED', typeId, double, speed);
  }

  /** Changes the vehicle class. */
  setVehicleClass(typeId: string, vehicleClass: string): Promise<void> {
    return this.set('VAR_VEHICLECLASS', typeId, objectId, vehicleClass);
  }

  /** Changes the factor on the speed limit, dimensionless. */
  setSpeedFactor(typeId: string, factor: number): Promise<void> {
    return this.set('VAR_SPEED_FACTOR', typeId, double, factor);
  }

  /** Changes the emission class. */
  setEmissionClass(typeId: string, emissionClass: string): Promise<void> {
    return this.set('VAR_EMISSIONCLASS', typeId, objectId, emissionClass);
  }

  /** Changes how it is drawn. */
  setShapeClass(typeId: string, shapeClass: string): Promise<void> {
    return this.set('VAR_SHAPECLASS', typeId, objectId, shapeClass);
  }

  /** Changes the width, in m. */
  setWidth(typeId: string, width: number): Promise<void> {
    return this.set('VAR_WIDTH', typeId, double, width);
  }

  /** Changes the height, in m. */
  setHeight(typeId: string, height: number): Promise<void> {
    return this.set('VAR_HEIGHT', typeId, double, height);
  }

  /** Changes the gap at standstill, in m. */
  setMinGap(typeId: string, minGap: number): Promise<void> {
    return this.set('VAR_MINGAP', typeId, double, minGap);
  }

  /** Changes the greatest acceleration, in m/s^2. */
  setAccel(typeId: string, acceleration: number): Promise<void> {
    return this.set('VAR_ACCEL', typeId, double, acceleration);
  }

  /** Changes the greatest comfortable deceleration, in m/s^2. */
  setDecel(typeId: string, deceleration: number): Promise<void> {
    return this.set('VAR_DECEL', typeId, double, deceleration);
  }

  /** Changes the deceleration that is physically possible, in m/s^2. */
  setEmergencyDecel(typeId: string, deceleration: number): Promise<void> {
    return this.set('VAR_EMERGENCY_DECEL', typeId, double, deceleration);
  }

  /** Changes the deceleration that other drivers expect, in m/s^2. */
  setApparentDecel(typeId: string, deceleration: number): Promise<void> {
    return this.set('VAR_APPARENT_DECEL', typeId, double, deceleration);
  }

  /** Changes the imperfection of the driver, in [0, 1]. */
  setImperfection(typeId: string, imperfection: number): Promise<void> {
    return this.set('VAR_IMPERFECTION', typeId, double, imperfection);
  }

  /** Changes the headway that the driver wants, in s. */
  setTau(typeId: string, tau: number): Promise<void> {
    return this.set('VAR_TAU', typeId, double, tau);
  }

  /** Changes the colour; alpha is 255 when left out. */
  setColor(typeId: string, newColor: ColorInput): Promise<void> {
    return this.set('VAR_COLOR', typeId, color, newColor);
  }

  /** Changes the lateral gap that the driver wants, in m. */
  setMinGapLat(typeId: string, minGapLat: number): Promise<void> {
    return this.set('VAR_MINGAP_LAT', typeId, double, minGapLat);
  }

  /** Changes the greatest lateral speed, in m/s. */
  setMaxSpeedLat(typeId: string, speed: number): Promise<void> {
    return this.set('VAR_MAXSPEED_LAT', typeId, double, speed);
  }

  /** Changes where in the lane the driver wants to be. */
  setLateralAlignment(typeId: string, alignment: string): Promise<void> {
    return this.set('VAR_LATALIGNMENT', typeId, text, alignment);
  }

  /** Changes the time that a person takes to get in or out, in s. Since SUMO 1.18. */
  setBoardingDuration(typeId: string, duration: number): Promise<void> {
    return this.set('VAR_BOARDING_DURATION', typeId, double, duration);
  }

  /** Changes how ready the driver is to hinder others that have priority, in [0, 1]. Since SUMO 1.18. */
  setImpatience(typeId: string, impatience: number): Promise<void> {
    return this.set('VAR_IMPATIENCE', typeId, double, impatience);
  }

  /** Changes the mass, in kg. Since SUMO 1.21. */
  setMass(typeId: string, mass: number): Promise<void> {
    return this.set('VAR_MASS', typeId, double, mass);
  }

  /**
   * Changes the time between two decisions of the driver, in s.
   *
   * @param actionStepLength - not negative.
   * @param resetActionOffset - decide in the next step at once; otherwise when it is due.
   * @throws {TraciCommandError} a negative time; nothing is sent.
   */
  setActionStepLength(typeId: string, actionStepLength: number, resetActionOffset = true): Promise<void> {
    return this.set('VAR_ACTIONSTEPLENGTH', typeId, actionStep, { seconds: actionStepLength, resetActionOffset });
  }
}
