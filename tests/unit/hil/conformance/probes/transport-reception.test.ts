import { describe, expect, it } from 'vitest';
import { RECEPTION_PROBES } from '../../../../../hil/conformance/probes/transport-reception.ts';
import { probeRule, verdictOf } from '../../../../support/probed-car.ts';

const FIRST = '10 09 22 F1 86 F1 86 F1';
const FIXED_IDS = {
  extendedIds: true,
  oem: { kind: 'normal', requestId: '0x18DAB5F1', responseId: '0x18DAF1B5' },
  generic: { kind: 'normal', requestId: '0x18DAB6F1', responseId: '0x18DAF1B6' },
  functionalId: '0x18DB33F1',
};

describe('the probes of reception at our own car', () => {
  it.each([52, 53, 54, 55, 56, 57, 58, 59, 62, 63])('pass rule %i', async (rule) => {
    expect(await verdictOf(RECEPTION_PROBES, rule)).toBe('pass');
    expect(await verdictOf(RECEPTION_PROBES, rule, { endpoint: 'oem' })).toBe('pass');
  });

  it.each([52, 53, 54, 55, 56, 57, 58, 59, 62, 63])('do not probe rule %i with longer frames', async (rule) => {
    expect(await verdictOf(RECEPTION_PROBES, rule, { context: { isClassical: false } })).toBe(
      'not probed: only with frames of 8 bytes',
    );
  });

  it('rule 57: send a byte less in each frame where an address byte leads it', async () => {
    const sent = async (endpoint: 'oem' | 'generic'): Promise<readonly string[]> => {
      const { evidence } = await probeRule(RECEPTION_PROBES, 57, { endpoint });
      return evidence.filter((line) => line.startsWith('⇒')).slice(0, 2);
    };
    expect(await sent('generic')).toEqual(['⇒ 10 09 22 F1 86 F1 86 F1', '⇒ 21 86 F1 86']);
    expect(await sent('oem')).toEqual(['⇒ 10 09 22 F1 86 F1 86', '⇒ 21 F1 86 F1 86']);
  });

  it('rule 64: probe 29-bit ids where the ECU has them', async () => {
    expect(await verdictOf(RECEPTION_PROBES, 64)).toBe('not probed: the ECU has 11-bit ids');
    expect(await verdictOf(RECEPTION_PROBES, 64, { profile: { addressing: FIXED_IDS } })).toBe('pass');
    const context = { extendedIds: true, requestId: 0x18da_b6f1, responseId: 0x18da_f1b7 };
    expect(await verdictOf(RECEPTION_PROBES, 64, { context })).toBe(
      'inconclusive: the ids are not normal fixed addressing',
    );
  });
});

describe('the probes of reception at an ECU with a flaw', () => {
  it.each([
    [52, '00 3E 00', '03 7F 3E 13', '00 3E 00: 03 7F 3E 13 instead of silence'],
    [52, '08 3E 00 00 00 00 00 00', '03 7F 3E 13', '08 3E 00 00 00 00 00 00: 03 7F 3E 13 instead of silence'],
    [52, '0F 3E 00', '03 7F 3E 13', '0F 3E 00: 03 7F 3E 13 instead of silence'],
    [52, '03 3E 00', '03 7F 3E 13', '03 3E 00: 03 7F 3E 13 instead of silence'],
    [52, '02 3E 00', null, '02 3E 00: silence instead of 02 7E 00'],
    [53, '10 07 3E 00 00 00 00 00', '30 00 00', '10 07 3E 00 00 00 00 00: 30 00 00 instead of silence'],
    [54, '10 00 00 00 0F FF 22 F1', '30 00 00', '10 00 00 00 0F FF 22 F1: 30 00 00 instead of silence'],
    [55, '10 00 FF FF FF FF 22 F1', '30 00 00', 'FF_DL FFFFFFFF: 30 00 00 instead of 32 (overflow)'],
    [55, '10 00 FF FF FF FF 22 F1', null, 'FF_DL FFFFFFFF: silence instead of 32 (overflow)'],
    [55, '21 86 F1 86', '03 7F 22 31', '21 86 F1 86: 03 7F 22 31 instead of silence'],
    [56, `fn ${FIRST}`, '30 00 00', 'a functional first frame is answered'],
    [57, FIRST, null, `${FIRST}: silence instead of a flow control`],
    [57, FIRST, '32 00 00', `${FIRST}: 32 00 00 instead of a flow control`],
    [57, '21 86 F1 86', null, '21 86 F1 86: silence instead of a response'],
    [57, '20 86 F1 86', '03 7F 22 31', '20 86 F1 86: 03 7F 22 31 instead of silence'],
    [57, '22 86 F1 86', '03 7F 22 31', '22 86 F1 86: 03 7F 22 31 instead of silence'],
    [58, '21 86 F1 86', '03 7F 22 31', '21 86 F1 86: 03 7F 22 31 instead of silence'],
    [59, '30 00 00, 40 3E 00', '02 7E 00', '30 00 00, 40 3E 00: 02 7E 00 instead of silence'],
    [62, FIRST, '30 00 00 @901', '30 00 00 came after 901 ms'],
    [63, '02 3E 00', null, '02 3E 00: silence'],
    [63, '02 3E 00 00 00 00 00 00', null, '02 3E 00 00 00 00 00 00: silence'],
    [63, '02 3E 00 AA AA AA AA AA', null, '02 3E 00 AA AA AA AA AA: silence'],
    [63, '02 3E 00 55', '03 7F 3E 13', '02 3E 00 55: 03 7F 3E 13'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(RECEPTION_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it('rule 59: frames of no message that are answered fail', async () => {
    const stray = '21 3E 00, 30 00 00, 40 3E 00, 92 3E 00, F2 3E 00';
    expect(await verdictOf(RECEPTION_PROBES, 59, { flaws: { [stray]: '03 7F 3E 13' } })).toBe(
      `fail: ${stray}: 03 7F 3E 13 instead of silence`,
    );
  });

  it('rule 62: without a flow control there is nothing to measure', async () => {
    expect(await verdictOf(RECEPTION_PROBES, 62, { flaws: { [FIRST]: null } })).toBe(
      'inconclusive: no flow control came',
    );
  });
});
