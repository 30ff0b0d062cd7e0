/**
 * Where the public data sets are to be had, and how to tell that what came is right. A table.
 *
 * Checksums: MNIST's are of the raw content, since its `.gz` files have been recompressed by some mirrors; Fashion-MNIST's and
 * CIFAR-10's are those that their authors publish for the files as they are served.
 */
import { CIFAR_FILES } from '../formats/cifar.ts';

/** How to know a file. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha256';
  /** Whether it is of the file as served, or of what unpacking it gives. */
  readonly of: 'served' | 'unpacked';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

/** A file to fetch. */
export interface SourceFile {
  /** Name under which it is kept; ends in `.gz` when it is gzipped. */
  readonly name: string;
  /** The same file at several places, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Size as served, in bytes; for progress and for refusing what is far larger. */
  readonly bytes: number;
  readonly checksum: Checksum;
  /** For a `.tar.gz`: what is kept of it, in place of the archive. */
  readonly unpack?: {
    /** Folder inside the archive. */
    readonly from: string;
    /** Files in it, with their sizes in bytes. */
    readonly members: readonly { readonly name: string; readonly bytes: number }[];
  };
}

/** Data sets that can be fetched. */
export type FetchableDataset = 'mnist' | 'fashion-mnist' | 'cifar-10';

const MNIST_MIRRORS = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
const FASHION_MIRRORS = [
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
];

/** The files of each data set. */
export const sources: Readonly<Record<FetchableDataset, readonly SourceFile[]>> = {
  mnist: [
    mnist('train-images-idx3-ubyte.gz', 9_912_422, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'),
    mnist('train-labels-idx1-ubyte.gz', 28_881, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'),
    mnist('t10k-images-idx3-ubyte.gz', 1_648_877, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'),
    mnist('t10k-labels-idx1-ubyte.gz', 4542, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'),
  ],
  'fashion-mnist': [
    fashion('train-images-idx3-ubyte.gz', 26_421_880, '8d4fb7e6c68d591d4c3dfef9ec88bf0d'),
    fashion('train-labels-idx1-ubyte.gz', 29_515, '25c81989df183df01b3e8a0aad5dffbe'),
    fashion('t10k-images-idx3-ubyte.gz', 4_422_102, 'bef4ecab320f06d8554ea6380940ec79'),
    fashion('t10k-labels-idx1-ubyte.gz', 5148, 'bb300cfdad3c16e7a12a480ee83cd310'),
  ],
  'cifar-10': [
    {
      name: 'cifar-10-binary.tar.gz',
      urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
      bytes: 170_052_171,
      checksum: { algorithm: 'md5', of: 'served', hex: 'c32a1d4ab5d03f1284b67883e8d87530' },
      unpack: {
        from: 'cifar-10-batches-bin',
        members: [...CIFAR_FILES.train, ...CIFAR_FILES.test].map((name) => ({ name, bytes: 30_730_000 })),
      },
    },
  ],
};

function mnist(name: string, bytes: number, hex: string): SourceFile {
  const urls = MNIST_MIRRORS.map((mirror) => mirror + name);
  return { name, urls, bytes, checksum: { algorithm: 'sha256', of: 'unpacked', hex } };
}

function fashion(name: string, bytes: number, hex: string): SourceFile {
  const urls = FASHION_MIRRORS.map((mirror) => mirror + name);
  return { name, urls, bytes, checksum: { algorithm: 'md5', of: 'served', hex } };
}
