import { describe, expect, it } from 'vitest';
import { checkLiveness, isLiveness, livenessViolation } from '../../../../../hil/explore/swarm/liveness.ts';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';

const PASS = { verdict: 'pass', expected: null, got: null } as const;

describe('the end of a run', () => {
  it('all faults end, and every procedure succeeds', async () => {
    const run = new SwarmCar({ keySlots: 4, resetDuration: 20 }, 1);
    await run.take({ verb: 'fault', value: { fault: 'B278D' } });
    await run.take({ verb: 'vehicle', value: { batteryV: 9 } });
    const { violation, steps } = await checkLiveness(run);
    expect(violation).toBeNull();
    expect(steps.length).toBe(13);
    expect(run.car.smartKey.content.slots.filter((id) => id !== null)).toEqual([0x20000001]);
  });

  it('a procedure that does not succeed breaks its rule', () => {
    const reset = { verb: 'tool', value: { reset: {} } } as const;
    const failed = { verdict: 'fail', expected: 'done', got: 'failed' } as const;
    expect(livenessViolation(reset, PASS, 0)).toBeNull();
    expect(livenessViolation({ verb: 'advance', value: '1 s' }, failed, 0)).toBeNull();
    const violation = livenessViolation(reset, failed, 5);
    expect(violation).toMatchObject({ rule: 'RST-3', firmware: 'failed', atUs: 5 });
    expect(violation !== null && isLiveness(violation)).toBe(true);
  });
});
