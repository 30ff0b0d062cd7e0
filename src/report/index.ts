/**
 * Public face of the report: runs, comparisons and sweeps as pages; the parts such pages are made of.
 *
 * Import it when a report is wanted, not before (`await import`): it loads the plot library.
 */
export { heatMap } from './charts/heat-map.ts';
export { lineChart } from './charts/line.ts';
export { standaloneSvg } from './drawing.ts';
export { formatBytes, formatDuration, formatFixed, formatNumber, formatShare } from './format.ts';
export { escapeHtml, html, raw } from './html.ts';
export { chartGrid, factSheet, figure, missing, renderPage, switchedViews } from './page.ts';
export { seriesColour } from './palette.ts';
export { shareBar, table } from './table.ts';

export type { Axis, ValueFormat } from './charts/axes.ts';
export type { CategoryAxis, HeatCell, HeatMapOptions } from './charts/heat-map.ts';
export type { LineChartOptions, Moment, Point, Series } from './charts/line.ts';
export type { Chart } from './drawing.ts';
export type { Html, HtmlValue } from './html.ts';
export type { Fact, Page, Section, View } from './page.ts';
export type { Column, TableOptions } from './table.ts';
