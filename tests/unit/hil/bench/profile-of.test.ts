import { describe, expect, it } from 'vitest';
import { profileOf } from '../../../../hil/bench/profile-of.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

const [car] = loadScenario('name: none\nsteps:\n  - advance: 1 s\n', 'none.yaml').cars;
if (car === undefined) throw new Error('a scenario has a car');
const SPEC = car;

describe('the profile of a car on a bench', () => {
  it('is what the scenario asks for, over what the bench gives', () => {
    const base = { resetDuration: '20 s', bootTime: '300 ms' };
    const profile = profileOf({ ...SPEC, profile: { resetDuration: '10 s' } }, base);
    expect([profile.resetDurationUs, profile.bootTimeUs]).toEqual([10_000_000, 300_000]);
  });

  it('is a bench error if it is invalid, with the car and the field', () => {
    const keySlots = (): unknown => profileOf({ ...SPEC, profile: { keySlots: 99 } }, {});
    expect(keySlots).toThrow(
      expect.objectContaining({
        message: `car ${SPEC.name} cannot have this profile: keySlots must be a whole number from 1 to 15, not 99`,
        hint: 'leave it out for the default, 7',
      }),
    );
    expect(() => profileOf({ ...SPEC, profile: { resetDuration: 'soon' } }, {})).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('resetDuration') as string }),
    );
  });
});
