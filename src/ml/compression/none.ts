/** No compression: every coordinate travels as it is. */
import { z } from 'zod';
import { defineCompression, FLOAT_BYTES } from './compression.ts';

const name = 'none';

/** The vector itself; 4 d bytes. Stateless. */
export const none = defineCompression({
  name,
  summary: 'Every coordinate as float32.',
  options: z.strictObject({}),
  create: () => ({
    name,
    init: () => null,
    apply: (vector) => ({ vector: vector.slice(), bytes: FLOAT_BYTES * vector.length, state: null }),
  }),
});
