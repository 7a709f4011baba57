import { describe, expect, it } from 'vitest';
import { faultPlanSchema } from '../../../../../hil/car/faults/fault-form.ts';

const schema = faultPlanSchema((noun) => `must be ${noun}`);

/** Where the first problem is; null where there is none. */
function problemAt(form: unknown): string | null {
  return schema.safeParse(form).error?.issues[0]?.path.join('.') ?? null;
}

describe('the form of a fault plan', () => {
  it.each([
    {},
    { seed: null },
    { bus: { drop: 1, ids: [0x758, '1FFFFFFF'], data: '27 0* ..', count: null } },
    { silent: ['smart-key'] },
    { busOff: null, babble: {}, supply: null, memoryCut: {} },
    { answers: [{ request: null, replace: '7F 31 22', alter: { at: 0, bits: 255 } }] },
    {
      supply: {
        points: [
          { atMs: 0, volts: 6 },
          { atMs: 1, volts: 18 },
        ],
      },
    },
    { transport: { ecu: { wrongSequence: 0.5 }, tool: {} } },
  ])('VEH-8: takes %j', (form) => {
    expect(problemAt(form)).toBeNull();
  });

  it.each([
    [{ seed: 1.5 }, 'seed'],
    [{ bus: { drop: 1.01 } }, 'bus.drop'],
    [{ bus: { corrupt: -0.01 } }, 'bus.corrupt'],
    [{ bus: { ids: ['20000000'] } }, 'bus.ids.0'],
    [{ bus: { data: '2' } }, 'bus.data'],
    [{ silent: ['radio'] }, 'silent.0'],
    [{ busOff: { node: 'radio' } }, 'busOff.node'],
    [{ answers: [{ replace: '7' }] }, 'answers.0.replace'],
    [{ answers: [{ alter: { at: 0, bits: 256 } }] }, 'answers.0.alter.bits'],
    [{ answers: Array.from({ length: 33 }, () => ({})) }, 'answers'],
    [{ supply: { points: [] } }, 'supply.points'],
    [
      {
        supply: {
          points: [
            { atMs: 5, volts: 12 },
            { atMs: 5, volts: 11 },
          ],
        },
      },
      'supply.points',
    ],
    [{ supply: { points: [{ atMs: 0, volts: 5.9 }] } }, 'supply.points.0.volts'],
    [{ doorFlutter: { door: 'hood', periodMs: 10, edges: 2 } }, 'doorFlutter.door'],
    [{ memoryDamage: ['nothing'] }, 'memoryDamage.0'],
    [{ keyBattery: [{ key: '', batteryV: 3 }] }, 'keyBattery.0.key'],
  ])('refuses %j', (form, path) => {
    expect(problemAt(form)).toBe(path);
  });

  it('has its messages in the wording of its user', () => {
    expect(schema.safeParse({ bus: { drop: 2 } }).error?.issues[0]?.message).toMatch(/^must be /);
  });
});
