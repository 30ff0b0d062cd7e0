/**
 * The colours of a report, each for light and dark: CSS variables in a page, light values in exported files.
 *
 * Series colours are those of Okabe and Ito, darkened for white paper and lightened for a dark page until each stands
 * out at 3:1 or more (WCAG 2.2, 1.4.11); they stay apart under the common forms of colour blindness.
 * Source: Okabe & Ito, "Color Universal Design" (2008).
 */

/** A colour by its name and its two values. */
type Colour = readonly [name: string, light: string, dark: string];

const SURFACES: readonly Colour[] = [
  ['page', '#ffffff', '#14171a'],
  ['panel', '#f6f7f8', '#1c2024'],
  ['ink', '#1b1f23', '#e8eaed'],
  ['muted', '#59636e', '#a2abb5'],
  ['line', '#d5dadf', '#343b42'],
  ['grid', '#e9ecef', '#272d33'],
  ['road', '#c3c9cf', '#454d55'],
  ['accent', '#0063a0', '#66b8ea'],
];

const SERIES: readonly (readonly [light: string, dark: string])[] = [
  ['#0072b2', '#56b4e9'],
  ['#d55e00', '#ff8f45'],
  ['#00825f', '#2bc79a'],
  ['#b0478a', '#e79ac6'],
  ['#a87400', '#f0b93a'],
  ['#5b5fc7', '#a9acf5'],
  ['#7a4b2b', '#cf9f7c'],
  ['#5c6670', '#b3bbc4'],
];

/** Steps of the sequential scale, from next to nothing to most; `heatInk` stands out on each at 4.5:1 or more (1.4.3). */
const HEAT: readonly (readonly [light: string, dark: string])[] = [
  ['#f1f5f9', '#1f262d'],
  ['#dce8f2', '#1d3242'],
  ['#c1d8ea', '#1c4058'],
  ['#9fc4df', '#1c4f70'],
  ['#78acd2', '#206089'],
  ['#5093c2', '#2a6d97'],
  ['#2f78ac', '#4a90bd'],
  ['#185d91', '#72add4'],
  ['#084273', '#a2cbe6'],
];

const COLOURS: readonly Colour[] = [
  ...SURFACES,
  ...SERIES.map(([light, dark], index): Colour => [`series-${index + 1}`, light, dark]),
  ...HEAT.map(([light, dark], index): Colour => [`heat-${index + 1}`, light, dark]),
];

export const SERIES_COUNT = SERIES.length;
export const HEAT_STEPS = HEAT.length;

/** A surface's colour as CSS: text, lines, backgrounds. */
export function surface(name: 'page' | 'panel' | 'ink' | 'muted' | 'line' | 'grid' | 'road' | 'accent'): string {
  return `var(--${name})`;
}

/** The colour of a series, >= 0; they repeat after `SERIES_COUNT`. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % SERIES_COUNT) + 1})`;
}

/** @param share - position on the sequential scale, [0, 1]. */
export function heatColour(share: number): string {
  return `var(--heat-${heatStep(share) + 1})`;
}

/** From this step on, the page's colour is read more easily than ink, in both schemes. */
const FIRST_FULL_STEP = 6;

/** Ink that can be read on `heatColour(share)`. */
export function heatInk(share: number): string {
  return heatStep(share) < FIRST_FULL_STEP ? surface('ink') : surface('page');
}

function heatStep(share: number): number {
  return Math.min(HEAT_STEPS - 1, Math.max(0, Math.floor(share * HEAT_STEPS)));
}

/** Declarations of all variables for one scheme. */
export function colourVariables(scheme: 'light' | 'dark'): string {
  return COLOURS.map(([name, light, dark]) => `--${name}:${scheme === 'light' ? light : dark}`).join(';');
}

const LIGHT: ReadonlyMap<string, string> = new Map(COLOURS.map(([name, light]) => [name, light]));

/** Markup in which every variable of this palette is replaced by its light value, for files that stand alone. */
export function withLightColours(markup: string): string {
  return markup.replaceAll(/var\(--([a-z0-9-]+)\)/g, (whole, name: string) => LIGHT.get(name) ?? whole);
}
