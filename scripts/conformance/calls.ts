/**
 * The calls that Python and we make alike: how they are written down, and making them on our client.
 *
 * Used by `requests` and `twin`. The Python side is `peer.py`; arguments are ours where the two clients differ in form.
 */
import type { TraciClient } from '../../src/traci/index.ts';

/** `@domain`: the domain's object; `@points`, `@text`: so many points, letters; `@stage`, `@logic`: a record of that kind. */
export type Argument = string | number | boolean | null | readonly Argument[] | { readonly [key: string]: Argument };

type Method = (...values: readonly unknown[]) => unknown;

/** Names of the domains, as properties of the client. */
export function domainOf(client: TraciClient, name: string): Readonly<Record<string, Method>> | undefined {
  return (client as unknown as Readonly<Record<string, Readonly<Record<string, Method>>>>)[name];
}

/** The method `domain.method`, or `.method` of the client itself; undefined when there is none. */
export function methodOf(client: TraciClient, call: string): Method | undefined {
  const [domain = '', name = ''] = call.split('.');
  const target = domain === '' ? (client as unknown as Readonly<Record<string, Method>>) : domainOf(client, domain);
  const method = target?.[name];
  return typeof method === 'function' ? method.bind(target) : undefined;
}

/** The arguments as our client takes them. */
export function valuesOf(client: TraciClient, list: readonly Argument[]): unknown[] {
  return list.map((argument) => valueOf(client, argument));
}

function valueOf(client: TraciClient, argument: Argument): unknown {
  if (typeof argument !== 'object' || argument === null) return argument;
  if (isList(argument)) return valuesOf(client, argument);
  if (typeof argument['@domain'] === 'string') return domainOf(client, argument['@domain']);
  if ('@text' in argument) return 'x'.repeat(Number(argument['@text']));
  if ('@points' in argument)
    return Array.from({ length: Number(argument['@points']) }, (_, index) => [index, index / 2] as const);
  const { '@stage': stage, '@logic': logic, ...fields } = argument;
  const record = (stage ?? logic ?? fields) as Readonly<Record<string, Argument>>;
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, valueOf(client, value)]));
}

function isList(argument: Argument): argument is readonly Argument[] {
  return Array.isArray(argument);
}
