/** Which classes the model tells apart: the confusion matrix, and each class's precision, recall and F1. */
import { heatMap } from '../charts/heat-map.ts';
import type { Chart } from '../drawing.ts';
import { counted, formatFixed, formatNumber, formatShare } from '../format.ts';
import { html, type Html } from '../html.ts';
import { figure, missing, type Section } from '../page.ts';
import { table } from '../table.ts';

type Confusion = readonly (readonly number[])[];

/** Classes up to which the matrix is drawn: more would not be read. */
const MOST_CLASSES = 40;
const MOST_MISTAKES = 5;

export function classesSection(confusion: Confusion | undefined): Section {
  const section = { id: 'classes', title: 'Classes' };
  if (confusion === undefined)
    return { ...section, body: missing('There is no confusion.csv in the folder of this run.') };
  const isDrawn = confusion.length <= MOST_CLASSES;
  return {
    ...section,
    body: html`<p>${mistakes(confusion)}</p>
      <div class="charts">
        ${isDrawn ? figure(confusionChart(confusion)) : missing(`A matrix of ${confusion.length} classes is in confusion.csv; too large to draw.`)}
        <div>${classTable(confusion)}</div>
      </div>`,
  };
}

export function confusionChart(confusion: Confusion): Chart {
  const names = confusion.map((_, index) => String(index));
  return heatMap({
    name: 'confusion',
    title: 'Confusion matrix',
    caption: 'Test examples by their class and what they were taken for. Colour: share of the class; number: examples.',
    x: { label: 'predicted class', values: names },
    y: { label: 'class', values: names },
    domain: [0, 1],
    scale: 'root',
    format: 'share',
    valueLabel: 'of the class (root scale)',
    cells: confusion.flatMap((row, actual) => {
      const support = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, predicted) => ({
        x: names[predicted]!,
        y: names[actual]!,
        value: support === 0 ? 0 : count / support,
        text: count === 0 ? '' : String(count),
        title: `class ${actual} taken for ${predicted}: ${formatNumber(count)} of ${formatNumber(support)}`,
      }));
    }),
  });
}

function classTable(confusion: Confusion): Html {
  return table({
    label: 'Figures of each class',
    columns: [
      { heading: 'class' },
      { heading: 'precision', isNumeric: true },
      { heading: 'recall', isNumeric: true },
      { heading: 'F1', isNumeric: true },
      { heading: 'examples', isNumeric: true },
    ],
    rows: confusion.map((row, index) => {
      const right = row[index]!;
      const support = row.reduce((sum, count) => sum + count, 0);
      const predicted = confusion.reduce((sum, other) => sum + other[index]!, 0);
      return [
        String(index),
        formatFixed(right / predicted, 3),
        formatFixed(right / support, 3),
        formatFixed((2 * right) / (predicted + support), 3),
        formatNumber(support),
      ];
    }),
  });
}

/** The mistakes that were made most often, in a sentence. */
function mistakes(confusion: Confusion): string {
  const all = confusion.flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })));
  const wrong = all.filter(({ actual, predicted, count }) => actual !== predicted && count > 0);
  if (wrong.length === 0) return 'Every test example was classified rightly.';
  const total = wrong.reduce((sum, { count }) => sum + count, 0);
  const examples = all.reduce((sum, { count }) => sum + count, 0);
  const most = wrong.sort((a, b) => b.count - a.count || a.actual - b.actual).slice(0, MOST_MISTAKES);
  const list = most
    .map(({ actual, predicted, count }) => `${actual} for ${predicted} (${formatNumber(count)})`)
    .join(', ');
  return `${counted(total, 'mistake')} in ${counted(examples, 'test example')} (${formatShare(total / examples)}). Most often taken: ${list}.`;
}
