/** How the program refuses: with a `UsageError` that says in one line where the mistake is. */
import { UsageError } from '../../src/errors.ts';

/** What is wrong with a refusal; undefined when it is as it should be. */
export async function complaintOf(attempt: Promise<unknown>): Promise<string | undefined> {
  let refusal: unknown;
  try {
    await attempt;
    return 'it was accepted';
  } catch (error) {
    refusal = error;
  }
  if (!(refusal instanceof UsageError)) return `not a UsageError: ${String(refusal)}`;
  const { message, path } = refusal;
  if (path === undefined || path === '') return `no path: ${message}`;
  if (message.includes('\n')) return `more than one line: ${message}`;
  return message.includes(path) ? undefined : `does not say the path ${path}: ${message}`;
}
