/**
 * Variable speed signs.
 *
 * Source: TraCI/VariableSpeedSign in SUMO's documentation.
 */
import { textList } from '../values.ts';
import { defineVariables } from '../variables.ts';
import { baseVariables, domainIds, ObjectDomain } from './domain.ts';
import type { DomainLink } from './domain.ts';

export const variableSpeedSignVariables = defineVariables({
  ...baseVariables,
  VAR_LANES: textList,
});

export class VariableSpeedSignDomain extends ObjectDomain<typeof variableSpeedSignVariables> {
  constructor(link: DomainLink) {
    super(link, domainIds('variablespeedsign', 0x9, 'new'), variableSpeedSignVariables);
  }

  /** Ids of the lanes whose speed limit the sign sets. */
  getLanes(signId: string): Promise<readonly string[]> {
    return this.get(variableSpeedSignVariables.VAR_LANES, signId);
  }
}
