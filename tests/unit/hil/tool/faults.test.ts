import { describe, expect, it } from 'vitest';
import { clear, faults } from '../../../../hil/tool/faults.ts';
import { resultJson, resultLines } from '../../../../hil/tool/result-report.ts';
import { codeByName, codeName } from '../../../../hil/tester/trouble-codes.ts';
import { CONTACT, play, type Script } from './scripted-vehicle.ts';

const ANSWERS: Script['answers'] = {
  ...CONTACT,
  '3E 00': '7E 00',
  '19 02 FF': '59 02 2F A7 8D 00 2F A7 A5 00 2E 12 34 56 08',
  '19 06 A7 8D 00 01': '59 06 A7 8D 00 2F 01 03',
  '19 06 A7 A5 00 01': '59 06 A7 A5 00 2E 01 01',
  '19 06 12 34 56 01': '7F 19 31',
};

describe('the utility that reads trouble codes', () => {
  it('VEH-8: names each code, its meaning, its status and how often it occurred', () => {
    const { result, sent } = play(faults(), { answers: ANSWERS });
    expect(sent).toEqual([
      '3E 00',
      '22 F1 90',
      '19 02 FF',
      '19 06 A7 8D 00 01',
      '19 06 A7 A5 00 01',
      '19 06 12 34 56 01',
    ]);
    expect(resultLines(result)).toEqual([
      'result         done',
      'vehicle        4T1BZ1FB4KU999999',
      'trouble codes  3',
      'B278D          key registration is prohibited: an ID code box is present',
      '               present now, confirmed, pending; seen 3 times',
      'B27A5          front cabin antenna: open circuit',
      '               not present now, confirmed, pending, failed since the last clear; seen 1 time',
      '123456         unknown to this tool',
      '               not present now, confirmed',
    ]);
    expect(resultJson(result)).toMatchObject({
      utility: 'faults',
      faults: [
        { code: 'B278D', raw: 'A78D00', status: { testFailed: true, confirmed: true }, occurrences: 3 },
        { code: 'B27A5', raw: 'A7A500', status: { testFailed: false, confirmed: true }, occurrences: 1 },
        { code: '123456', raw: '123456', meaning: null, occurrences: null },
      ],
    });
  });

  it('says so where none is stored', () => {
    const { result } = play(faults(), { answers: { ...ANSWERS, '19 02 FF': '59 02 2F' } });
    expect(resultLines(result)).toContain('trouble codes  none');
  });

  it('TEC-6: an answer that breaks off within a code is reported as unexpected, a silent vehicle as silent', () => {
    const odd = play(faults(), { answers: { ...ANSWERS, '19 02 FF': '59 02 2F A7 8D' } });
    expect(odd.result).toMatchObject({
      kind: 'failed',
      cause: 'vehicle',
      reason: 'unexpected-response',
      keysErased: 'no',
    });
    const silent = play(faults(), { answers: {} });
    expect(silent.result).toMatchObject({ kind: 'failed', cause: 'bench', reason: 'no-answer' });
  });
});

describe('the utility that clears trouble codes', () => {
  it('VEH-8: clears all, and reports what is stored again because it is still present', () => {
    const answers = {
      ...ANSWERS,
      '19 02 FF': ['59 02 2F A7 8D 00 2F A7 A5 00 2E', '59 02 2F A7 8D 00 2F'],
      '14 FF FF FF': '54',
    };
    const { result, sent } = play(clear(), { answers });
    expect(sent.indexOf('14 FF FF FF')).toBeGreaterThan(sent.indexOf('19 02 FF'));
    expect(resultLines(result).slice(2)).toEqual([
      'cleared     B278D, B27A5',
      'stored now  1',
      'B278D       key registration is prohibited: an ID code box is present',
      '            present now, confirmed, pending; seen 3 times',
    ]);
  });

  it('clears one code only', () => {
    const { result, sent } = play(clear({ code: 0xa7a500 }), { answers: { ...ANSWERS, '14 A7 A5 00': '54' } });
    expect(sent).toContain('14 A7 A5 00');
    expect(result).toMatchObject({ kind: 'done', cleared: [{ code: 'B27A5' }] });
  });

  it('TEC-6: a refusal is reported with what was being done', () => {
    const { result } = play(clear(), { answers: { ...ANSWERS, '14 FF FF FF': '7F 14 22' } });
    expect(result).toMatchObject({ kind: 'failed', reason: 'refused', keysErased: 'no' });
    expect(result.kind === 'failed' && result.what).toContain('while trouble codes are cleared');
  });
});

describe('the name of a trouble code', () => {
  it.each([
    ['B278D', 0xa78d00],
    ['b27a5', 0xa7a500],
    ['A7F041', 0xa7f041],
    ['123abc', 0x123abc],
    ['B9999', null],
    ['', null],
  ])('"%s" is %s', (text, code) => {
    expect(codeByName(text)).toBe(code);
    if (code !== null) expect(codeName(code)).toBe(text.toUpperCase());
  });
});
