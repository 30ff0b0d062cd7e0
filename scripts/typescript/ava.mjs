/**
 * What AVA requires in each of its processes: TypeScript can be imported from here on, and in what the tests fork.
 *
 * Registered this late, and not on AVA's command line, so that AVA's own modules load without hooks.
 */
import './register.mjs';

process.execArgv.push(`--import=${new URL('./register.mjs', import.meta.url).href}`);
