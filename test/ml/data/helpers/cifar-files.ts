/**
 * CIFAR-10 files of one or two records, made so that every pixel's colours tell where they came from.
 */
const PLANE = 1024;

/** A record: red is `seed`, green `seed + 1`, blue the pixel's number modulo 256. */
export function cifarRecord(label: number, seed: number): Buffer {
  const blue = Buffer.from(Array.from({ length: PLANE }, (_, pixel) => pixel % 256));
  return Buffer.concat([Buffer.of(label), Buffer.alloc(PLANE, seed), Buffer.alloc(PLANE, seed + 1), blue]);
}

/** Six files: one record in each training file (labels 0 to 4), two in the test file (labels 9 and 8). */
export function tinyCifar(): Record<string, Buffer> {
  return {
    ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`data_batch_${n}.bin`, cifarRecord(n - 1, 10 * n)])),
    'test_batch.bin': Buffer.concat([cifarRecord(9, 100), cifarRecord(8, 200)]),
  };
}
