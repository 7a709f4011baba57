// A worker whose jobs wait instead of working: what is measured is the queue.
import { argv } from 'node:process';
import { setTimeout } from 'node:timers/promises';

import { thisBuild } from '../../hil/campaign/build.ts';
import { parseQueueUrl } from '../../hil/campaign/queue-url.ts';
import { takeJobs } from '../../hil/campaign/take-jobs.ts';
import { exploreRanges } from '../../hil/explore/swarm/explore-swarm.ts';

const [, , url = '', jobs = '1', waitMs = '0'] = argv;
/** Of a real job: what goes through the queue has its size. */
const [result] = await exploreRanges([{ from: 0, to: 1 }], { seed: 1, jobs: 1, goesOn: () => true });
await takeJobs({
  place: parseQueueUrl(url, null),
  build: thisBuild(),
  jobs: Number(jobs),
  executor: {
    run: async (work) => {
      if (Number(waitMs) > 0) await setTimeout(Number(waitMs));
      return work.kind === 'explore' ? { ...result, range: work.range } : null;
    },
  },
  signal: new AbortController().signal,
  idleMs: null,
  onReady: () => undefined,
  onJob: () => undefined,
  onTrouble: (text) => console.error(text),
});
