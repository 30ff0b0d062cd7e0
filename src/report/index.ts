/**
 * Public face of the report: runs, comparisons and sweeps as pages; the parts such pages are made of.
 *
 * Import it when a report is wanted, not before (`await import`): it loads the plot library.
 */
export { renderComparison } from './compare.ts';
export { stackedBars } from './charts/bars.ts';
export { heatMap } from './charts/heat-map.ts';
export { lineChart } from './charts/line.ts';
export { standaloneSvg } from './drawing.ts';
export { counted, formatBytes, formatDuration, formatFixed, formatNumber, formatShare, timeUnit } from './format.ts';
export { ReportError } from './errors.ts';
export { escapeHtml, html, raw } from './html.ts';
export { chartGrid, factSheet, figure, missing, renderPage, switchedViews } from './page.ts';
export { seriesColour } from './palette.ts';
export { readEvaluations, readRun } from './run/read.ts';
export { renderRunReport, runCharts } from './run/report.ts';
export { shareBar, table } from './table.ts';
export { plotFiles, writeComparison, writeReport } from './write.ts';

export type { Axis, ValueFormat } from './charts/axes.ts';
export type { BarsOptions, Layer, Panel } from './charts/bars.ts';
export type { CategoryAxis, HeatCell, HeatMapOptions } from './charts/heat-map.ts';
export type { LineChartOptions, Moment, Point, Series } from './charts/line.ts';
export type { Chart } from './drawing.ts';
export type { ReportErrorCode } from './errors.ts';
export type { Html, HtmlValue } from './html.ts';
export type { Fact, Page, Section, View } from './page.ts';
export type { Evaluated, RunRecord } from './run/read.ts';
export type { Column, TableOptions } from './table.ts';
export type { WriteOptions } from './write.ts';
