/** Closing what was opened, whatever fails: the first failure is the one that is thrown, since others often follow from it. */

/** What closes one thing. */
export type Close = () => unknown;

/** Told of each failure but the first, in a line; it would be lost otherwise. */
type OnNotice = ((message: string) => void) | undefined;

/**
 * Does `work`, then all of `closing` in order, each whether or not something before it failed.
 *
 * @returns what `work` resolves to.
 * @throws the first failure, of `work` or of one of `closing`.
 */
export async function closeAfter<Result>(
  work: () => Promise<Result>,
  closing: readonly Close[],
  onNotice: OnNotice,
): Promise<Result> {
  const outcome = await settle(work);
  const failures = outcome.failed ? [outcome.error] : [];
  for (const close of closing) {
    const closed = await settle(close);
    if (closed.failed) failures.push(closed.error);
  }
  for (const later of failures.slice(1))
    onNotice?.(`and while closing: ${later instanceof Error ? later.message : String(later)}`);
  if (outcome.failed || failures.length > 0) throw failures[0];
  return outcome.result;
}

/**
 * Does `work`, and all of `closing` in order only if it fails: what it made of the things that are open goes on to be used.
 *
 * @throws what `work` throws.
 */
export async function closeOnFailure<Result>(
  work: () => Promise<Result>,
  closing: readonly Close[],
  onNotice: OnNotice,
): Promise<Result> {
  const outcome = await settle(work);
  if (!outcome.failed) return outcome.result;
  return closeAfter(() => Promise.reject(outcome.error as Error), closing, onNotice);
}

type Outcome<Result> =
  { readonly failed: false; readonly result: Result } | { readonly failed: true; readonly error: unknown };

async function settle<Result>(action: () => Result | Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { failed: false, result: await action() };
  } catch (error) {
    return { failed: true, error };
  }
}
