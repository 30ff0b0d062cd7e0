/** Entry point of a computing thread; started by `lane-thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveLane } from './lane-server.ts';
import type { LaneRequest, LaneSetup } from './protocol.ts';

const port = parentPort!;
// Requests that come while the backend loads wait in the port: it delivers nothing before a listener is attached.
const handle = await serveLane(workerData as LaneSetup, {
  reply: (response) => {
    port.postMessage(response);
  },
  sharesMemory: true,
});
if (handle !== undefined)
  port.on('message', (request: LaneRequest) => {
    handle(request);
  });
