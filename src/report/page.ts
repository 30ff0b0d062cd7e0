/**
 * A page: one HTML file that needs nothing else, for any screen, light or dark, on paper too.
 *
 * `renderReport`, comparisons and sweeps are sections put into it.
 */
import type { Chart } from './drawing.ts';
import { html, raw, type Html, type HtmlValue } from './html.ts';
import { STYLE } from './style.ts';

export interface Section {
  /** Fragment of its address, e.g. `map`; unique in the page. */
  readonly id: string;
  readonly title: string;
  /** In the list of contents; the title when absent. */
  readonly short?: string;
  readonly body: Html;
}

export interface Page {
  /** The heading, and the title of the window unless it has one of its own. */
  readonly title: string;
  readonly windowTitle?: string;
  /** Above the heading: what the page is about. */
  readonly kind?: string;
  /** Below the heading: the answer, before anything else. */
  readonly lead?: Html;
  readonly sections: readonly Section[];
  readonly footer?: Html;
}

/** A figure of the answer: what it is, and the figure. */
export interface Fact {
  readonly label: string;
  readonly value: HtmlValue;
  readonly note?: HtmlValue;
}

/** Widths, in CSS pixels, for which charts are drawn: of a whole page, of half of it, of a phone. */
const WIDTHS = { page: 1040, half: 500, phone: 340 } as const;

/** @returns The whole file. */
export function renderPage({ title, windowTitle = title, kind, lead, sections, footer }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="EdgeMLSim" />
        <title>${windowTitle}</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          ${kind === undefined ? undefined : html`<p class="kind">${kind}</p>`}
          <h1>${title}</h1>
          ${lead}
        </header>
        ${sections.length < 3 ? undefined : contents(sections)}
        <main>
          ${sections.map(
            ({ id, title: heading, body }) =>
              html`<section id="${id}">
                <h2>${heading}</h2>
                ${body}
              </section> `,
          )}
        </main>
        ${footer === undefined ? undefined : html`<footer>${footer}</footer>`}
      </body>
    </html> `.markup;
}

/** Figures side by side. */
export function factSheet(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ({ label, value, note }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
          ${note === undefined ? undefined : html`<dd class="note">${note}</dd>`}
        </div>`,
    )}
  </dl>`;
}

/** Charts side by side where there is room. */
export function chartGrid(charts: readonly Chart[]): Html {
  return html`<div class="charts">${charts.map(figure)}</div>`;
}

/** One chart with its title, drawn for both kinds of screen. */
export function figure(chart: Chart): Html {
  const width = chart.isWide === true ? WIDTHS.page : WIDTHS.half;
  return html`<figure${chart.isWide === true ? html` class="wide"` : html``}>
<figcaption><b>${chart.title}</b>${chart.caption === undefined ? undefined : html` <span>${chart.caption}</span>`}</figcaption>
<div class="desk">${raw(chart.draw(width))}</div>
<div class="phone">${raw(chart.draw(WIDTHS.phone))}</div>
</figure>`;
}

/** Something shown in several ways, of which the reader picks one; without script. */
export interface View {
  readonly label: string;
  readonly body: Html;
}

/** @param name - unique in the page. @param views - two to four. */
export function switchedViews(name: string, legend: string, views: readonly View[]): Html {
  return html`<div class="views">
    <fieldset class="switch">
      <legend>${legend}</legend>
      ${views.map(
        ({ label }, index) =>
          html`<label
            ><input type="radio" name="${name}" ${index === 0 ? html` checked=""` : html``} /><span
              >${label}</span
            ></label
          >`,
      )}
    </fieldset>
    ${views.map(({ body }) => html`<div class="view">${body}</div>`)}
  </div>`;
}

/** Says why a section is empty. */
export function missing(text: string): Html {
  return html`<p class="missing">${text}</p>`;
}

function contents(sections: readonly Section[]): Html {
  return html`<nav aria-label="Contents">
    <ul>
      ${sections.map(({ id, title, short = title }) => html`<li><a href="#${id}">${short}</a></li>`)}
    </ul>
  </nav>`;
}
