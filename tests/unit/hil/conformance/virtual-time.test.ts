import { describe, expect, it } from 'vitest';
import { DATA_PROBES } from '../../../../hil/conformance/probes/data.ts';
import { runSomeProbes, type ProbeResult } from '../../../../hil/conformance/run-probes.ts';
import { VIRTUAL_TIME } from '../../../../hil/conformance/virtual-time.ts';
import { probedCar } from '../../../support/probed-car.ts';

/** One request is answered wrongly, so that a rule is broken. */
const BROKEN = { '22': '62 00' };
/** As a car in virtual time answers that nobody advances. */
const STOPPED = {
  '22 F1 86': '62 F1 86 03',
  '30 00 7F': '21 31 42 5A 31 46 42 34 @1 | 22 4B 55 39 39 39 39 39 @2',
};

async function results(
  flaws: Parameters<typeof probedCar>[0],
): Promise<readonly Pick<ProbeResult, 'verdict' | 'reason'>[]> {
  const { driver, context } = probedCar(flaws);
  const options = { allowDestructive: false, probes: DATA_PROBES };
  const found = await runSomeProbes(driver, context, options, Array.from(DATA_PROBES.keys()));
  return found.filter(({ verdict }) => verdict !== 'pass').map(({ verdict, reason }) => ({ verdict, reason }));
}

describe('an ECU whose time does not pass by itself', () => {
  const context = { mayBeVirtual: true };

  it('breaks no rule: what failed is not judged', async () => {
    const found = await results({ context, flaws: { ...BROKEN, ...STOPPED } });
    expect(found).toContainEqual({ verdict: 'inconclusive', reason: VIRTUAL_TIME });
    expect(found.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it.each([
    ['its session ends in time', { ...BROKEN, '30 00 7F': STOPPED['30 00 7F'] }],
    ['it keeps the separation time', { ...BROKEN, '22 F1 86': STOPPED['22 F1 86'] }],
    ['it sends one frame only', { ...BROKEN, ...STOPPED, '30 00 7F': '21 31 @1' }],
    ['it sends none', { ...BROKEN, ...STOPPED, '30 00 7F': null }],
  ])('stays broken where %s', async (_, flaws) => {
    const found = await results({ context, flaws });
    expect(found.some(({ verdict }) => verdict === 'fail')).toBe(true);
  });

  it('is not looked for where the time is known', async () => {
    const found = await results({ flaws: { ...BROKEN, ...STOPPED } });
    expect(found.some(({ verdict }) => verdict === 'fail')).toBe(true);
  });
});
