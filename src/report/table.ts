/** Tables of a page: numbers right-aligned in tabular figures, wide ones scroll by themselves on a phone. Pure. */
import { html, type Html, type HtmlValue } from './html.ts';

export interface Column {
  readonly heading: string;
  /** Right-aligned, tabular figures. */
  readonly isNumeric?: boolean;
  /** Shows what another column says; left out on a phone. */
  readonly isGraphic?: boolean;
}

export interface TableOptions {
  readonly columns: readonly Column[];
  /** Cells in the order of the columns; the first of a row is its heading. */
  readonly rows: readonly (readonly HtmlValue[])[];
  /** Read out before the table; not shown. */
  readonly label: string;
}

export function table({ columns, rows, label }: TableOptions): Html {
  const kind = (index: number): Html => {
    const { isNumeric, isGraphic } = columns[index] ?? {};
    if (isGraphic === true) return html` class="graphic"`;
    return isNumeric === true ? html` class="number"` : html``;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${columns.map((column, index) => html`<th scope="col" ${kind(index)}>${column.heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => (index === 0 ? html`<th scope="row" ${kind(0)}>${cell}</th>` : html`<td${kind(index)}>${cell}</td>`))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A bar inside a cell, for shares of a whole that are read down a column. @param share - [0, 1]. */
export function shareBar(share: number, colour: string): Html {
  const percent = Math.max(0, Math.min(100, share * 100)).toFixed(2);
  return html`<span class="bar"><span style="width:${percent}%;background:${colour}"></span></span>`;
}
