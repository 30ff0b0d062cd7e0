/**
 * Loads a freshly built `@tensorflow/tfjs-node`, multiplies two matrices, and prints what it did that with.
 *
 *   node check.mjs PACKAGE-FOLDER
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// Gone in Node 23, still called by the package; src/ml/backend/tfjs-node.ts restores it in the same way.
require('node:util').isNullOrUndefined ??= (value) => value === null || value === undefined;
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // warnings and errors only

const tf = require(process.argv[2] ?? '@tensorflow/tfjs-node');
const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]), true, false);
const got = Array.from(product.dataSync()).join();
if (got !== '26,30,38,44') throw new Error(`expected the product 26,30,38,44, got ${got}`);
console.log(`TensorFlow.js ${tf.version['tfjs-node']} on libtensorflow ${tf.backend().binding.TF_Version}`);
