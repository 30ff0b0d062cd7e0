/** The package's version, for whatever names the program that wrote it. */
export { PACKAGE_VERSION as VERSION } from '../own-files.ts';
