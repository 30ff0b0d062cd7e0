import test from 'ava';
// By another name, since Prettier would lay out what stands behind `html`.
import { escapeHtml, html as build, raw } from '../../src/report/html.ts';

test('html - text is escaped, markup and lists of it are not, undefined is nothing', (t) => {
  const items = ['<b>', '"&\''].map((text) => build`<li>${text}</li>`);
  t.is(
    build`<ul title="${'a"b'}">${items}${undefined}${3}${raw('<hr>')}</ul>`.markup,
    '<ul title="a&quot;b"><li>&lt;b&gt;</li><li>&quot;&amp;&#39;</li>3<hr></ul>',
  );
});

test('html - characters that no XML may hold are left out', (t) => {
  t.is(escapeHtml('a\u0000b\u001bc\td\ne'), 'abc\td\ne');
});
