import { describe, expect, it } from 'vitest';
import { eraseGuided } from '../../../../hil/tool/erase-guided.ts';
import { TECHNICIAN_ANSWERS, play } from './scripted-vehicle.ts';

describe('an erasure with a technician', () => {
  it('ERA-1: a vehicle with one key has none to erase, and what to use instead is said', () => {
    const { result, sent } = play(eraseGuided({ guided: true }), {
      answers: { ...TECHNICIAN_ANSWERS, '22 10 01': '62 10 01 01' },
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'too-few-keys', keysErased: 'no' });
    expect(sent.some((line) => line.startsWith('31 01'))).toBe(false);
  });

  it('ERA-1: going back to the number declares again', () => {
    let counts = 0;
    let backs = 0;
    const { sent } = play(eraseGuided({ guided: true }), {
      answers: {
        ...TECHNICIAN_ANSWERS,
        '22 10 01': '62 10 01 03',
        '31 01 02 03 01 01': '71 01 02 03 31 01 02',
        '31 01 02 03 01 02': '71 01 02 03 31 02 01',
        '31 02 02 03': '71 02 02 03 00',
      },
      technician: (command) => {
        if (command.kind === 'count') return ++counts;
        if (command.kind !== 'screen' || command.number !== 'SMRT-42-007') return undefined;
        return ++backs === 1 ? 'back' : 'exit';
      },
    });
    expect(sent.filter((line) => line.startsWith('31 '))).toEqual([
      '31 01 02 03 01 01',
      '31 01 02 03 01 02',
      '31 02 02 03',
    ]);
  });
});
