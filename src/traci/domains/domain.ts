/**
 * What all 24 domains have in common, and how a domain is written down.
 *
 * A domain file holds three things:
 *
 * 1. The table of its variables, under SUMO's names: what type each has, what parameter it wants, since which SUMO.
 *    Getters, subscriptions and contexts decode by this table alone.
 *
 *        export const poiVariables = defineVariables({
 *          ...baseVariables,
 *          VAR_POSITION: position2D,                                   // value
 *          VAR_LEADER: { value: leader, parameter: double },           // value and parameter
 *          VAR_MASS: { value: double, since: '1.20.0' },               // newer than SUMO 1.15
 *        });
 *
 * 2. Codecs of the compound values that its setters send (`compound(text, color, integer, ...)`) and that its getters
 *    receive (a `ValueReader` of its own).
 * 3. A class with one method for each of SUMO's, under SUMO's name, documented, one line each:
 *
 *        getPosition(poiId: string): Promise<Position2D> {
 *          return this.get(poiVariables.VAR_POSITION, poiId);
 *        }
 *        setWidth(poiId: string, width: number): Promise<void> {
 *          return this.set('VAR_WIDTH', poiId, double, width);
 *        }
 *
 * The class is then a property of `client.ts`. Docs in docs/decisions/0002-traci-domains.md say why it is so.
 */
import * as tc from '../constants.ts';
import type { Connection, SubmitOptions } from '../connection.ts';
import { TraciProtocolError } from '../errors.ts';
import { getCommand, plainCommand, setCommand } from '../protocol.ts';
import type { TraciVersion } from '../protocol.ts';
import { subscribeCommand } from '../subscription-router.ts';
import type { Interval, SubscribeRequest, SubscriptionRouter } from '../subscription-router.ts';
import type { SubscriptionStore } from '../subscriptions.ts';
import type { VariableResults } from '../subscription-values.ts';
import { compound, integer, readTyped, text, textList, writeTyped } from '../values.ts';
import type { ValueReader, ValueWriter } from '../values.ts';
import { defineVariables, indexVariables } from '../variables.ts';
import type { ConstantName, ParametersOf, Variable, VariableId, VariablesById, VariableTable } from '../variables.ts';
import type { Writer } from '../writer.ts';
import { isSince } from './since.ts';
import { checkSubscribable } from './subscribable.ts';

/** `[key, value]` of a generic parameter. */
export type ParameterWithKey = readonly [key: string, value: string];

const parameterWithKey: ValueReader<ParameterWithKey> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), 2, 'parameter with key', reader.offset - 4);
    return [readTyped(reader, text, 'key'), readTyped(reader, text, 'value')];
  },
};

const keyAndValue = compound(text, text);

/** The variables that every domain has. */
export const baseVariables = {
  TRACI_ID_LIST: textList,
  ID_COUNT: integer,
  VAR_PARAMETER: { value: text, parameter: text },
  VAR_PARAMETER_WITH_KEY: { value: parameterWithKey, parameter: text },
} as const;

const base = defineVariables(baseVariables);

/** The ids of a domain's commands. */
export interface DomainIds {
  readonly name: string;
  readonly get: number;
  readonly set: number;
  readonly subscribe: number;
  readonly context: number;
}

/** What a domain needs of its client. */
export interface DomainLink {
  readonly connection: Connection;
  readonly router: SubscriptionRouter;
  /** What the handshake told. */
  readonly version: TraciVersion;
  /** The client's own step, with its listeners. */
  readonly step: (time?: number, options?: SubmitOptions) => Promise<void>;
}

/** The end of a subscription that never ends, where SUMO's own client sends one. */
export const LAST_SECOND = 2 ** 31 - 1;

/** When a subscription holds, and the parameters of its variables. */
export interface SubscribeOptions<Table> extends Interval {
  /** By variable, for those that want one, e.g. `{ [VAR_LEADER]: 100 }`. */
  readonly parameters?: ParametersOf<Table>;
}

/** Ids of a domain's commands from its index: 0 to 15 in the old range, `new` 4 to 11 in the one that came later. */
export function domainIds(name: string, index: number, range: 'old' | 'new' = 'old'): DomainIds {
  return range === 'old'
    ? { name, get: 0xa0 + index, set: 0xc0 + index, subscribe: 0xd0 + index, context: 0x80 + index }
    : { name, get: 0x20 + index, set: 0x40 + index, subscribe: 0x50 + index, context: index };
}

/** Checks the number of items of a compound. */
export function expectCount(got: number, expected: number, what: string, offset: number): void {
  if (got !== expected) throw new TraciProtocolError(`${what}: expected ${expected} items, got ${got}`, offset);
}

/** The primitives that a domain's methods are made of, and the methods that all domains share. */
export abstract class DomainBase<Table extends VariableTable> {
  readonly #link: DomainLink;
  readonly #ids: DomainIds;
  readonly #store: SubscriptionStore;
  readonly #defaultVariables: readonly number[];

  /** @param defaultVariables - what a subscription that names no variables asks for. */
  constructor(
    link: DomainLink,
    ids: DomainIds,
    table: Table,
    defaultVariables: readonly number[] = [tc.TRACI_ID_LIST],
  ) {
    this.#link = link;
    this.#ids = ids;
    this.#defaultVariables = defaultVariables;
    this.#store = link.router.register(ids, indexVariables(table));
  }

  /** Id of the domain's get command: what `subscribeContext` wants as the domain to look for. */
  get DOMAIN_ID(): number {
    return this.#ids.get;
  }

  /** Ids of all objects of this domain, in SUMO's order. */
  getIDList(): Promise<readonly string[]> {
    return this.get(base.TRACI_ID_LIST, '');
  }

  /** Number of objects of this domain. */
  getIDCount(): Promise<number> {
    return this.get(base.ID_COUNT, '');
  }

  /**
   * A generic parameter of an object; the empty string when it is not set.
   *
   * @throws {TraciCommandError} unknown object; the connection stays usable.
   */
  getParameter(objectId: string, key: string): Promise<string> {
    return this.getWith(base.VAR_PARAMETER, objectId, key);
  }

  /** A generic parameter of an object, with its key. */
  getParameterWithKey(objectId: string, key: string): Promise<ParameterWithKey> {
    return this.getWith(base.VAR_PARAMETER_WITH_KEY, objectId, key);
  }

  /** Sets a generic parameter of an object. */
  setParameter(objectId: string, key: string, value: string): Promise<void> {
    return this.set('VAR_PARAMETER', objectId, keyAndValue, [key, value]);
  }

  /**
   * Subscribes to all objects of another domain within a range of one object of this domain.
   *
   * @param domain - the domain looked for, e.g. `client.vehicle`.
   * @param range - in m, measured to the reference point of the object found; a vehicle's is its front.
   * @param variables - of the objects found; by default those that subscriptions of their domain ask for.
   * @throws {TraciCommandError} unknown object, or a variable that wants a parameter other than a key.
   */
  // eslint-disable-next-line @typescript-eslint/max-params -- SUMO's own arguments, in SUMO's own order
  subscribeContext<Target extends VariableTable>(
    objectId: string,
    domain: DomainBase<Target>,
    range: number,
    variables: readonly VariableId<Target>[] = domain.#defaultVariables as readonly VariableId<Target>[],
    options: SubscribeOptions<Target> = {},
  ): Promise<void> {
    const context = { domain: domain.DOMAIN_ID, range };
    const more = domain.#subscriptionOptions(options);
    return this.#subscribe({ command: this.#ids.context, objectId, variables, ...more, context }, domain.#store.rows);
  }

  /** Ends the context subscription with this domain and range. */
  unsubscribeContext(objectId: string, domain: { readonly DOMAIN_ID: number }, range: number): Promise<void> {
    const context = { domain: domain.DOMAIN_ID, range };
    return this.#subscribe({ command: this.#ids.context, objectId, variables: [], context }, this.#store.rows);
  }

  /**
   * What the last step found around one object, by object found, in SUMO's order.
   *
   * @returns undefined when the last step brought no such context: not subscribed to, or the object has gone.
   */
  getContextSubscriptionResults<Target extends VariableTable>(
    objectId: string,
    domain: DomainBase<Target>,
  ): ReadonlyMap<string, VariableResults<Target>> | undefined {
    return this.#store.contextResults(objectId, domain.#store) as
      ReadonlyMap<string, VariableResults<Target>> | undefined;
  }

  /** What the last step found around all objects: object in the middle, then object found, of whatever domain. */
  getAllContextSubscriptionResults(): ReadonlyMap<string, ReadonlyMap<string, VariableResults>> {
    return this.#store.allContextResults();
  }

  /** Results of the last step by object, in the order of the subscriptions. */
  getAllSubscriptionResults(): ReadonlyMap<string, VariableResults<Table>> {
    return this.#store.allResults() as unknown as ReadonlyMap<string, VariableResults<Table>>;
  }

  /** What a subscription that names no variables asks for, as in SUMO's own client. */
  protected get defaultVariables(): readonly number[] {
    return this.#defaultVariables;
  }

  /** True when SUMO is of this version or newer, for what is written differently since then. */
  protected since(sumoVersion: string): boolean {
    return isSince(this.#link.version.sumoVersion, sumoVersion);
  }

  /** One step of the whole simulation. */
  protected stepAll(time: number, options: SubmitOptions): Promise<void> {
    return this.#link.step(time, options);
  }

  /** The domain's results, for the typed arrays that some domains offer. */
  protected get store(): SubscriptionStore {
    return this.#store;
  }

  /** Gets a variable that wants no parameter. */
  protected get<Value>(variable: Variable<number, Value>, objectId: string): Promise<Value> {
    return this.#link.connection.submit(getCommand(this.#ids, variable, objectId));
  }

  /** Gets a variable with its parameter. */
  protected getWith<Value, Parameter>(
    variable: Variable<number, Value, Parameter>,
    objectId: string,
    parameter: NoInfer<Parameter>,
  ): Promise<Value> {
    const codec = variable.parameter!;
    return this.#link.connection.submit(getCommand(this.#ids, variable, objectId, { codec, value: parameter }));
  }

  /** Sets a variable, or does what SUMO counts among its set commands. */
  protected set<Value>(
    variable: ConstantName,
    objectId: string,
    codec: ValueWriter<Value>,
    value: NoInfer<Value>,
  ): Promise<void> {
    return this.#send(variable, objectId, (writer) => {
      writeTyped(writer, codec, value);
    });
  }

  /** A set command without a value. */
  protected command(variable: ConstantName, objectId: string): Promise<void> {
    return this.#send(variable, objectId, () => undefined);
  }

  /** A command outside the get and set families. */
  protected control(id: number, name: string, encode: (writer: Writer) => void): Promise<void> {
    return this.#link.connection.submit(plainCommand(id, `${this.#ids.name} ${name}`, encode));
  }

  /** Subscribes to variables of one object; none means unsubscribe. */
  protected subscribeObject(
    objectId: string,
    variables: readonly VariableId<Table>[],
    options: SubscribeOptions<Table> = {},
  ): Promise<void> {
    const more = this.#subscriptionOptions(options);
    return this.#subscribe({ command: this.#ids.subscribe, objectId, variables, ...more }, this.#store.rows);
  }

  /** Subscribes to a generic parameter of one object. */
  protected subscribeKey(objectId: string, key: string, interval: Interval): Promise<void> {
    const options = { ...interval, parameters: { [tc.VAR_PARAMETER_WITH_KEY]: key } };
    return this.subscribeObject(
      objectId,
      [tc.VAR_PARAMETER_WITH_KEY] as readonly number[] as readonly VariableId<Table>[],
      options as unknown as SubscribeOptions<Table>,
    );
  }

  /** Results of the last step for one object. */
  protected resultsOf(objectId: string): VariableResults<Table> | undefined {
    return this.#store.results(objectId) as VariableResults<Table> | undefined;
  }

  /**
   * Like `set`, and calls `then` at the very place in the row of answers where SUMO says that it is done: before a step
   * of the same message is taken in. What `then` throws is what the promise is rejected with.
   */
  protected setThen<Value>(
    variable: ConstantName,
    objectId: string,
    value: { readonly codec: ValueWriter<Value>; readonly value: NoInfer<Value> },
    then: () => void,
  ): Promise<void> {
    const target = { domain: this.#ids, name: variable, id: tc[variable], objectId };
    const command = setCommand(target, (writer) => {
      writeTyped(writer, value.codec, value.value);
    });
    const decode = (): undefined | Promise<undefined> => {
      try {
        then();
        return undefined;
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    return this.#link.connection.submit({ ...command, decode }) as Promise<undefined>;
  }

  #send(variable: ConstantName, objectId: string, value: (writer: Writer) => void): Promise<void> {
    const target = { domain: this.#ids, name: variable, id: tc[variable], objectId };
    return this.#link.connection.submit(setCommand(target, value));
  }

  #subscribe(request: Omit<SubscribeRequest, 'domain'>, rows: VariablesById): Promise<void> {
    const command = subscribeCommand({ ...request, domain: this.#ids.name }, this.#link.router);
    const encode = (writer: Writer): void => {
      checkSubscribable(request, rows, this.#link.version);
      command.encode(writer);
    };
    return this.#link.connection.submit({ ...command, encode });
  }

  #subscriptionOptions(options: SubscribeOptions<Table>): Partial<SubscribeRequest> {
    const { parameters, ...interval } = options;
    if (parameters === undefined) return interval;
    const encoded = Object.entries(parameters).map(([key, value]) => {
      const codec = this.#store.rows.get(Number(key))?.parameter as ValueWriter<unknown> | undefined;
      return [Number(key), { codec, value }] as const;
    });
    return { ...interval, parameters: new Map(encoded) };
  }
}

/** A domain whose subscriptions name an object: all but the simulation. */
export abstract class ObjectDomain<Table extends VariableTable> extends DomainBase<Table> {
  /**
   * Subscribes to variables of one object: their values come with every step. Subscribing again adds variables.
   *
   * @param variables - e.g. `[constants.VAR_POSITION, constants.VAR_SPEED]`; by default what SUMO's own client asks for.
   * @throws {TraciCommandError} unknown object, or a variable whose parameter is missing or cannot be read by this SUMO;
   * the connection stays usable.
   */
  subscribe(
    objectId: string,
    variables: readonly VariableId<Table>[] = this.defaultVariables as readonly VariableId<Table>[],
    options?: SubscribeOptions<Table>,
  ): Promise<void> {
    return this.subscribeObject(objectId, variables, options);
  }

  /** Ends the subscription. SUMO refuses when there is none, as after a vehicle has arrived. */
  unsubscribe(objectId: string): Promise<void> {
    return this.subscribeObject(objectId, []);
  }

  /** Subscribes to a generic parameter. */
  subscribeParameterWithKey(objectId: string, key: string, interval: Interval = {}): Promise<void> {
    return this.subscribeKey(objectId, key, interval);
  }

  /**
   * What the last step brought for one object.
   *
   * @returns undefined when it brought nothing: not subscribed to, or the object has gone.
   */
  getSubscriptionResults(objectId: string): VariableResults<Table> | undefined {
    return this.resultsOf(objectId);
  }
}
