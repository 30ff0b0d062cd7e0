import test from 'ava';
import sax from 'sax';
import { stackedBars } from '../../../src/report/charts/bars.ts';
import { heatMap } from '../../../src/report/charts/heat-map.ts';
import { lineChart } from '../../../src/report/charts/line.ts';
import { mapChart } from '../../../src/report/charts/map.ts';
import { standaloneSvg, type Chart } from '../../../src/report/drawing.ts';

const LINE = lineChart({
  name: 'line',
  title: 'A <title>',
  x: { label: 'round', domain: [0, 10] },
  y: { label: 'accuracy', format: 'share', domain: [0, 1] },
  series: [
    {
      name: 'a & b',
      points: [
        { x: 0, y: 0, low: 0, high: 0.1 },
        { x: 5, y: NaN },
        { x: 10, y: 1, low: 0.9, high: 1 },
      ],
    },
    { name: 'c', points: [{ x: 0, y: 0.5 }], isDashed: true },
  ],
  moments: [{ x: 5, label: 'crash' }],
});

const HEAT = heatMap({
  name: 'heat',
  title: 'Heat',
  x: { label: 'rule', values: ['mean', 'median'] },
  y: { label: 'attack', values: ['none'] },
  cells: [
    { x: 'mean', y: 'none', value: 0.25 },
    { x: 'median', y: 'none', value: null },
  ],
  valueLabel: 'accuracy',
  format: 'share',
});

const BARS = stackedBars({
  name: 'bars',
  title: 'Bars',
  x: { label: 's' },
  y: { label: 'gradients' },
  edges: [0, 10, 20],
  panels: [
    {
      label: '',
      layers: [
        { name: 'used', colour: 0, values: [4, 0] },
        { name: 'late', colour: 4, values: [2, 2] },
      ],
    },
  ],
});

const MAP = mapChart({
  name: 'map',
  title: 'Map',
  roads: [{ width: 6.4, shape: [0, 0, 100, 0] }],
  junctions: [],
  edgeServers: [{ name: 'west', x: 50, y: 0, range: 40 }],
  cells: [{ x: 40, y: 0, value: 3 }],
  cellMetres: 10,
  valueLabel: 'gradients',
});

/** Rectangles with a title, by it. */
function titled(svg: string): ReadonlyMap<string, string> {
  return new Map(
    [...svg.matchAll(/<rect ([^>]*)><title>([^<]*)<\/title>/g)].map(([, attributes, title]) => [title!, attributes!]),
  );
}

function attribute(attributes: string, name: string): number {
  return Number(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)![1]);
}

for (const chart of [LINE, HEAT, BARS, MAP] as readonly Chart[])
  test(`charts - ${chart.name}: a file of its own is XML in light colours, at both widths`, (t) => {
    for (const width of [340, 720]) {
      const svg = standaloneSvg(chart, width);
      const parser = sax.parser(true);
      parser.onerror = (error) => {
        throw error;
      };
      t.notThrows(() => parser.write(svg).close());
      t.false(svg.includes('var('), 'a variable of the page was left');
      t.false(/="[^"]*NaN/.test(svg));
    }
  });

test('charts - line: a gap where there is no number, and the spread where there is one', (t) => {
  const svg = LINE.draw(500);
  t.true(svg.includes('a &amp; b'));
  t.is([...svg.matchAll(/<circle /g)].length, 3, 'a dot for each number');
  t.true(svg.includes('crash'));
  t.true(svg.includes('stroke-dasharray="5 3"'));
});

test('charts - bars: heights are in proportion, and stacked', (t) => {
  const bars = titled(BARS.draw(500));
  t.deepEqual([...bars.keys()], ['4 used, 0 to 10, s', '2 late, 0 to 10, s', '2 late, 10 to 20, s']);
  const [used, late, alone] = [...bars.values()].map((text) => ({
    top: attribute(text, 'y'),
    height: attribute(text, 'height'),
  }));
  t.true(Math.abs(used!.height - 2 * late!.height) < 0.05);
  t.true(Math.abs(late!.top + late!.height - used!.top) < 0.05, 'late stands on used');
  t.true(Math.abs(alone!.top + alone!.height - (used!.top + used!.height)) < 0.05, 'and on the axis without it');
});

test('charts - heat map: a value in each known cell, nothing in the others', (t) => {
  const svg = HEAT.draw(500);
  t.deepEqual([...titled(svg).keys()], ['attack none, rule mean: 25.0\u202f%']);
  t.true(svg.includes('median'), 'its label stands all the same');
});

test('charts - map: north is up, and the scale bar is as long as it says', (t) => {
  const svg = MAP.draw(500);
  const [, from, to] = /<path d="M([\d.]+),[\d.]+V[\d.]+H([\d.]+)V/.exec(svg)!;
  // 80 m of range and 40 m around on either side make 160 m of height; a map is 0.72 times as high as wide.
  const metres = ((Number(to) - Number(from)) * (160 / 0.72)) / 500;
  t.true(Math.abs(metres - 20) < 0.01, `${metres} m`);
  t.true(svg.includes('20\u202fm'));
  const north = mapChart({
    name: 'map',
    title: 'Map',
    roads: [],
    junctions: [],
    edgeServers: [
      { name: 'south', x: 0, y: 0, range: 10 },
      { name: 'north', x: 0, y: 500, range: 10 },
    ],
    cells: [],
    cellMetres: 10,
    valueLabel: '',
  }).draw(500);
  const heightOf = (name: string): number =>
    Number(new RegExp(`translate\\([\\d.-]+,([\\d.-]+)\\)"><title>${name}<`).exec(north)![1]);
  t.true(heightOf('north') < heightOf('south'));
});
