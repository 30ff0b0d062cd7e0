/**
 * Traffic lights, and rail signals, which SUMO counts among them.
 *
 * Source: TraCI/Traffic_Lights_Value_Retrieval and TraCI/Change_Traffic_Lights_State in SUMO's documentation.
 */
import { compound, double, integer, objectId, text, textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';
import { changedState, constraints, controlledLinks, programLogic, programLogics } from './trafficlight-values.ts';
import type { Constraint, ControlledLink, Logic, NewConstraint, ProgramLogic } from './trafficlight-values.ts';

const constraintOf = compound(objectId, objectId, objectId);
const newConstraint = compound(objectId, objectId, objectId, integer, integer);

export const trafficLightVariables = defineVariables({
  ...baseVariables,
  TL_RED_YELLOW_GREEN_STATE: text,
  TL_COMPLETE_DEFINITION_RYG: programLogics,
  TL_CONTROLLED_LANES: textList,
  TL_CONTROLLED_LINKS: controlledLinks,
  TL_CURRENT_PROGRAM: text,
  TL_CURRENT_PHASE: integer,
  VAR_NAME: text,
  TL_NEXT_SWITCH: double,
  TL_PHASE_DURATION: double,
  VAR_PERSON_NUMBER: { value: integer, parameter: integer },
  TL_BLOCKING_VEHICLES: { value: textList, parameter: integer },
  TL_RIVAL_VEHICLES: { value: textList, parameter: integer },
  TL_PRIORITY_VEHICLES: { value: textList, parameter: integer },
  TL_CONSTRAINT: { value: constraints, parameter: objectId },
  TL_CONSTRAINT_BYFOE: { value: constraints, parameter: objectId },
  TL_SPENT_DURATION: { value: double, since: '1.20.0' },
});

/** What is asked once because it changes something. */
const trafficLightQuestions = defineVariables({
  TL_CONSTRAINT_SWAP: { value: constraints, parameter: constraintOf },
});

/** Durations of the eight phases of a NEMA controller in s, 0 for a phase that does not exist; or SUMO's own text. */
export type NemaDurations = readonly (number | string)[] | string;

export class TrafficLightDomain extends ObjectDomain<typeof trafficLightVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('trafficlight', 0x2), trafficLightVariables);
  }

  /** The present state, one letter for each controlled link; small letters must give way. */
  getRedYellowGreenState(tlsId: string): Promise<string> {
    return this.get(trafficLightVariables.TL_RED_YELLOW_GREEN_STATE, tlsId);
  }

  /** All programs that the traffic light can be switched to. */
  getAllProgramLogics(tlsId: string): Promise<readonly ProgramLogic[]> {
    return this.get(trafficLightVariables.TL_COMPLETE_DEFINITION_RYG, tlsId);
  }

  /** @deprecated SUMO's older name of {@link getAllProgramLogics}. */
  getCompleteRedYellowGreenDefinition(tlsId: string): Promise<readonly ProgramLogic[]> {
    return this.getAllProgramLogics(tlsId);
  }

  /** Ids of the lanes that lead to the traffic light, one for each controlled link. */
  getControlledLanes(tlsId: string): Promise<readonly string[]> {
    return this.get(trafficLightVariables.TL_CONTROLLED_LANES, tlsId);
  }

  /** By signal index, the links that the signal controls. */
  getControlledLinks(tlsId: string): Promise<readonly (readonly ControlledLink[])[]> {
    return this.get(trafficLightVariables.TL_CONTROLLED_LINKS, tlsId);
  }

  /** Id of the present program. */
  getProgram(tlsId: string): Promise<string> {
    return this.get(trafficLightVariables.TL_CURRENT_PROGRAM, tlsId);
  }

  /** Index of the present phase within its program. */
  getPhase(tlsId: string): Promise<number> {
    return this.get(trafficLightVariables.TL_CURRENT_PHASE, tlsId);
  }

  /** Name of the present phase; empty when it has none. */
  getPhaseName(tlsId: string): Promise<string> {
    return this.get(trafficLightVariables.VAR_NAME, tlsId);
  }

  /** Simulated time in s of the next change of phase. */
  getNextSwitch(tlsId: string): Promise<number> {
    return this.get(trafficLightVariables.TL_NEXT_SWITCH, tlsId);
  }

  /** Duration of the present phase in s, what has passed of it included. */
  getPhaseDuration(tlsId: string): Promise<number> {
    return this.get(trafficLightVariables.TL_PHASE_DURATION, tlsId);
  }

  /** Time in s since the present phase began. Since SUMO 1.20. */
  getSpentDuration(tlsId: string): Promise<number> {
    return this.get(trafficLightVariables.TL_SPENT_DURATION, tlsId);
  }

  /** Number of persons who could cross in the phase with this index. */
  getServedPersonCount(tlsId: string, phaseIndex: number): Promise<number> {
    return this.getWith(trafficLightVariables.VAR_PERSON_NUMBER, tlsId, phaseIndex);
  }

  /** Ids of the vehicles that stand in the block after this link of a rail signal. */
  getBlockingVehicles(tlsId: string, linkIndex: number): Promise<readonly string[]> {
    return this.getWith(trafficLightVariables.TL_BLOCKING_VEHICLES, tlsId, linkIndex);
  }

  /** Ids of the vehicles that want to enter the block after this link of a rail signal, too. */
  getRivalVehicles(tlsId: string, linkIndex: number): Promise<readonly string[]> {
    return this.getWith(trafficLightVariables.TL_RIVAL_VEHICLES, tlsId, linkIndex);
  }

  /** Those of {@link getRivalVehicles} that go first. */
  getPriorityVehicles(tlsId: string, linkIndex: number): Promise<readonly string[]> {
    return this.getWith(trafficLightVariables.TL_PRIORITY_VEHICLES, tlsId, linkIndex);
  }

  /** Constraints of a rail signal: all, or those of one trip. */
  getConstraints(tlsId: string, tripId = ''): Promise<readonly Constraint[]> {
    return this.getWith(trafficLightVariables.TL_CONSTRAINT, tlsId, tripId);
  }

  /** Constraints of other rail signals that wait for passages at this one: all, or those that wait for one trip. */
  getConstraintsByFoe(foeSignal: string, foeId = ''): Promise<readonly Constraint[]> {
    return this.getWith(trafficLightVariables.TL_CONSTRAINT_BYFOE, foeSignal, foeId);
  }

  /** Sets the state, one letter for each controlled link, and so leaves the program until another one is set. */
  setRedYellowGreenState(tlsId: string, state: string): Promise<void> {
    return this.set('TL_RED_YELLOW_GREEN_STATE', tlsId, text, state);
  }

  /**
   * Sets the letter of one link. Takes two round trips: the present state is asked for first.
   *
   * @throws {TraciCommandError} no link with this index; nothing is sent.
   */
  async setLinkState(tlsId: string, linkIndex: number, letter: string): Promise<void> {
    const state = await this.getRedYellowGreenState(tlsId);
    await this.set('TL_RED_YELLOW_GREEN_STATE', tlsId, changedState, { state, linkIndex, letter });
  }

  /** Switches to the phase with this index within the present program. */
  setPhase(tlsId: string, phaseIndex: number): Promise<void> {
    return this.set('TL_PHASE_INDEX', tlsId, integer, phaseIndex);
  }

  /** Names the present phase. */
  setPhaseName(tlsId: string, name: string): Promise<void> {
    return this.set('VAR_NAME', tlsId, text, name);
  }

  /** Switches to another program; `off` switches the traffic light off. */
  setProgram(tlsId: string, programId: string): Promise<void> {
    return this.set('TL_PROGRAM', tlsId, objectId, programId);
  }

  /** By phase, whether a NEMA controller's detectors ask for it, as SUMO writes it. */
  async getNemaPhaseCalls(tlsId: string): Promise<readonly string[]> {
    return (await this.getParameter(tlsId, 'NEMA.phaseCall')).split(',');
  }

  /** Changes the splits of a NEMA controller from its next cycle on. */
  setNemaSplits(tlsId: string, splits: NemaDurations): Promise<void> {
    return this.setParameter(tlsId, 'NEMA.splits', joined(splits));
  }

  /** Changes the longest green times of a NEMA controller from its next cycle on. */
  setNemaMaxGreens(tlsId: string, maxGreens: NemaDurations): Promise<void> {
    return this.setParameter(tlsId, 'NEMA.maxGreens', joined(maxGreens));
  }

  /** Changes the cycle of a NEMA controller from its next cycle on, in s; goes together with splits or green times. */
  setNemaCycleLength(tlsId: string, cycleLength: number): Promise<void> {
    return this.setParameter(tlsId, 'NEMA.cycleLength', String(cycleLength));
  }

  /** Changes the offset of a NEMA controller that is coordinated with others, in s, from its next cycle on. */
  setNemaOffset(tlsId: string, offset: number): Promise<void> {
    return this.setParameter(tlsId, 'NEMA.offset', String(offset));
  }

  /** Sets what is left of the present phase, in s; when the phase comes again it is as long as before. */
  setPhaseDuration(tlsId: string, phaseDuration: number): Promise<void> {
    return this.set('TL_PHASE_DURATION', tlsId, double, phaseDuration);
  }

  /** Adds a program, or replaces the one with the same id, and switches to it. */
  setProgramLogic(tlsId: string, logic: Logic): Promise<void> {
    return this.set('TL_COMPLETE_PROGRAM_RYG', tlsId, programLogic, logic);
  }

  /** @deprecated SUMO's older name of {@link setProgramLogic}. */
  setCompleteRedYellowGreenDefinition(tlsId: string, logic: Logic): Promise<void> {
    return this.setProgramLogic(tlsId, logic);
  }

  /**
   * Turns a constraint round: the trip goes first, the foe waits.
   *
   * @returns the constraints that were made on the way to avoid a deadlock.
   */
  swapConstraints(tlsId: string, tripId: string, foeSignal: string, foeId: string): Promise<readonly Constraint[]> {
    return this.getWith(trafficLightQuestions.TL_CONSTRAINT_SWAP, tlsId, [tripId, foeSignal, foeId]);
  }

  /** Adds a constraint: `tripId` waits here until `foeId` has passed `foeSignal`. Since SUMO 1.19. */
  addConstraint(tlsId: string, constraint: NewConstraint): Promise<void> {
    const { tripId, foeSignal, foeId, type = 0, limit = 0 } = constraint;
    return this.set('TL_CONSTRAINT_ADD', tlsId, newConstraint, [tripId, foeSignal, foeId, type, limit]);
  }

  /** Makes the constraints with these values inactive for good; an empty value stands for any. SUMO still lists them. */
  removeConstraints(tlsId: string, tripId: string, foeSignal: string, foeId: string): Promise<void> {
    return this.set('TL_CONSTRAINT_REMOVE', tlsId, constraintOf, [tripId, foeSignal, foeId]);
  }

  /**
   * Makes the constraints inactive that can never be met, because the vehicle's route does not pass their signal any more.
   *
   * @param tripId - the trip that waits or is waited for; empty for the vehicle's own.
   */
  updateConstraints(vehicleId: string, tripId = ''): Promise<void> {
    return this.set('TL_CONSTRAINT_UPDATE', vehicleId, objectId, tripId);
  }
}

function joined(durations: NemaDurations): string {
  return typeof durations === 'string' ? durations : durations.join(' ');
}
