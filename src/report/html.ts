/**
 * HTML as values: a template tag that escapes whatever is put in, so that no name in an experiment can break a page.
 *
 * Pure; everything else in this folder builds pages from it.
 */

/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: text is escaped, markup is not, lists are joined, `undefined` is nothing. */
export type HtmlValue = string | number | Html | undefined | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or in a quoted attribute; characters that XML forbids are left out. */
export function escapeHtml(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly these are what an SVG file must not hold
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replaceAll(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/**
 * Builds markup.
 *
 * @example
 * html`<p>${'a < b'}</p>`.markup // -> '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return {
    markup: strings.map((text, index) => text + (index < values.length ? toMarkup(values[index]) : '')).join(''),
  };
}

/** Declares markup made elsewhere, e.g. an SVG, to be safe. */
export function raw(markup: string): Html {
  return { markup };
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(toMarkup).join('');
}
