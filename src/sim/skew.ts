/** How unlike the edge servers' data are in an experiment, for `validate`: figures, and the rows of a table. Pure. */
import { partitionExamples, skewReport, type Dataset, type SkewReport } from '../ml/index.ts';
import { createRandom } from '../random.ts';
import type { Experiment } from './experiment/schema.ts';

/**
 * The skew of the division that a run of this experiment would make.
 *
 * @returns Undefined where all workers draw from one training set.
 * @throws {DataError} `E_DATA_PARTITION` if the examples cannot be divided so.
 */
export function divisionSkew(
  { division, edgeServers, seed }: Pick<Experiment, 'division' | 'edgeServers' | 'seed'>,
  { train, classes }: Pick<Dataset, 'train' | 'classes'>,
): SkewReport | undefined {
  if (division.kind === 'none') return undefined;
  const parts = partitionExamples(division, train.labels, edgeServers.length, createRandom(seed));
  return skewReport(train.labels, classes, parts);
}

const DIGITS = 3;

/**
 * A skew as rows of text with a heading: one row an edge server, then one for all.
 *
 * @param names - of the edge servers, in their order.
 */
export function skewRows(report: SkewReport, names: readonly string[]): readonly (readonly string[])[] {
  const classes = report.parts[0]!.histogram.length;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const overall = Array.from({ length: classes }, (_, label) =>
    sum(report.parts.map(({ histogram }) => histogram[label]!)),
  );
  return [
    ['edge server', 'examples', 'classes', 'as diverse as', 'distance', ...overall.map((_, label) => `#${label}`)],
    ...report.parts.map((part, index) => [
      names[index]!,
      String(part.size),
      String(part.classesPresent),
      part.effectiveClasses.toFixed(DIGITS),
      part.labelDistance.toFixed(DIGITS),
      ...part.histogram.map(String),
    ]),
    [
      'all',
      String(sum(overall)),
      String(overall.filter((count) => count > 0).length),
      '',
      report.meanLabelDistance.toFixed(DIGITS),
      ...overall.map(String),
    ],
  ];
}
