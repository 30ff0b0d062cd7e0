/**
 * What the parts that an experiment names have in common: a name, options with a schema, and a registry.
 *
 * Such are rules, attacks, optimizers, compressions, models and data sets here, and the simulator's policies. Each kind of
 * part has an error of its own, which is why the functions are told how to make it.
 */
import type { z } from 'zod';

/** Definitions by name, in the order given. */
export function byName<Definition extends { readonly name: string }>(
  definitions: readonly Definition[],
): ReadonlyMap<string, Definition> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

/**
 * The definition of that name.
 *
 * @param kind - what the registry holds, in the singular.
 * @param fail - makes the error to throw, from one line that names all that are known.
 */
export function findByName<Definition>(
  known: ReadonlyMap<string, Definition>,
  { kind, name }: { readonly kind: string; readonly name: string },
  fail: (message: string) => Error,
): Definition {
  const definition = known.get(name);
  if (definition !== undefined) return definition;
  throw fail(`${kind} '${name}' is unknown; expected one of ${[...known.keys()].join(', ')}`);
}

/**
 * The options of a part, defaults filled in.
 *
 * @param given - as in the experiment file; undefined or null for defaults alone.
 * @param fail - makes the error to throw, from one line that names the part and every option that does not fit.
 */
export function parseOptions<Options extends z.ZodType>(
  { name, options }: { readonly name: string; readonly options: Options },
  given: unknown,
  fail: (message: string) => Error,
): z.infer<Options> {
  const parsed = options.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw fail(`${name}: options do not fit: ${problems.join('; ')}`);
}
