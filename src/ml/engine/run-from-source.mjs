/**
 * Starts a TypeScript entry point, given as a URL in argv, on a worker thread or in a child process, when the program
 * runs from source.
 *
 * Node 20 does not hand a loader given by `--import` on to worker threads, so they register one themselves: the
 * sources' own, which is ready sooner than `tsx`. The compiled program starts its entry points directly.
 */
await import(new URL('../../../scripts/typescript/register.mjs', import.meta.url).href);
const [, , entry = ''] = process.argv;
await import(entry);
