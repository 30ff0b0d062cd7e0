/**
 * Subscribing, and the way of the answers to the domain that they belong to.
 *
 * Used by `domains/domain` and `client`.
 *
 * subscribe := double begin, double end, string objectId, ubyte n, n * (ubyte variable, [typed parameter])
 * context   := double begin, double end, string objectId, ubyte domain, double range, ubyte n, n * variable
 * step      := int32 n, n * block                                                        (block: subscriptions)
 */
import * as tc from './constants.ts';
import { TraciProtocolError } from './errors.ts';
import { readFrame } from './framing.ts';
import { finish, RESPONSE_OFFSET } from './protocol.ts';
import type { Command } from './protocol.ts';
import { MINIMUM_STRING_BYTES } from './reader.ts';
import type { Reader } from './reader.ts';
import { SubscriptionStore } from './subscriptions.ts';
import { checkId, hex, writeTyped } from './values.ts';
import type { ValueWriter } from './values.ts';
import type { VariablesById } from './variables.ts';
import type { Writer } from './writer.ts';

/** Sends the blocks of an answer to the domains that they belong to. */
export class SubscriptionRouter {
  readonly #byVariableResponse = new Map<number, SubscriptionStore>();
  readonly #byContextResponse = new Map<number, SubscriptionStore>();
  readonly #byGet = new Map<number, SubscriptionStore>();

  /** Makes the store of a domain known. */
  register(
    ids: { readonly get: number; readonly subscribe: number; readonly context: number },
    rows: VariablesById,
  ): SubscriptionStore {
    const store = new SubscriptionStore(rows);
    this.#byVariableResponse.set(ids.subscribe + RESPONSE_OFFSET, store);
    this.#byContextResponse.set(ids.context + RESPONSE_OFFSET, store);
    this.#byGet.set(ids.get, store);
    return store;
  }

  /** Reads what follows the status of a step: `int32 n, n * block`. */
  readStep(answer: Reader): void {
    for (const store of this.#byGet.values()) store.beginStep();
    const count = answer.count('subscription results', MINIMUM_STRING_BYTES);
    for (let index = 0; index < count; index++) this.readBlock(answer);
  }

  /** Reads one block. */
  readBlock(answer: Reader): void {
    const frame = readFrame(answer);
    const variables = this.#byVariableResponse.get(frame.id);
    if (variables !== undefined) variables.addVariables(answer);
    else {
      const contexts = this.#byContextResponse.get(frame.id);
      if (contexts === undefined)
        throw new TraciProtocolError(
          `subscription: expected the id of a response, got 0x${hex(frame.id)}`,
          frame.start,
        );
      contexts.addContext(answer, (domain) => this.#target(domain, answer.offset));
    }
    finish(answer, frame.end, undefined);
  }

  #target(domain: number, offset: number): SubscriptionStore {
    const store = this.#byGet.get(domain);
    if (store === undefined)
      throw new TraciProtocolError(`context: expected the get command of a domain, got 0x${hex(domain)}`, offset);
    return store;
  }
}

/** When a subscription begins and ends, in simulated seconds; INVALID_DOUBLE_VALUE means always. */
export interface Interval {
  readonly begin?: number;
  readonly end?: number;
}

/** What to subscribe to. No variables: unsubscribe. */
export interface SubscribeRequest extends Interval {
  /** Id of the subscribe command. */
  readonly command: number;
  /** Name of the domain, for messages. */
  readonly domain: string;
  readonly objectId: string;
  readonly variables: readonly number[];
  /** By variable: how its parameter is written, undefined when it takes none, and the parameter. */
  readonly parameters?: ReadonlyMap<
    number,
    { readonly codec: ValueWriter<unknown> | undefined; readonly value: unknown }
  >;
  /** For a context: get command of the domain looked for, and range in m. */
  readonly context?: { readonly domain: number; readonly range: number };
}

/** The command for a variable or context subscription, or for its end. */
export function subscribeCommand(request: SubscribeRequest, router: SubscriptionRouter): Command<undefined> {
  const verb = request.variables.length === 0 ? 'unsubscribe' : 'subscribe';
  return {
    id: request.command,
    describe: () => `${request.domain} ${verb}${request.context === undefined ? '' : 'Context'} "${request.objectId}"`,
    encode: (writer) => {
      encodeSubscribe(writer, request);
    },
    decode: (answer) => {
      if (request.variables.length > 0) router.readBlock(answer);
      return undefined;
    },
  };
}

function encodeSubscribe(writer: Writer, request: SubscribeRequest): void {
  const { objectId, context, variables, parameters } = request;
  checkId(objectId);
  writer.double(request.begin ?? tc.INVALID_DOUBLE_VALUE).double(request.end ?? tc.INVALID_DOUBLE_VALUE);
  writer.string(objectId);
  if (context !== undefined) writer.ubyte(context.domain).double(context.range);
  writer.ubyte(variables.length);
  for (const variable of variables) {
    writer.ubyte(variable);
    const parameter = parameters?.get(variable);
    if (parameter === undefined) continue;
    if (parameter.codec === undefined) throw new RangeError(`parameters: variable 0x${hex(variable)} takes none`);
    writeTyped(writer, parameter.codec, parameter.value);
  }
}
