import { describe, expect, it } from 'vitest';
import { eraseGuided } from '../../../../hil/tool/erase-guided.ts';
import type { TesterCommand } from '../../../../hil/tester/command.ts';
import { TECHNICIAN_ANSWERS, play, type Script, type TechnicianAnswer } from './scripted-vehicle.ts';

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

  const ANSWERS: Script['answers'] = {
    ...TECHNICIAN_ANSWERS,
    '22 10 01': ['62 10 01 03', '62 10 01 03', '62 10 01 02'],
    '22 10 02': '62 10 02 05',
    '22 10 03': '62 10 03 01 A1 00 00 01 01 A1 00 00 02',
    '31 01 02 03 01 02': '71 01 02 03 31 02 01',
    '27 07': '67 07 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
    '27 08 E6 B8 10 B8 E6 79': '67 08',
    '31 01 02 03 02': '71 01 02 03 32',
    '31 03 02 03': ['71 03 02 03 32 00 00 00 00 64 00 74 CC 02 01', '71 03 02 03 32 00 00 00 00 C8 00 74 68 02 02'],
    '31 01 02 03 03': '71 01 02 03 00 01',
    '31 02 02 03': '71 02 02 03 00',
  };
  const passCodes = [{ granted: true, passCode: 'E6B810B8E679' }] as const;
  /** Two keys are present; "Delete" is pressed once it is offered. */
  const technician = (command: TesterCommand): TechnicianAnswer | undefined => {
    if (command.kind === 'count') return 2;
    return command.kind === 'watch' && command.next !== null ? 'next' : undefined;
  };

  it('ERA-3: shows a beep for each key as it is heard', () => {
    const beeps = ['62 10 07 00 00 00 04 02', '62 10 07 00 00 00 05 01', '62 10 07 00 00 00 06 01'];
    const { commands } = play(eraseGuided({ guided: true }), {
      answers: { ...ANSWERS, '22 10 07': beeps },
      ...{ passCodes, technician },
    });
    expect(commands.flatMap((command) => (command.kind === 'watch' ? [command.beeps] : []))).toEqual([
      { last: 1, total: 1 },
      { last: 1, total: 2 },
    ]);
  });

  it('ERA-1..5: shows the keys touched, and offers to delete the others once all are', () => {
    const { result, commands, sent } = play(eraseGuided({ guided: true }), { answers: ANSWERS, passCodes, technician });
    expect(commands.find(({ kind }) => kind === 'count')).toEqual({
      ...{ kind: 'count', number: null, title: 'Undesignated Key Permanent Erasure', min: 1, max: 2 },
      lines: ['Keys registered in this vehicle: 3. At least one must be present, but not all of them.'],
      question: 'How many keys has the customer brought?',
    });
    expect(commands.filter(({ kind }) => kind === 'watch')).toMatchObject([
      {
        lines: [
          'Touch the engine switch with each key to be kept, one at a time. The vehicle beeps once for each.',
          'Keys touched: 1 of 2.',
          'Touch all of them, then press "Delete".',
        ],
        status: '30 s left',
        next: null,
        stimulus: 'touch-key',
      },
      {
        lines: [
          expect.anything(),
          'Keys touched: 2 of 2.',
          'All are touched. "Delete" permanently erases every other key.',
        ],
        next: 'Delete',
      },
    ]);
    expect(sent.filter((line) => line.startsWith('31 01'))).toEqual([
      ...['31 01 02 03 01 02', '31 01 02 03 02', '31 01 02 03 03'],
    ]);
    expect(result).toEqual({
      ...{ kind: 'done', utility: 'erase', vin: '4T1BZ1FB4KU999999', keysErased: 1 },
      ...{ kept: [0xa100_0001, 0xa100_0002], keys: { registered: 2, freeSlots: 5 } },
    });
  });

  it('ERA-6: a window that ran out is explained, and it starts again with the number of keys', () => {
    let counts = 0;
    const answers = { ...ANSWERS, '31 03 02 03': '71 03 02 03 00 04 00 00 75 30 00 00 00 02 01' };
    const { reported, result } = play(eraseGuided({ guided: true }), {
      answers,
      passCodes,
      technician: (command) => {
        if (command.kind === 'retry') return 'again';
        if (command.kind !== 'count') return technician(command);
        counts += 1;
        return counts === 1 ? 2 : undefined;
      },
    });
    expect(reported.find((line) => line.startsWith('retry'))).toContain(
      'The time for touching the keys ran out. No key has been erased.',
    );
    expect(result).toMatchObject({ kind: 'failed', cause: 'person', reason: 'exit', keysErased: 'no' });
    expect(counts).toBe(2);
  });

  it('ERA-6: stops without erasing if the technician leaves while keys are touched', () => {
    const { result, sent } = play(eraseGuided({ guided: true }), {
      answers: ANSWERS,
      passCodes,
      technician: (command) => (command.kind === 'watch' ? 'exit' : technician(command)),
    });
    expect(sent).toContain('31 02 02 03');
    expect(sent).not.toContain('31 01 02 03 03');
    expect(result).toMatchObject({ kind: 'failed', reason: 'exit', keysErased: 'no' });
  });
});
