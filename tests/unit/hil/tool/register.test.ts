import { describe, expect, it } from 'vitest';
import { register } from '../../../../hil/tool/register.ts';
import { CONTACT, play, type Script } from './scripted-vehicle.ts';

const OLD = 0xa100_0001;
const NEW = 0x1000_0001;
const NEWER = 0x1000_0002;

const PASS_CODE = { granted: true, passCode: '103226DBA618' } as const;
const UNLOCK: Script['answers'] = {
  '27 05': '67 05 05 A1 7C 0D 00 01 00 11 22 33 AA BB B9 73 B6 A8',
  '27 06 10 32 26 DB A6 18': '67 06',
};

const ADDITIONAL: Script['answers'] = {
  ...CONTACT,
  ...UNLOCK,
  '22 10 01': ['62 10 01 02', '62 10 01 02', '62 10 01 03'],
  '22 10 02': ['62 10 02 05', '62 10 02 05', '62 10 02 04'],
  '31 01 02 02 01': '71 01 02 02 21 00 05',
  '31 01 02 02 02': '71 01 02 02 23 1F',
  '31 01 02 02 03': '71 01 02 02 24',
  '31 03 02 02': ['71 03 02 02 22 00 00 00 00 64 00 EA 60 00 05 00', '71 03 02 02 00 01 00 00 00 C8 00 00 00 01 04 00'],
};

const INITIAL: Script['answers'] = {
  ...CONTACT,
  ...UNLOCK,
  '22 10 01': ['62 10 01 00', '62 10 01 00', '62 10 01 02'],
  '22 10 02': ['62 10 02 07', '62 10 02 07', '62 10 02 05'],
  '31 01 02 02 01': '71 01 02 02 22 01 07',
  '31 01 02 02 02': '71 01 02 02 23 17',
  '31 01 02 02 03': '71 01 02 02 24',
  '31 03 02 02': ['71 03 02 02 24 00 00 00 00 64 00 EA 60 01 06 00', '71 03 02 02 24 00 00 00 00 C8 00 EA 60 02 05 00'],
  '31 02 02 02': '71 02 02 02 00',
};

describe('the utility Smart Code Registration', () => {
  it('TEC-4, REG-3, REG-4: enters only after the free slots were shown, and checks before it starts', () => {
    const { result, reported } = play(register({ touch: [OLD, NEW] }), { answers: ADDITIONAL, passCodes: [PASS_CODE] });
    expect(reported).toEqual([
      '10 03',
      '22 F1 90',
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Registration [I understand]',
      'screen - Smart Code Registration',
      '27 05',
      'screen - Smart Code Registration',
      'pass-code 3 4T1BZ1FB4KU999999 R 5A17C0D0001 D 00112233AABB D B973B6A8',
      '27 06 10 32 26 DB A6 18',
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Registration',
      'screen - Smart Code Registration',
      '31 01 02 02 01',
      'touch registered A1000001',
      '31 03 02 02',
      '31 01 02 02 02',
      'screen - Smart Code Registration, Pre-Start Check',
      '31 01 02 02 03',
      'touch new 10000001',
      '31 03 02 02',
      '22 10 01',
      '22 10 02',
      'screen - Smart Code Registration',
      '10 01',
    ]);
    expect(result).toEqual({
      kind: 'done',
      utility: 'register',
      vin: '4T1BZ1FB4KU999999',
      mode: 'additional',
      added: [NEW],
      keys: { registered: 3, freeSlots: 4 },
    });
  });

  it('REG-4: begins again from the seed for each further key, the registered key first', () => {
    const answers = {
      ...ADDITIONAL,
      '31 03 02 02': [
        '71 03 02 02 22 00 00 00 00 64 00 EA 60 00 05 00',
        '71 03 02 02 00 01 00 00 00 C8 00 00 00 01 04 00',
        '71 03 02 02 22 00 00 00 00 64 00 EA 60 00 04 00',
        '71 03 02 02 00 01 00 00 00 C8 00 00 00 01 03 00',
      ],
    };
    const passCodes = [PASS_CODE, PASS_CODE];
    const { result, reported } = play(register({ touch: [OLD, NEW, NEWER] }), { answers, passCodes });
    const outline = reported.filter((line) => /^(27 05|31 01 02 02 01|touch)/.test(line));
    expect(outline).toEqual([
      '27 05',
      '31 01 02 02 01',
      'touch registered A1000001',
      'touch new 10000001',
      '27 05',
      '31 01 02 02 01',
      'touch registered A1000001',
      'touch new 10000002',
    ]);
    expect(result).toMatchObject({ kind: 'done', added: [NEW, NEWER] });
  });

  it('REG-5: registers all new keys in one run where none is registered, and stops it after the last', () => {
    const { result, reported } = play(register({ touch: [NEW, NEWER] }), { answers: INITIAL, passCodes: [PASS_CODE] });
    const outline = reported.filter((line) => /^(27 05|31|touch)/.test(line));
    expect(outline).toEqual([
      '27 05',
      '31 01 02 02 01',
      '31 01 02 02 02',
      '31 01 02 02 03',
      'touch new 10000001',
      '31 03 02 02',
      'touch new 10000002',
      '31 03 02 02',
      '31 02 02 02',
    ]);
    expect(result).toMatchObject({ kind: 'done', mode: 'initial', added: [NEW, NEWER], keys: { registered: 2 } });
  });

  it('REG-7: does not stop a run that has ended with the last free slot', () => {
    const answers = { ...INITIAL, '31 03 02 02': '71 03 02 02 00 01 00 00 00 64 00 00 00 01 00 00' };
    const { result, sent } = play(register({ touch: [NEW] }), { answers, passCodes: [PASS_CODE] });
    expect(sent).not.toContain('31 02 02 02');
    expect(result.kind).toBe('done');
  });

  it.each([
    ['05', 'already-registered'],
    ['06', 'bound-elsewhere-or-retired'],
    ['07', 'weak-key-battery'],
    ['08', 'antenna'],
    ['00', 'key-not-seen'],
  ])('REG-6, TEC-6: names reason %s of a refused key, stops, and keeps those registered before', (code, reason) => {
    const answers = {
      ...INITIAL,
      '31 03 02 02': [
        '71 03 02 02 24 00 00 00 00 64 00 EA 60 01 06 00',
        `71 03 02 02 24 00 00 00 00 C8 00 EA 60 01 06 ${code}`,
      ],
    };
    const { result, sent } = play(register({ touch: [NEW, NEWER] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ kind: 'failed', cause: 'vehicle', reason, added: [NEW], keysErased: 'no' });
    expect(result.kind === 'failed' && result.what).toContain('10000002');
    expect(sent).toContain('31 02 02 02');
  });

  it('REG-3: says that the key touched first is not a registered one', () => {
    const answers = { ...ADDITIONAL, '31 03 02 02': '71 03 02 02 21 00 00 00 00 64 00 EA 60 00 05 00' };
    const { result } = play(register({ touch: [NEWER, NEW] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ reason: 'not-registered', added: [] });
    expect(result.kind === 'failed' && result.what).toContain('10000002');
  });

  it('REG-7: says that a step came too late, with the words of the last run', () => {
    const late = '71 03 02 02 00 04 0E 00 EA 60 00 00 00 00 05 00';
    const touched = play(register({ touch: [OLD, NEW] }), {
      answers: { ...ADDITIONAL, '31 03 02 02': late },
      passCodes: [PASS_CODE],
    });
    expect(touched.result).toMatchObject({ reason: 'step-timeout' });
    const started = play(register({ touch: [OLD, NEW] }), {
      answers: {
        ...ADDITIONAL,
        '31 01 02 02 03': '7F 31 24',
        '31 03 02 02': ['71 03 02 02 22 00 00 00 00 64 00 EA 60 00 05 00', late],
      },
      passCodes: [PASS_CODE],
    });
    expect(started.result).toMatchObject({ reason: 'step-timeout' });
  });

  it('REG-1: does not enter without enough free slots for all new keys', () => {
    const answers = { ...INITIAL, '22 10 02': '62 10 02 01' };
    const { result, sent } = play(register({ touch: [NEW, NEWER] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ reason: 'full' });
    expect(sent).not.toContain('31 01 02 02 01');
  });

  it.each([
    ['7F 31 93', 'battery'],
    ['7F 31 88', 'speed'],
    ['7F 31 33', 'not-authorised'],
    ['7F 31 24', 'wrong-order'],
  ])('REG-1, TEC-6: says what %s to entering means', (answer, reason) => {
    const answers = { ...INITIAL, '31 01 02 02 01': answer, '31 03 02 02': '7F 31 24' };
    const { result } = play(register({ touch: [NEW] }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ kind: 'failed', reason });
  });

  it.each([
    ['additional', [OLD], ADDITIONAL],
    ['additional', [], ADDITIONAL],
    ['initial', [], INITIAL],
  ])('REG-2: in %s mode it needs other keys than %j', (_mode, touch, answers) => {
    const { result, sent } = play(register({ touch }), { answers, passCodes: [PASS_CODE] });
    expect(result).toMatchObject({ cause: 'person', reason: 'touch-list' });
    expect(sent).not.toContain('27 05');
  });

  it('stops the registration where nobody touches a key', () => {
    const script = { answers: INITIAL, passCodes: [PASS_CODE], operatorIsThere: false };
    const { result, sent } = play(register({ touch: [NEW] }), script);
    expect(result).toMatchObject({
      cause: 'bench',
      reason: 'stimulus-failed',
      what: 'nobody is there',
      next: 'go there',
    });
    expect(sent).toContain('31 02 02 02');
  });
});
