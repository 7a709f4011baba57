import { parentPort } from 'node:worker_threads';

import { createPart, type PartSettings } from './open-parts.ts';
import { answerCall, type PartRequest } from './part-port.ts';

/** The code of a thread of an exhaustive search: one part, which is described first, and then answers calls in order. */
parentPort?.once('message', (settings: PartSettings) => {
  const part = createPart(settings);
  parentPort?.on('message', (request: PartRequest) => {
    parentPort?.postMessage(answerCall(part, request));
  });
});
