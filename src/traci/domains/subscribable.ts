/**
 * What may be subscribed to without SUMO dying or hanging of it.
 *
 * SUMO before 1.23 (API 22) reads the parameters of four variables alone; at any other variable that wants a parameter it
 * exits, given one or not. In contexts it reads those of generic parameters alone, in every version until now (1.27).
 */
import type { TraciVersion } from '../protocol.ts';
import type { Variable, VariablesById } from '../variables.ts';
import { isSince } from './since.ts';

/** The API version since which every variable with a parameter can be subscribed to. */
const ALL_PARAMETERS_API = 22;

const GENERIC: ReadonlySet<string> = new Set(['VAR_PARAMETER', 'VAR_PARAMETER_WITH_KEY']);
/** The other two of the four; they are variables of vehicles. */
const EARLY: ReadonlySet<string> = new Set(['VAR_LEADER', 'VAR_FOLLOWER']);

/** A subscription about to be sent. */
export interface Subscribing {
  readonly variables: readonly number[];
  readonly parameters?: ReadonlyMap<number, unknown>;
  readonly context?: object;
}

/**
 * Refuses what SUMO would not survive.
 *
 * @param rows - the table of the domain that the variables belong to.
 * @throws {RangeError} a parameter that is missing, or that this SUMO cannot read.
 */
export function checkSubscribable(request: Subscribing, rows: VariablesById, version: TraciVersion): void {
  for (const id of request.variables) {
    const row = rows.get(id);
    if (row?.parameter === undefined) continue;
    if (request.parameters?.has(id) !== true)
      throw new RangeError(`${row.name}: expected a parameter in options.parameters, got none`);
    if (!GENERIC.has(row.name)) checkParameter(row, request.context !== undefined, version);
  }
}

function checkParameter(row: Variable, isContext: boolean, { apiVersion, sumoVersion }: TraciVersion): void {
  if (isContext) throw new RangeError(`${row.name}: SUMO cannot tell it in a context, for it wants a parameter`);
  if (row.since !== undefined && !isSince(sumoVersion, row.since))
    throw new RangeError(`${row.name}: needs SUMO ${row.since} or later, got ${sumoVersion}`);
  if (apiVersion < ALL_PARAMETERS_API && !EARLY.has(row.name))
    throw new RangeError(`${row.name}: to subscribe to it needs SUMO 1.23 or later, got ${sumoVersion}`);
}
