/**
 * Starts a TypeScript entry point, given as a URL in argv, on a worker thread or in a child process, when the program
 * runs from source.
 *
 * Node 20 does not hand `--import tsx` on to worker threads, so they register it themselves. Newer Node reads
 * TypeScript without help, and the compiled program starts its entry points directly.
 */
import { register } from 'tsx/esm/api';

register();
const [, , entry = ''] = process.argv;
await import(entry);
