/** `elementwise.ts` in WebAssembly SIMD, on blocks of one memory. */
import { compileModule, instantiate } from '../kernels/webassembly.ts';
import type { BlockMemory, ByteBlock, FloatBlock } from './blocks.ts';
import { ELEMENTWISE_BASE64 } from './elementwise-binary.ts';
import type { MatrixSize } from './elementwise.ts';

/** See `elementwise.ts` for what the functions mean. */
export interface Elementwise {
  expandBytes(bytes: ByteBlock, out: FloatBlock, count: number): void;
  addBiases(values: FloatBlock, biases: FloatBlock, size: MatrixSize, relu: boolean): void;
  sumRows(values: FloatBlock, size: MatrixSize, out: FloatBlock): void;
  maskByRelu(deltas: FloatBlock, activations: FloatBlock, size: MatrixSize): void;
}

interface Exports {
  expandBytes(source: number, target: number, count: number): void;
  addBiases(values: number, biases: number, rows: number, columns: number, relu: number): void;
  sumRows(values: number, rows: number, columns: number, out: number): void;
  maskByRelu(deltas: number, activations: number, count: number): void;
}

const module = compileModule(Buffer.from(ELEMENTWISE_BASE64, 'base64'));

/** @param blocks - where all that is handed in lies. */
export function createElementwise({ memory }: BlockMemory): Elementwise {
  const exports = instantiate(module, memory) as Exports;
  return {
    expandBytes: (bytes, out, count) => {
      exports.expandBytes(bytes.address, out.address, count);
    },
    addBiases: (values, biases, { rows, columns }, relu) => {
      exports.addBiases(values.address, biases.address, rows, columns, relu ? 1 : 0);
    },
    sumRows: (values, { rows, columns }, out) => {
      exports.sumRows(values.address, rows, columns, out.address);
    },
    maskByRelu: (deltas, activations, { rows, columns }) => {
      exports.maskByRelu(deltas.address, activations.address, rows * columns);
    },
  };
}
