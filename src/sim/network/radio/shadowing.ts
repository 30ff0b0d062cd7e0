/**
 * Shadowing: what hills, houses and trees that nobody drew add to the path loss, as a random process over the distance
 * that a vehicle drives.
 *
 * Source: Gudmundson, "Correlation model for shadow fading in mobile radio systems", Electronics Letters 1991.
 */

/** Strength of shadowing and how quickly it changes. */
export interface ShadowingOptions {
  /** Standard deviation, dB, >= 0. */
  readonly sigmaDb: number;
  /** Distance over which the correlation falls to 1/e, m, > 0. */
  readonly decorrelationM: number;
}

/**
 * S' = rho S + sqrt(1 - rho^2) sigma z, rho = exp(-moved / decorrelation).
 *
 * The process is stationary, N(0, sigma^2) everywhere, and may be drawn at any places along the way.
 *
 * @param lossDb - S, dB, where it was drawn last; 0 at the start, with `movedM` Infinity.
 * @param movedM - metres since then.
 * @param z - standard normal deviate.
 * @returns dB, added to the path loss.
 */
export function nextShadowDb(lossDb: number, movedM: number, options: ShadowingOptions, z: number): number {
  const correlation = Math.exp(-movedM / options.decorrelationM);
  return correlation * lossDb + Math.sqrt(1 - correlation * correlation) * options.sigmaDb * z;
}
