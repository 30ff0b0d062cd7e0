/**
 * Draws of rules that need chance: one stream for each call, named by rule, user and the number of the call.
 */
import type { RandomStream } from '../../random.ts';
import { AggregationError } from './errors.ts';
import type { RuleContext } from './rule.ts';

/** State of a rule that draws: how many calls went before. */
export interface DrawState {
  readonly calls: number;
}

/**
 * @returns The stream for the call with this number.
 * @throws {AggregationError} `E_RULE_CONTEXT` if the context has no source of randomness.
 */
export function streamsOf(name: string, { random, keys = [] }: RuleContext): (calls: number) => RandomStream {
  if (random === undefined) {
    throw new AggregationError(
      'E_RULE_CONTEXT',
      `${name}: draws at random and got no 'random' in its context; pass one`,
      {
        rule: name,
      },
    );
  }
  return (calls) => random.stream('aggregation', name, ...keys, calls);
}
