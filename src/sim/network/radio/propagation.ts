/**
 * How much weaker a signal gets on its way, without obstacles.
 *
 * Source: Rappaport, "Wireless Communications", section 4.9 (log-distance); the reference loss is that of free space
 * (Friis) at 5.89 GHz, the control channel of 802.11p.
 */

/** Loss over the first metre in free space at 5.89 GHz: 20 lg(4 pi / 0.0509 m), dB. */
export const FREE_SPACE_LOSS_DB = 47.85;

/**
 * L(d) = L_0 + 10 n lg(d / d_0), and L_0 nearer than d_0.
 *
 * @param distanceM - d, metres, >= 0.
 * @returns dB.
 * @example logDistanceLossDb(100, { exponent: 2.7, referenceDistanceM: 1, referenceLossDb: 47.85 }) // 101.85
 */
export function logDistanceLossDb(
  distanceM: number,
  options: { readonly exponent: number; readonly referenceDistanceM: number; readonly referenceLossDb: number },
): number {
  const { exponent, referenceDistanceM, referenceLossDb } = options;
  return referenceLossDb + 10 * exponent * Math.log10(Math.max(1, distanceM / referenceDistanceM));
}

/** Euclidean distance in the plane, m; not Math.hypot, whose last bit may differ between engines. */
export function distance(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return Math.sqrt(dx * dx + dy * dy);
}
