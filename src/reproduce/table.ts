/** The table of a reproduction as rows of text. Pure. */
import type { Band } from './bands.ts';
import { ACCURACIES, compare, EPOCHS, type Comparison, type Measured } from './compare.ts';

/** Columns: setting, whose figures, accuracy after some epochs, seconds to some accuracies. */
export const TABLE_HEADING: readonly string[] = [
  'setting',
  '',
  ...EPOCHS.map((epoch) => `epoch ${epoch}`),
  ...ACCURACIES.map((accuracy) => `s to ${accuracy.toFixed(2)}`),
];

const VERDICTS = { inside: 'yes', missed: 'NO', none: '-' } as const;

/** Four rows a setting: ours, published, the band, inside or not; for runs after the paper's text, ours alone. */
export function tableRows(measured: readonly Measured[]): readonly (readonly string[])[] {
  return measured.flatMap((one) => {
    const figures = compare(one);
    const name = `${one.setting.title}${one.variant === 'paper' ? " (paper's text)" : ''}`;
    const ours = [name, `ours, ${runs(one.curves.length)}`, ...figures.map((figure) => valueText(figure, figure.ours))];
    if (one.variant === 'paper' || one.published.length === 0) return [ours];
    return [
      ours,
      ['', `published, ${runs(one.published.length)}`, ...figures.map((figure) => valueText(figure, figure.published))],
      ['', 'band', ...figures.map(bandText)],
      ['', 'inside', ...figures.map(({ verdict }) => VERDICTS[verdict])],
    ];
  });
}

/** The same rows as a table in Markdown, its columns aligned. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const all = [TABLE_HEADING, ...rows];
  const widths = TABLE_HEADING.map((_, column) => Math.max(3, ...all.map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [TABLE_HEADING, rule, ...rows].map(line).join('');
}

/** E.g. `mean, 3 edge servers: s to 0.85 is 512, outside 241 to 474`. */
export function missedLines(measured: readonly Measured[]): readonly string[] {
  return measured.flatMap((one) =>
    compare(one)
      .filter(({ verdict }) => verdict === 'missed')
      .map((figure) => {
        const what =
          figure.quantity === 'accuracy' ? `accuracy after epoch ${figure.at}` : `s to ${figure.at.toFixed(2)}`;
        return `${one.setting.title}: ${what} is ${valueText(figure, figure.ours)}, expected ${bandText(figure)}`;
      }),
  );
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function bandText(figure: Comparison): string {
  const { band } = figure;
  return typeof band === 'object' ? rangeText(figure, band) : (band ?? '-');
}

function rangeText(figure: Comparison, { low, high }: Band): string {
  return `${valueText(figure, low)} to ${valueText(figure, high)}`;
}

function valueText({ quantity }: Comparison, value: number | 'never' | undefined): string {
  if (value === undefined) return '-';
  if (value === 'never') return value;
  return quantity === 'accuracy' ? value.toFixed(3) : value.toFixed(0);
}
