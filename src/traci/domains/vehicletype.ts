/**
 * Vehicle types.
 *
 * Source: TraCI/VehicleType_Value_Retrieval and TraCI/Change_VehicleType_State in SUMO's documentation.
 */
import { double, objectId } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { vehicleTypeSpecs, VehicleTypeMethods } from './vehicle-type-methods.ts';

export const vehicleTypeVariables = defineVariables({
  ...baseVariables,
  ...vehicleTypeSpecs,
  VAR_SCALE: double,
});

export class VehicleTypeDomain extends VehicleTypeMethods<typeof vehicleTypeVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('vehicletype', 0x5), vehicleTypeVariables);
  }

  /** Factor by which the traffic of this type is scaled, dimensionless. */
  getScale(typeId: string): Promise<number> {
    return this.get(vehicleTypeVariables.VAR_SCALE, typeId);
  }

  /** Changes the standard deviation of the speed factor, dimensionless. */
  setSpeedDeviation(typeId: string, deviation: number): Promise<void> {
    return this.set('VAR_SPEED_DEVIATION', typeId, double, deviation);
  }

  /** Changes the factor by which the traffic of this type is scaled, dimensionless. */
  setScale(typeId: string, value: number): Promise<void> {
    return this.set('VAR_SCALE', typeId, double, value);
  }

  /** Makes a new type that equals this one. */
  copy(typeId: string, newTypeId: string): Promise<void> {
    return this.set('COPY', typeId, objectId, newTypeId);
  }
}
