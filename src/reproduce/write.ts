/** Writes a reproduction: curves, comparison and figures into a folder, and the page of the documentation. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../sim/index.ts';
import { toCsv, writeWhole } from '../sweep/index.ts';
import { figureCharts } from './charts.ts';
import { compare, type Measured } from './compare.ts';
import { documentationPage } from './documentation.ts';
import { tableRows, TABLE_HEADING } from './table.ts';

/** Writes `curves.csv`, `comparison.csv`, a picture a figure, and `report.html`. */
export async function writeReproduction(folder: string, measured: readonly Measured[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, 'curves.csv'), toCsv(curveRows(measured)));
  writeWhole(join(folder, 'comparison.csv'), toCsv(comparisonRows(measured)));
  if (measured.length === 0) return;
  const charts = await figureCharts(measured);
  const { chartGrid, html, renderPage, standaloneSvg, table } = await import('../report/index.ts');
  for (const chart of charts) writeWhole(join(folder, `${chart.name}.svg`), standaloneSvg(chart));
  const page = renderPage({
    kind: 'Reproduction',
    title: 'EdgeMLSim, SRDS 2021: figures 3a and 3b',
    lead: html`<p>Our runs beside the authors' raw results.</p>`,
    sections: [
      { id: 'figures', title: 'Figures', body: chartGrid(charts) },
      {
        id: 'table',
        title: 'Figures in numbers',
        body: table({
          columns: TABLE_HEADING.map((heading, index) => ({ heading, isNumeric: index > 1 })),
          rows: tableRows(measured),
          label: 'Ours beside the published figures',
        }),
      },
    ],
    footer: html`EdgeMLSim ${VERSION}`,
  });
  writeWhole(join(folder, 'report.html'), page);
}

/** Writes `reproduction.md` and its pictures, `images/reproduction-*.svg`, into the documentation. */
export async function writeDocumentation(
  folder: string,
  measured: readonly Measured[],
  made: { readonly command: string; readonly sumoVersion: string },
): Promise<void> {
  const charts = await figureCharts(measured);
  const { standaloneSvg } = await import('../report/index.ts');
  mkdirSync(join(folder, 'images'), { recursive: true });
  for (const chart of charts) writeWhole(join(folder, 'images', `${chart.name}.svg`), standaloneSvg(chart));
  const pictures = charts.map(({ name, title }) => ({ file: `images/${name}.svg`, title }));
  writeWhole(join(folder, 'reproduction.md'), documentationPage(measured, { ...made, pictures }));
}

function curveRows(measured: readonly Measured[]): readonly (readonly (string | number)[])[] {
  const rows = measured.flatMap(({ setting, variant, curves, published }) =>
    [
      ...curves.map((curve, run) => ({ whose: `ours-${variant}`, curve, run })),
      ...(variant === 'program' ? published.map((curve, run) => ({ whose: 'published', curve, run })) : []),
    ].flatMap(({ whose, curve, run }) =>
      curve.map((point) => [setting.id, whose, run + 1, point.epoch, point.accuracy, point.trainLoss, point.seconds]),
    ),
  );
  return [['setting', 'whose', 'run', 'epoch', 'test_accuracy', 'train_loss', 'simulated_s'], ...rows];
}

function comparisonRows(measured: readonly Measured[]): readonly (readonly (string | number | undefined)[])[] {
  const rows = measured.flatMap((one) =>
    compare(one).map(({ quantity, at, ours, published, band, verdict }) => [
      one.setting.id,
      one.variant,
      quantity,
      at,
      ours,
      published,
      typeof band === 'object' ? band.low : band,
      typeof band === 'object' ? band.high : undefined,
      verdict,
    ]),
  );
  return [['setting', 'variant', 'quantity', 'at', 'ours', 'published', 'band_low', 'band_high', 'verdict'], ...rows];
}
