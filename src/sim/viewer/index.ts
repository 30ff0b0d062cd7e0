/** What a run with a window is made of; `traffic.ts` loads it when there is one. */
export { offTheGrid } from './moments.ts';
export { prepareWindow } from './prepare-window.ts';
export { createViewer } from './viewer.ts';
export { watchWindow } from './window-mobility.ts';
