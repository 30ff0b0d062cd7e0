/**
 * How unlike the places' data are: the numbers for a report, from the parts that a division gave.
 */

/** What one place holds. */
export interface PartSkew {
  /** Number of examples. */
  readonly size: number;
  /** Examples of each class, shape [classes]. */
  readonly histogram: readonly number[];
  /** Number of classes with at least one example. */
  readonly classesPresent: number;
  /** exp(entropy of the class shares), in [1, classes]: how many equally frequent classes would be as diverse; 0 if empty. */
  readonly effectiveClasses: number;
  /** Total variation distance, half the sum of |share here - share overall| over the classes, in [0, 1]; 0 if empty. */
  readonly labelDistance: number;
}

/** The skew of a division. */
export interface SkewReport {
  readonly parts: readonly PartSkew[];
  /** Examples that no part holds. */
  readonly unassigned: number;
  /** Mean label distance weighted by size: 0 is iid, 1 - 1/parts is disjoint classes of equal frequency. */
  readonly meanLabelDistance: number;
  /** Standard deviation of the sizes divided by their mean; 0 is even. */
  readonly sizeVariation: number;
}

/**
 * Measures a division.
 *
 * @param labels - class of every example, shape [count].
 * @param classes - number of classes; labels are less.
 * @param parts - indices of each place's examples. The overall shares are those of all parts together.
 */
export function skewReport(labels: Uint8Array, classes: number, parts: readonly Uint32Array[]): SkewReport {
  const histograms = parts.map((part) => {
    const histogram = new Array<number>(classes).fill(0);
    for (const index of part) histogram[labels[index]!]!++;
    return histogram;
  });
  const assigned = parts.reduce((sum, { length }) => sum + length, 0);
  const overall = Array.from({ length: classes }, (_, label) => histograms.reduce((sum, row) => sum + row[label]!, 0));
  const measured = histograms.map((histogram) => measurePart(histogram, overall, assigned));
  const meanSize = assigned / parts.length;
  const variance = measured.reduce((sum, { size }) => sum + (size - meanSize) * (size - meanSize), 0) / parts.length;
  return {
    parts: measured,
    unassigned: labels.length - assigned,
    meanLabelDistance:
      assigned === 0 ? 0 : measured.reduce((sum, part) => sum + part.size * part.labelDistance, 0) / assigned,
    sizeVariation: meanSize === 0 ? 0 : Math.sqrt(variance) / meanSize,
  };
}

function measurePart(histogram: readonly number[], overall: readonly number[], assigned: number): PartSkew {
  const size = histogram.reduce((sum, count) => sum + count, 0);
  const shares = histogram.map((count) => (size === 0 ? 0 : count / size));
  const entropy = shares.reduce((sum, share) => (share === 0 ? sum : sum - share * Math.log(share)), 0);
  const distance = shares.reduce((sum, share, label) => sum + Math.abs(share - overall[label]! / assigned), 0) / 2;
  return {
    size,
    histogram,
    classesPresent: histogram.filter((count) => count > 0).length,
    effectiveClasses: size === 0 ? 0 : Math.exp(entropy),
    labelDistance: size === 0 ? 0 : distance,
  };
}
