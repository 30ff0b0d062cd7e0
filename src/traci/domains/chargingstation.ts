/**
 * Charging stations.
 *
 * Source: TraCI/ChargingStation in SUMO's documentation.
 */
import { double, integer } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { StoppingPlaceMethods, stoppingPlaceSpecs } from './stopping-place-methods.ts';

export const chargingStationVariables = defineVariables({
  ...baseVariables,
  ...stoppingPlaceSpecs,
  VAR_CS_POWER: { value: double, since: '1.21.0' },
  VAR_CS_EFFICIENCY: { value: double, since: '1.21.0' },
  VAR_CS_CHARGE_DELAY: { value: double, since: '1.21.0' },
  VAR_CS_CHARGE_IN_TRANSIT: { value: integer, since: '1.21.0' },
  VAR_CS_TOTAL_POWER: { value: double, since: '1.27.0' },
});

export class ChargingStationDomain extends StoppingPlaceMethods<typeof chargingStationVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('chargingstation', 0x5, 'new'), chargingStationVariables);
  }

  /** Power in W with which a vehicle is charged. Since SUMO 1.21. */
  getChargingPower(stopId: string): Promise<number> {
    return this.get(chargingStationVariables.VAR_CS_POWER, stopId);
  }

  /** Share of the power that reaches the battery, in [0, 1]. Since SUMO 1.21. */
  getEfficiency(stopId: string): Promise<number> {
    return this.get(chargingStationVariables.VAR_CS_EFFICIENCY, stopId);
  }

  /** Time in s that a vehicle stands before it is charged. Since SUMO 1.21. */
  getChargeDelay(stopId: string): Promise<number> {
    return this.get(chargingStationVariables.VAR_CS_CHARGE_DELAY, stopId);
  }

  /** 1 when vehicles are charged that drive through, 0 otherwise. Since SUMO 1.21. */
  getChargeInTransit(stopId: string): Promise<number> {
    return this.get(chargingStationVariables.VAR_CS_CHARGE_IN_TRANSIT, stopId);
  }

  /** Power in W that all vehicles share. Since SUMO 1.27. */
  getTotalPower(stopId: string): Promise<number> {
    return this.get(chargingStationVariables.VAR_CS_TOTAL_POWER, stopId);
  }

  /** Changes the power with which a vehicle is charged, in W. Since SUMO 1.21. */
  setChargingPower(stopId: string, power: number): Promise<void> {
    return this.set('VAR_CS_POWER', stopId, double, power);
  }

  /** Changes the share of the power that reaches the battery, in [0, 1]. Since SUMO 1.21. */
  setEfficiency(stopId: string, efficiency: number): Promise<void> {
    return this.set('VAR_CS_EFFICIENCY', stopId, double, efficiency);
  }

  /** Changes the time that a vehicle stands before it is charged, in s. Since SUMO 1.21. */
  setChargeDelay(stopId: string, delay: number): Promise<void> {
    return this.set('VAR_CS_CHARGE_DELAY', stopId, double, delay);
  }

  /** Says whether vehicles are charged that drive through: 1 yes, 0 no. Since SUMO 1.21. */
  setChargeInTransit(stopId: string, inTransit: number): Promise<void> {
    return this.set('VAR_CS_CHARGE_IN_TRANSIT', stopId, integer, inTransit);
  }

  /** Changes the power that all vehicles share, in W. Since SUMO 1.27. */
  setTotalPower(stopId: string, totalPower: number): Promise<void> {
    return this.set('VAR_CS_TOTAL_POWER', stopId, double, totalPower);
  }
}
