import test from 'ava';
import { colourVariables, heatColour, heatInk, HEAT_STEPS } from '../../src/report/palette.ts';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

for (const scheme of ['light', 'dark'] as const)
  test(`palette - figures can be read on every step of the ${scheme} scale`, (t) => {
    const colours = new Map(
      colourVariables(scheme)
        .split(';')
        .map((declaration) => declaration.split(':') as [string, string]),
    );
    const colourOf = (variable: string): string => colours.get(/--[\w-]+/.exec(variable)![0])!;
    for (let step = 0; step < HEAT_STEPS; step++) {
      const share = (step + 0.5) / HEAT_STEPS;
      const [ink, paper] = [heatInk(share), heatColour(share)].map((variable) => luminance(colourOf(variable)));
      const contrast = (Math.max(ink!, paper!) + 0.05) / (Math.min(ink!, paper!) + 0.05);
      t.true(contrast >= 4.5, `step ${step}: ${contrast.toFixed(2)}`);
    }
  });
