/**
 * Who is told when a step has been taken.
 *
 * Used by `client`. Listeners run while the step's answer is taken in: after its subscription results, before the
 * step's promise settles and before anything else that the same message brought.
 */

/**
 * Called after every step, with its results in place.
 *
 * @param time - what the step was asked for: target in simulated s, 0 for one step.
 * @returns false to be called no more.
 */
export type StepListener = (time: number) => unknown;

export class StepListeners {
  readonly #listeners = new Map<number, StepListener>();
  #nextId = 1;

  /** Adds a listener behind those already there, and returns its id. */
  add(listener: StepListener): number {
    const id = this.#nextId++;
    this.#listeners.set(id, listener);
    return id;
  }

  /** Removes a listener; false when there is none with this id. */
  remove(id: number): boolean {
    return this.#listeners.delete(id);
  }

  /**
   * Calls all listeners, in the order in which they were added. One that throws does not keep the others from their
   * turn: they all must see every step.
   *
   * @returns What the listeners threw.
   */
  call(time: number): readonly unknown[] {
    const thrown: unknown[] = [];
    for (const [id, listener] of [...this.#listeners]) {
      // Removed by a listener before it.
      if (!this.#listeners.has(id)) continue;
      try {
        if (listener(time) === false) this.#listeners.delete(id);
      } catch (error) {
        thrown.push(error);
      }
    }
    return thrown;
  }
}
