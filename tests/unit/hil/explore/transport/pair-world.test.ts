import { describe, expect, it } from 'vitest';
import { PairWorld } from '../../../../../hil/explore/transport/pair-world.ts';
import { exploreWorld } from '../../../../../hil/explore/transport/search.ts';

describe('two ISO-TP endpoints on a wire that loses frames', () => {
  it('deliver a message whole or not at all, and nobody waits in the end (conformance 57, 58, 60)', () => {
    const bounds = { blockSize: 1, separationTime: 0xf1, length: 20, losses: 2, isBothWays: false };
    const { broken, states } = exploreWorld(new PairWorld(bounds));
    expect(broken).toBeNull();
    expect(states).toBe(19);
  });

  it('count a rule only where it ended a transfer', () => {
    const bounds = { blockSize: 0, separationTime: 0, length: 20, isBothWays: false };
    expect(exploreWorld(new PairWorld({ ...bounds, losses: 0 })).rules).toEqual(new Map());
    const { rules } = exploreWorld(new PairWorld({ ...bounds, losses: 1 }));
    // One way to a wrong sequence number, four to N_Cr, and four to N_Bs.
    expect(rules).toEqual(
      new Map([
        [60, 4],
        [58, 4],
        [57, 1],
      ]),
    );
  });

  it('find the way to a message that does not arrive', () => {
    const bounds = { blockSize: 1, separationTime: 0, length: 20, losses: 1, isBothWays: false };
    /** Says that nothing was lost. */
    class Forgetful extends PairWorld {
      override apply(...args: Parameters<PairWorld['apply']>): ReturnType<PairWorld['apply']> {
        const step = super.apply({ ...args[0], lost: 0 }, args[1]);
        return { ...step, state: { ...step.state, lost: 0 } };
      }
    }
    expect(exploreWorld(new Forgetful(bounds)).broken?.problem).toBe('without a loss, the message did not arrive');
  });
});
