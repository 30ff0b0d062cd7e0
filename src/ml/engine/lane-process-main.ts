/** Entry point of a computing process; started by `lane-process.ts`, which sends the setup as the first message. */
import { serveLane } from './lane-server.ts';
import type { LaneRequest, LaneSetup } from './protocol.ts';

// A Ctrl-C on the terminal reaches this process too; when to end is the engine's business. When the engine's end of
// the channel is gone, nothing keeps this process alive any longer.
process.on('SIGINT', () => undefined);

process.once('message', (setup: LaneSetup) => {
  const early: LaneRequest[] = [];
  let handle = (request: LaneRequest): void => {
    early.push(request);
  };
  process.on('message', (request: LaneRequest) => {
    handle(request);
  });
  const reply = (response: unknown): void => {
    if (process.connected) process.send!(response);
  };
  void serveLane(setup, { reply, sharesMemory: false }).then((served) => {
    if (served === undefined) return;
    handle = served;
    for (const request of early) served(request);
  });
});
