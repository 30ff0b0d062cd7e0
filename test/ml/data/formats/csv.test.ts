import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { parseCsv } from '../../../../src/ml/data/formats/csv.ts';

const tables: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ['', []],
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['\uFEFFa,b\n', [['a', 'b']]],
  [
    '1,,3\n,\n',
    [
      ['1', '', '3'],
      ['', ''],
    ],
  ],
  ['\n\na\n\r\nb\n\n', [['a'], ['b']]],
  ['"x,y","say ""no""",""\n', [['x,y', 'say "no"', '']]],
  ['"two\nlines",1\nlast', [['two\nlines', '1'], ['last']]],
  ['a,', [['a', '']]],
];
for (const [text, fields] of tables) {
  test(`csv - ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(
      parseCsv('x', text).map((record) => record.fields),
      fields,
    );
  });
}

test('csv - a record knows its line, also after blank lines and fields of several lines', (t) => {
  t.deepEqual(
    parseCsv('x', 'a\n\n"b\nc",d\ne').map((record) => record.line),
    [1, 3, 5],
  );
});

const malformed = [
  ['a\nb"c', 2, 'a quote inside a field without quotes'],
  ['a\n"b', 2, 'a quote that is never closed'],
  ['"a"b', 1, 'text behind a closing quote'],
] as const;
for (const [text, line, what] of malformed) {
  test(`csv - refuses ${JSON.stringify(text)}`, (t) => {
    t.throws(() => parseCsv('folder/x.csv', text), {
      instanceOf: DataError,
      message: `folder/x.csv: line ${line}: expected comma-separated fields (RFC 4180), got ${what}`,
    });
  });
}
