import test from 'ava';
import { DataError } from '../../../../src/ml/data/errors.ts';
import { parseIdx } from '../../../../src/ml/data/formats/idx.ts';
import { bytes } from '../helpers/idx-files.ts';

test('idx - reads dimensions and values, also from the middle of a larger buffer', (t) => {
  const content = bytes('00000802 00000002 00000003 010203 040506');
  t.deepEqual(parseIdx({ path: 'x', bytes: content }, 2).dimensions, [2, 3]);
  const shifted = Buffer.concat([Buffer.alloc(3, 0xff), content]).subarray(3);
  t.deepEqual([...parseIdx({ path: 'x', bytes: shifted }, 2).values], [1, 2, 3, 4, 5, 6]);
});

const wrong: readonly (readonly [string, number, string])[] = [
  ['', 1, 'IDX magic: expected 4 bytes, got 0 bytes in all'],
  ['0000', 1, 'IDX magic: expected 4 bytes, got 2 bytes in all'],
  ['1f8b0800 00000000', 1, 'IDX magic: expected 0x00000801, got 0x1f8b0800'],
  ['00000801 00000001 05', 3, 'IDX magic: expected 0x00000803, got 0x00000801'],
  ['00000d01 00000001 05050505', 1, 'IDX magic: expected 0x00000801, got 0x00000d01'],
  ['00000803 00000001 0000', 3, 'IDX header: expected 16 bytes, got 10 bytes in all'],
  ['00000801 00000000', 1, 'dimensions: expected none of them 0, got 0'],
  ['00000802 00000002 00000002 010203', 2, 'length: expected 16 bytes for 2 x 2, got 15 bytes'],
  ['00000801 00000002 010203', 1, 'length: expected 10 bytes for 2, got 11 bytes'],
  ['00000801 ffffffff 01', 1, 'length: expected 4294967303 bytes for 4294967295, got 9 bytes'],
];
for (const [hex, rank, message] of wrong) {
  test(`idx - refuses '${hex}' as rank ${rank}`, (t) => {
    t.throws(() => parseIdx({ path: 'folder/file', bytes: bytes(hex) }, rank), {
      instanceOf: DataError,
      code: 'E_DATA_FORMAT',
      message: `folder/file: ${message}; is it the right file?`,
    });
  });
}
