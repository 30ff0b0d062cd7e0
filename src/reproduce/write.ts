/** Writes a reproduction: curves, comparison and figures into a folder, and a page of the documentation. */
import { join } from 'node:path';
import { VERSION } from '../sim/index.ts';
import { makeFolder, toCsv, writeWhole } from '../sweep/index.ts';
import { figureCharts } from './charts.ts';
import { compare, type Measured } from './compare.ts';
import { documentationPage, pageName, type Made } from './documentation.ts';
import { missedLines, tableRows, TABLE_HEADING } from './table.ts';

/** Of the names of pictures. */
const PREFIX = 'reproduction';

/**
 * Writes `curves.csv`, `comparison.csv`, a picture a figure, and `report.html`.
 *
 * @param notices - lines about what is not as the paper has it, for the page.
 * @throws {ResultsError} `E_RESULTS_WRITE`: the disk is full, or refuses.
 */
export async function writeReproduction(
  folder: string,
  measured: readonly Measured[],
  notices: readonly string[],
): Promise<void> {
  makeFolder(folder);
  writeWhole(join(folder, 'curves.csv'), toCsv(curveRows(measured)));
  writeWhole(join(folder, 'comparison.csv'), toCsv(comparisonRows(measured)));
  if (measured.length === 0) return;
  const charts = await figureCharts(measured, PREFIX);
  const { chartGrid, html, renderPage, standaloneSvg, table } = await import('../report/index.ts');
  for (const chart of charts) writeWhole(join(folder, `${chart.name}.svg`), standaloneSvg(chart));
  const missed = missedLines(measured);
  const page = renderPage({
    kind: 'Reproduction',
    title: 'EdgeMLSim, SRDS 2021: figures 3a and 3b',
    lead: html`<p class="lead">${leadOf(measured, missed)}</p>
      ${notices.map((notice) => html`<p class="missing">${sentence(notice)}</p>`)}`,
    sections: [
      { id: 'figures', title: 'Figures', body: chartGrid(charts) },
      {
        id: 'table',
        title: 'Figures in numbers',
        body: html`<p>
            Accuracy after some epochs, the mean over the runs, and simulated seconds until a run first had some
            accuracy. A dash stands where runs were too short to tell, or there is nothing to judge by.
          </p>
          ${table({
            columns: TABLE_HEADING.map((heading, index) => ({ heading, isNumeric: index > 1 })),
            // The second column says whose figures they are, in a few words that belong together.
            rows: tableRows(measured).map((row) => row.map((cell, at) => (at === 1 ? keptTogether(cell) : cell))),
            label: 'Ours beside the published figures',
          })}${
            missed.length === 0
              ? undefined
              : html`<ul>
                  ${missed.map((line) => html`<li>${line}</li>`)}
                </ul>`
          }`,
      },
    ],
    footer: html`EdgeMLSim ${VERSION}`,
  });
  writeWhole(join(folder, 'report.html'), page);
}

/**
 * Writes a page and its pictures, `images/<page>-*.svg`, into the documentation.
 *
 * @returns Path of the page.
 */
export async function writeDocumentation(
  folder: string,
  measured: readonly Measured[],
  made: Omit<Made, 'pictures'>,
): Promise<string> {
  const name = pageName(measured, made);
  const charts = await figureCharts(measured, made.isFallback ? name : PREFIX);
  const { standaloneSvg } = await import('../report/index.ts');
  makeFolder(join(folder, 'images'));
  for (const chart of charts) writeWhole(join(folder, 'images', `${chart.name}.svg`), standaloneSvg(chart));
  const pictures = charts.map((chart) => ({ file: `images/${chart.name}.svg`, title: chart.title }));
  const page = join(folder, `${name}.md`);
  writeWhole(page, documentationPage(measured, { ...made, pictures }));
  return page;
}

function leadOf(measured: readonly Measured[], missed: readonly string[]): string {
  const isJudged = measured.flatMap(compare).some(({ verdict }) => verdict !== 'none');
  if (!isJudged) return 'Our runs of the paper’s settings.';
  const beside = 'Our runs beside the authors’ raw results: ';
  if (missed.length === 0) return `${beside}every figure lies inside its band.`;
  return `${beside}${missed.length === 1 ? 'one figure lies' : `${missed.length} figures lie`} outside the band.`;
}

function sentence(notice: string): string {
  return `${notice.charAt(0).toUpperCase()}${notice.slice(1)}.`;
}

function keptTogether(text: string): string {
  return text.replaceAll(' ', '\u00a0');
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
