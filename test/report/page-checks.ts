/** What every page of a report must be: well-formed, and complete without a network. */
import type { ExecutionContext } from 'ava';
import sax from 'sax';

/** Fails unless tags nest, attributes are quoted and ids are unique; HTML's own ways of writing are made XML's first. */
export function assertWellFormed(t: ExecutionContext, page: string): void {
  const xml = page.replace('<!doctype html>', '').replaceAll(/<(meta|link|input|hr)\b([^>]*?)\s*\/?>/g, '<$1$2/>');
  const ids: string[] = [];
  const parser = sax.parser(true);
  parser.onopentag = ({ attributes }) => {
    const { id } = attributes as Readonly<Record<string, string>>;
    if (id !== undefined) ids.push(id);
  };
  parser.onerror = (error) => {
    throw error;
  };
  t.notThrows(() => parser.write(xml).close());
  t.deepEqual(ids, [...new Set(ids)], 'ids are unique');
}

/** Fails if the page would load or run anything. */
export function assertSelfContained(t: ExecutionContext, page: string): void {
  t.false(/<script\b|\bon\w+="|javascript:/i.test(page), 'no script');
  t.false(/\bsrc=|@import|<(?:iframe|object|embed|img)\b/i.test(page), 'nothing loaded');
  for (const [, target] of page.matchAll(/\bhref="([^"]*)"/g)) t.regex(target!, /^(?:#|data:,$)/);
  for (const [, target] of page.matchAll(/url\(([^)]*)\)/g)) t.regex(target!, /^#/);
  const addresses = new Set(page.match(/https?:\/\/[^"'\s<)]+/g) ?? []);
  addresses.delete('http://www.w3.org/2000/svg');
  t.deepEqual([...addresses], []);
}

/** What a reader sees: no tags, plain spaces. */
export function wordsOf(page: string): string {
  return page
    .replaceAll(/<style>[^]*?<\/style>|<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll(/[\s\u202f]+/g, ' ');
}
