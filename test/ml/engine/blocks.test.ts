import test from 'ava';
import { blockBytes, bytesOf, createBlocks, type Blocks } from '../../../src/ml/engine/blocks.ts';

test('blocks - begin at cache lines, do not overlap, and lie in one memory', (t) => {
  const blocks = createBlocks(blockBytes(12) + blockBytes(5) + blockBytes(8));
  const [first, second, third] = [blocks.floats(3), blocks.bytes(5), blocks.integers(2)];
  t.deepEqual([first.address, second.address, third.address], [0, 64, 128]);
  third.values.set([1, 2]);
  t.deepEqual([...new Int32Array(blocks.memory.buffer, third.address, 2)], [1, 2]);
  t.deepEqual([...first.values, ...second.values], Array(8).fill(0));
});

test('blocks - more than the memory holds is refused', (t) => {
  const blocks = createBlocks(1);
  blocks.bytes(65535);
  t.throws(() => blocks.bytes(1), {
    instanceOf: RangeError,
    message: 'blocks: expected 65536 bytes at most, got 65600',
  });
});

test('blocks - a layout is measured by what it asks for', (t) => {
  const layOut = (blocks: Blocks): unknown => [blocks.floats(17), blocks.bytes(65), blocks.integers(0)];
  t.is(bytesOf(layOut), 128 + 128);
  t.notThrows(() => layOut(createBlocks(bytesOf(layOut))));
});
