/** The package's version, read from its package.json, which lies two folders up both in src and in dist. */
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

export const VERSION: string = version;
