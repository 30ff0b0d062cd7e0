/** Public face of the reproduction of published figures. */
export { ReproductionError } from './errors.ts';
export { openReproduction } from './reproduce.ts';
export { FIGURES, VARIANTS } from './settings.ts';
export { missedLines, TABLE_HEADING, tableRows } from './table.ts';
export { writeDocumentation, writeReproduction } from './write.ts';

export type { Comparison, Measured, Verdict } from './compare.ts';
export type { Curve, CurvePoint } from './curves.ts';
export type { Reproduction, ReproductionOptions, ReproductionOutcome } from './reproduce.ts';
export type { Figure, Setting, Variant } from './settings.ts';
