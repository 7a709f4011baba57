import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';
import type { SwarmFailure } from '../../../../../hil/explore/swarm/run-group.ts';

/** A failure as exploration would report it, if the firmware armed a reset with the door closed. */
export function foundFailure(): SwarmFailure {
  const aspect = 'answer to 31 01 02 01 01';
  return {
    cause: `RST-1: ${aspect}`,
    violation: { rule: 'RST-1', aspect, oracle: '71 01 02 01 11', firmware: '7F 31 22', atUs: 5 },
    profile: { keySlots: 4 },
    seed: 1,
    group: 3,
    steps: [uds('10 03'), { verb: 'unlock', value: 1 }, uds('31 01 02 01 01')],
  };
}
