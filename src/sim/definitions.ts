/** What definitions of the simulator's named parts (selection and traffic policies) have in common. */
import type { z } from 'zod';

/**
 * The options of a part, defaults filled in.
 *
 * @param fail - makes the error to throw, from one line that names the part and every option that does not fit.
 */
export function parseOptions<Options extends z.ZodType>(
  { name, options }: { readonly name: string; readonly options: Options },
  given: unknown,
  fail: (message: string) => Error,
): z.infer<Options> {
  const parsed = options.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw fail(`${name}: options do not fit: ${problems.join('; ')}`);
}
