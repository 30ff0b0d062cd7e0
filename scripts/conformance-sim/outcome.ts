/** What the checks of the simulation report. */

/** One check that was made. */
export interface Outcome {
  /** Names it, with all that is needed to make it again. */
  readonly title: string;
  /** What does not hold; undefined when all is well. */
  readonly complaint: string | undefined;
}

/** Makes a check; an exception is a complaint. */
export async function outcomeOf(title: string, check: () => Promise<string | undefined>): Promise<Outcome> {
  try {
    return { title, complaint: await check() };
  } catch (error) {
    return { title, complaint: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}
