/**
 * Lets this process import TypeScript: `node --import ./scripts/typescript/register.mjs <file>.ts`.
 *
 * The tests run this way, and what they start. `tsx` does the same for people; it asks more of each of the hundreds of
 * processes of a test run: its own start, and for each module a look at a folder and a second way to load it.
 */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
