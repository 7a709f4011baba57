import { describe, expect, it } from 'vitest';
import { reset } from '../../../../hil/tool/reset.ts';
import {
  CONTACT,
  play,
  TECHNICIAN_ANSWERS,
  TECHNICIAN_PASS_CODES,
  type Script,
  type TechnicianAnswer,
} from './scripted-vehicle.ts';

const GRANTED: Script['passCodes'] = [
  { granted: true, passCode: '294211' },
  { granted: true, passCode: 'E6B810B8E679' },
];

/** Two keys, the door open, the seeds of the pass-code vectors, and a reset that is over at the third look. */
const ANSWERS: Script['answers'] = {
  ...CONTACT,
  '22 10 01': ['62 10 01 02', '62 10 01 00'],
  '22 10 02': ['62 10 02 05', '62 10 02 07'],
  '22 10 04': '62 10 04 01 02',
  '22 10 06': '62 10 06 00 00 00 00 00 00 00 00',
  '22 10 08': '62 10 08 00 00',
  '27 01': '67 01 00 01 01 23 45 67 89 AB',
  '27 02 32 39 34 32 31 31': '67 02',
  '31 01 02 01 01': '71 01 02 01 11',
  '27 03': '67 03 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
  '27 04 E6 B8 10 B8 E6 79': '67 04',
  '31 01 02 01 02': '71 01 02 01 12',
  '31 03 02 01': [
    '71 03 02 01 12 00 00 00 00 0A 0E A5 F6',
    '71 03 02 01 12 00 00 0E A2 0E 00 03 E8',
    '71 03 02 01 00 01 00 0E A6 00 00 00 00',
  ],
};

describe('the utility Smart Code Reset', () => {
  it('TEC-1: shows the screens of the bulletin in its order and sends each step after its screen', () => {
    const { result, reported } = play(reset(), { answers: ANSWERS, passCodes: GRANTED });
    expect(reported).toEqual([
      '10 03',
      '22 F1 90',
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Reset [I agree]',
      '22 10 04',
      'screen - Smart Code Reset [I understand]',
      'screen - Smart Code Reset',
      '27 01',
      'screen - Smart Code Reset',
      'pass-code 1 4T1BZ1FB4KU999999 R 00010123456789AB',
      '27 02 32 39 34 32 31 31',
      'screen SMRT-18-002 Smart Code Reset, step 1 of 2 [Yes]',
      '31 01 02 01 01',
      'screen - Smart Code Reset, step 2 of 2',
      '27 03',
      'screen - Smart Code Reset, step 2 of 2',
      'pass-code 2 4T1BZ1FB4KU999999 R 5A17C0D0002 B 7F3C9E015D24 C B973B6A8',
      '27 04 E6 B8 10 B8 E6 79',
      '22 10 08',
      '31 01 02 01 02',
      '31 03 02 01',
      'progress 10 959990',
      'wait 2000000',
      '31 03 02 01',
      'progress 958990 1000',
      'wait 1000000',
      '31 03 02 01',
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Reset',
      '10 01',
    ]);
    expect(result).toEqual({
      kind: 'done',
      utility: 'reset',
      vin: '4T1BZ1FB4KU999999',
      keysErased: 2,
      keys: { registered: 0, freeSlots: 7 },
    });
  });

  it('RST-1: has the door opened where the vehicle sees it closed, and waits until the vehicle sees it open', () => {
    const answers = { ...ANSWERS, '22 10 04': ['62 10 04 00 02', '62 10 04 00 02', '62 10 04 01 02'] };
    const { reported } = play(reset(), { answers, passCodes: GRANTED });
    const from = reported.indexOf('22 10 04');
    expect(reported.slice(from, from + 5)).toEqual([
      '22 10 04',
      'open-driver-door',
      '22 10 04',
      'wait 250000',
      '22 10 04',
    ]);
  });

  it('TEC-6: names the door where the vehicle refuses to arm for it', () => {
    const answers = {
      ...ANSWERS,
      '31 01 02 01 01': '7F 31 22',
      '22 10 10': `62 10 10 01 01 02 01 05 00 00 00 09${' 00'.repeat(120)}`,
    };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ kind: 'failed', cause: 'vehicle', reason: 'door', keysErased: 'no' });
  });

  it.each([
    ['7F 27 35', 'pass-code'],
    ['7F 27 36', 'too-many-attempts'],
    ['7F 27 37', 'locked-out'],
    ['7F 27 24', 'wrong-order'],
    ['7F 27 7F', 'session-ended'],
    ['7F 27 10', 'refused'],
  ])('TEC-6: says what %s to the pass-code means, and that no key was erased', (answer, reason) => {
    const answers = { ...ANSWERS, '27 02 32 39 34 32 31 31': answer };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ kind: 'failed', cause: 'vehicle', reason, keysErased: 'no', added: [] });
  });

  it('RST-7: stops an armed reset when the second pass-code is not given', () => {
    const refusal = { granted: false, message: 'too old', hint: 'update' } as const;
    const { result, sent } = play(reset(), {
      answers: { ...ANSWERS, '31 02 02 01': '71 02 02 01 00', '22 10 01': '62 10 01 02', '22 10 02': '62 10 02 05' },
      passCodes: [{ granted: true, passCode: '294211' }, refusal],
    });
    expect(sent.slice(-4)).toEqual(['31 02 02 01', '22 10 01', '22 10 02', '10 01']);
    expect(result).toMatchObject({ cause: 'dealer', reason: 'no-pass-code', what: 'too old', next: 'update' });
    expect(result).toMatchObject({ keysErased: 'no', keys: { registered: 2, freeSlots: 5 } });
  });

  it('sends nothing of a pass-code that has the wrong form', () => {
    const { result, sent } = play(reset(), { answers: ANSWERS, passCodes: [{ granted: true, passCode: '29421' }] });
    expect(result).toMatchObject({ cause: 'dealer', reason: 'pass-code-form' });
    expect(sent.some((line) => line.startsWith('27 02'))).toBe(false);
  });

  it('does not send a key where the seed is all zero: the level is unlocked', () => {
    const answers = { ...ANSWERS, '27 01': '67 01 00 00 00 00 00 00 00 00' };
    const { result, sent } = play(reset(), { answers, passCodes: [{ granted: true, passCode: 'E6B810B8E679' }] });
    expect(result.kind).toBe('done');
    expect(sent.some((line) => line.startsWith('27 02'))).toBe(false);
  });

  it('RST-6, TEC-6: says that a reset was aborted for the battery and no key was erased', () => {
    const answers = { ...ANSWERS, '31 03 02 01': '71 03 02 01 00 03 02 00 27 10 00 00 00', '22 10 01': '62 10 01 02' };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ cause: 'vehicle', reason: 'battery', keysErased: 'no' });
  });

  it('TEC-6: says that keys were erased where a reset that kills them at its start was aborted', () => {
    const answers = {
      ...ANSWERS,
      '31 03 02 01': '71 03 02 01 00 03 0C 00 27 10 00 00 00',
      '22 10 08': ['62 10 08 00 00', '62 10 08 00 02'],
    };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ reason: 'power-loss', keysErased: 'yes', keys: { registered: 0 } });
  });

  it('RST-5: opens a new session while the reset runs, and bears ten looks without an answer', () => {
    const silence = Array.from({ length: 10 }, () => '');
    const answers = {
      ...ANSWERS,
      '31 03 02 01': [
        '71 03 02 01 12 00 00 00 00 0A 0E A5 F6',
        '7F 31 7F',
        ...silence,
        '71 03 02 01 00 01 00 0E A6 00 00 00 00',
      ],
    };
    const { result, sent } = play(reset(), { answers, passCodes: GRANTED });
    expect(result.kind).toBe('done');
    expect(sent.filter((line) => line === '10 03')).toHaveLength(2);
  });

  it('TEC-6: a connection lost while the reset runs leaves it open whether keys were erased, and says so', () => {
    const answers = {
      ...ANSWERS,
      '31 03 02 01': ['71 03 02 01 12 00 00 00 00 0A 0E A5 F6', ''],
      '22 10 08': ['62 10 08 00 00', ''],
    };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ cause: 'bench', reason: 'no-answer', keysErased: 'unknown' });
    expect(result.kind === 'failed' && result.what).toContain('the vehicle continues the reset on its own');
  });

  it('TEC-6: a reset that still runs when the tool gives up will erase the keys, so it is not said that it did not', () => {
    const answers = {
      ...ANSWERS,
      '31 03 02 01': ['71 03 02 01 12 00 00 00 00 0A 0E A5 F6', '7F 31 33'],
      '22 10 06': '62 10 06 01 12 00 00 0A 0E A5 F6',
    };
    const { result } = play(reset(), { answers, passCodes: GRANTED });
    expect(result).toMatchObject({ kind: 'failed', keysErased: 'unknown' });
  });

  it('TEC-5: has the door moved for a vehicle that is silent at first, twice at most', () => {
    const woken = play(reset(), { answers: { ...ANSWERS, '10 03': ['', '50 03 00 32 01 F4'] }, passCodes: GRANTED });
    expect(woken.reported.slice(0, 3)).toEqual(['10 03', 'toggle-driver-door', '10 03']);
    expect(woken.result.kind).toBe('done');
    const silent = play(reset(), { answers: {} });
    expect(silent.reported).toEqual(['10 03', 'toggle-driver-door', '10 03', 'toggle-driver-door', '10 03']);
    expect(silent.result).toMatchObject({
      cause: 'bench',
      reason: 'no-answer',
      vin: null,
      keysErased: 'no',
      keys: null,
    });
  });

  it('TEC-5: takes a VIN entered manually where the vehicle gives none, and cannot continue without', () => {
    const answers = { ...ANSWERS, '22 F1 90': '7F 22 31' };
    const given = play(reset({ vin: '4T1BZ1FB3KU000000' }), { answers, passCodes: GRANTED });
    expect(given.reported).toContain('pass-code 1 4T1BZ1FB3KU000000 2 00010123456789AB');
    expect(play(reset(), { answers, passCodes: GRANTED }).result).toMatchObject({ reason: 'vin-unknown' });
  });

  it('leaves at a screen without having begun anything', () => {
    const { result, sent } = play(reset(), { answers: ANSWERS, leavesAt: 'Smart Code Reset' });
    expect(result).toMatchObject({ cause: 'person', reason: 'exit', keysErased: 'no' });
    expect(sent.some((line) => line.startsWith('31 01'))).toBe(false);
  });
});

describe('a reset with a technician', () => {
  const IDLE = '62 10 06 00 00 00 00 00 00 00 00';
  const ARMED = '62 10 06 01 11 00 00 10 00 00 00';
  const RUNNING = '62 10 06 01 12 00 00 0A 0E A5 F6';
  const screens = (reported: readonly string[]): readonly string[] =>
    reported.filter((line) => /^(screen|watch|retry|count)/.test(line));

  it('TEC-1, TEC-2: shows the bulletin’s screens in its order, the vehicle first', () => {
    const { result, reported } = play(reset({ guided: true }), {
      answers: TECHNICIAN_ANSWERS,
      passCodes: TECHNICIAN_PASS_CODES,
    });
    expect(screens(reported)).toEqual([
      'screen - Vehicle',
      'screen - Smart Code Reset [I agree]',
      'screen - Smart Code Reset [I understand]',
      'screen - Smart Code Reset',
      'screen - Smart Code Reset',
      'screen SMRT-18-002 Smart Code Reset, step 1 of 2 [Yes]',
      'screen - Smart Code Reset, step 2 of 2',
      'screen - Smart Code Reset, step 2 of 2',
      'watch Smart Code Reset: erasing the keys',
      'screen - Smart Code Reset',
    ]);
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('TEC-6: a wrong pass-code is reported with the attempts left, and a second try generates a new seed', () => {
    let tried = false;
    const { result, reported, sent } = play(reset({ guided: true }), {
      answers: { ...TECHNICIAN_ANSWERS, '27 02 32 39 34 32 31 31': ['7F 27 35', '67 02'] },
      passCodes: [{ granted: true, passCode: '294211' }, ...TECHNICIAN_PASS_CODES],
      technician: ({ kind }): TechnicianAnswer | undefined => {
        if (kind !== 'retry' || tried) return undefined;
        tried = true;
        return 'again';
      },
    });
    expect(reported.find((line) => line.startsWith('retry'))).toContain('2 attempts left');
    expect(reported.find((line) => line.startsWith('retry'))).toContain('No key has been erased.');
    expect(sent.filter((line) => line === '27 01')).toHaveLength(2);
    expect(result.kind).toBe('done');
  });

  it('TEC-6: who does not try again has the failure as a script has it', () => {
    const { result } = play(reset({ guided: true }), {
      answers: { ...TECHNICIAN_ANSWERS, '27 02 32 39 34 32 31 31': '7F 27 35' },
      passCodes: TECHNICIAN_PASS_CODES,
    });
    expect(result).toMatchObject({ kind: 'failed', reason: 'pass-code', keysErased: 'no' });
  });

  it('AUT-3: a lock is waited out before the next seed', () => {
    const { reported, result } = play(reset({ guided: true }), {
      answers: {
        ...TECHNICIAN_ANSWERS,
        '27 02 32 39 34 32 31 31': ['7F 27 36', '67 02'],
        '22 10 09': ['62 10 09 03 27 10', '62 10 09 03 03 E8', '62 10 09 02 00 00'],
      },
      passCodes: [{ granted: true, passCode: '294211' }, ...TECHNICIAN_PASS_CODES],
      technician: ({ kind }) => (kind === 'retry' ? 'again' : undefined),
    });
    expect(reported).toContain('watch Smart Code Reset: locked: 1 s left');
    expect(result.kind).toBe('done');
  });

  it('RST-5: after a loss it continues where the vehicle is, here in a running reset', () => {
    const { reported, sent, result } = play(reset({ guided: true }), {
      answers: {
        ...TECHNICIAN_ANSWERS,
        '31 01 02 01 02': '',
        '3E 00': ['', '7E 00'],
        '22 F1 86': '62 F1 86 01',
        '22 10 06': [IDLE, RUNNING],
      },
      passCodes: TECHNICIAN_PASS_CODES,
    });
    expect(reported).toContain('watch Connection lost: trying to reach the vehicle');
    expect(sent.filter((line) => line === '10 03')).toHaveLength(2);
    expect(sent.filter((line) => line === '27 03')).toHaveLength(1);
    expect(result).toMatchObject({ kind: 'done', keysErased: 2 });
  });

  it('AUT-6: an armed reset continues with a new seed for its second step', () => {
    const { reported, sent, result } = play(reset({ guided: true }), {
      answers: {
        ...TECHNICIAN_ANSWERS,
        '27 04 E6 B8 10 B8 E6 79': ['', '67 04'],
        '22 10 06': [IDLE, ARMED],
        '3E 00': ['', '7E 00'],
      },
      passCodes: TECHNICIAN_PASS_CODES,
    });
    expect(reported).toContain('watch Connection lost: trying to reach the vehicle');
    expect(reported).toContain('screen - Smart Code Reset: connected again');
    expect(sent.filter((line) => line === '27 01')).toHaveLength(1);
    expect(sent.filter((line) => line === '27 03')).toHaveLength(2);
    expect(result.kind).toBe('done');
  });

  it('TEC-5: the door is watched until the vehicle sees it open', () => {
    const { reported } = play(reset({ guided: true }), {
      answers: { ...TECHNICIAN_ANSWERS, '22 10 04': ['62 10 04 00 02', '62 10 04 00 02', '62 10 04 01 02'] },
      passCodes: TECHNICIAN_PASS_CODES,
    });
    expect(reported.filter((line) => line.startsWith("watch Smart Code Reset: driver's door"))).toHaveLength(1);
  });

  it('TEC-5: with the power off the VIN is asked for, and one that the vehicle contradicts is not taken', () => {
    const vins = ['4T1BZ1FB3KU000000', '4T1BZ1FB4KU999999'];
    const { reported, result } = play(reset({ guided: true }), {
      answers: { ...TECHNICIAN_ANSWERS, '22 10 04': '62 10 04 01 00' },
      passCodes: TECHNICIAN_PASS_CODES,
      technician: ({ kind }) => {
        if (kind === 'retry') return 'again';
        return kind === 'vehicle' ? { vin: vins.shift() ?? '' } : undefined;
      },
    });
    expect(reported.filter((line) => line.startsWith('vehicle'))).toHaveLength(2);
    expect(result).toMatchObject({ kind: 'done', vin: '4T1BZ1FB4KU999999' });
  });

  it('TEC-5: a silent vehicle is looked for until the technician leaves', () => {
    let looks = 0;
    const { result, reported } = play(reset({ guided: true }), {
      answers: {},
      technician: () => (++looks < 5 ? undefined : 'exit'),
    });
    expect(reported.filter((line) => line === 'watch Vehicle: no response yet')).toHaveLength(5);
    expect(result).toMatchObject({ kind: 'failed', reason: 'no-answer', keysErased: 'no' });
  });
});
