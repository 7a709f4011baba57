import { describe, expect, it } from 'vitest';
import { erase } from '../../../../hil/tool/erase.ts';
import { CONTACT, play, type Script } from './scripted-vehicle.ts';

const KEPT = 0xa100_0001;

const PASS_CODE = { granted: true, passCode: '103226DBA618' } as const;
const ANSWERS: Script['answers'] = {
  ...CONTACT,
  '22 10 01': ['62 10 01 02', '62 10 01 01'],
  '22 10 02': ['62 10 02 05', '62 10 02 06'],
  '22 10 06': '62 10 06 00 00 00 00 00 00 00 00',
  '22 10 08': ['62 10 08 00 00', '62 10 08 00 01'],
  '31 01 02 03 01 01': '71 01 02 03 31 01 01',
  '27 07': '67 07 05 A1 7C 0D 00 01 00 11 22 33 AA BB B9 73 B6 A8',
  '27 08 10 32 26 DB A6 18': '67 08',
  '31 01 02 03 02': '71 01 02 03 32',
  '31 03 02 03': '71 03 02 03 32 00 00 00 00 64 00 74 CC 01 01',
  '31 01 02 03 03': '71 01 02 03 00 01',
  '31 02 02 03': '71 02 02 03 00',
};

describe('the utility Undesignated Key Permanent Erasure', () => {
  it('TEC-1, ERA-1..5: shows the numbered screens of the bulletin in its order', () => {
    const { result, reported } = play(erase({ touch: [KEPT] }), { answers: ANSWERS, passCodes: [PASS_CODE] });
    expect(reported).toEqual([
      '10 03',
      '22 F1 90',
      '22 10 01',
      '22 10 02',
      'screen - Undesignated Key Permanent Erasure',
      '31 01 02 03 01 01',
      'screen SMRT-42-007 Undesignated Key Permanent Erasure',
      'screen SMRT-42-008 Undesignated Key Permanent Erasure [I agree]',
      'screen SMRT-41-001 Undesignated Key Permanent Erasure',
      '27 07',
      'screen SMRT-41-011 Undesignated Key Permanent Erasure',
      'pass-code 4 4T1BZ1FB4KU999999 R 5A17C0D0001 D 00112233AABB D B973B6A8',
      '27 08 10 32 26 DB A6 18',
      '31 01 02 03 02',
      'touch present A1000001',
      '31 03 02 03',
      '22 10 08',
      '31 01 02 03 03',
      '22 10 01',
      '22 10 02',
      'screen - Undesignated Key Permanent Erasure',
      '10 01',
    ]);
    expect(result).toEqual({
      kind: 'done',
      utility: 'erase',
      vin: '4T1BZ1FB4KU999999',
      kept: [KEPT],
      keysErased: 1,
      keys: { registered: 1, freeSlots: 6 },
    });
  });

  it('ERA-1: a count the vehicle finds impossible ends it before a pass-code is asked for', () => {
    const answers = { ...ANSWERS, '31 01 02 03 01 01': '7F 31 31' };
    const { result, sent } = play(erase({ touch: [KEPT] }), { answers });
    expect(result).toMatchObject({ cause: 'vehicle', reason: 'out-of-range', keysErased: 'no' });
    expect(sent).not.toContain('27 07');
  });

  it('ERA-4: a key the vehicle does not count ends it: nothing is deleted, and the window is shut', () => {
    const answers = { ...ANSWERS, '31 03 02 03': '71 03 02 03 32 00 00 00 00 64 00 74 CC 01 00' };
    const { result, sent } = play(erase({ touch: [KEPT] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ reason: 'key-not-counted', keysErased: 'no' });
    expect(sent).not.toContain('31 01 02 03 03');
    expect(sent).toContain('31 02 02 03');
  });

  it('ERA-6, TEC-6: a window that ran out is named, before the delete and at it', () => {
    const over = '71 03 02 03 00 04 00 00 75 30 00 00 00 01 01';
    const touching = play(erase({ touch: [KEPT] }), {
      answers: { ...ANSWERS, '31 03 02 03': over },
      passCodes: [PASS_CODE],
    });
    expect(touching.result).toMatchObject({ reason: 'window-closed', keysErased: 'no' });
    const deleting = play(erase({ touch: [KEPT] }), {
      answers: {
        ...ANSWERS,
        '31 01 02 03 03': '7F 31 24',
        '31 03 02 03': ['71 03 02 03 32 00 00 00 00 64 00 74 CC 01 01', over],
        '22 10 08': '62 10 08 00 00',
      },
      passCodes: [PASS_CODE],
    });
    expect(deleting.result).toMatchObject({ reason: 'window-closed', keysErased: 'no' });
  });

  it.each([
    ['62 10 08 00 01', 'yes'],
    ['62 10 08 00 00', 'no'],
    ['', 'unknown'],
  ])('TEC-6: a delete without an answer, and %s retired keys after it: erased %s', (retired, keysErased) => {
    const answers = { ...ANSWERS, '31 01 02 03 03': '', '22 10 08': ['62 10 08 00 00', retired] };
    const { result } = play(erase({ touch: [KEPT] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ cause: 'bench', reason: 'no-answer', keysErased });
  });

  it('an answer that is too short is not taken for a Smart Key ECU’s', () => {
    const answers = { ...ANSWERS, '31 01 02 03 01 01': '71 01 02 03 31' };
    const { result } = play(erase({ touch: [KEPT] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ reason: 'unexpected-response' });
  });
});
