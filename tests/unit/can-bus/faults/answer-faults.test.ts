import { describe, expect, it } from 'vitest';
import { parseByteMask } from '../../../../can-bus/bytes/byte-mask.ts';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { AnswerFaults } from '../../../../can-bus/faults/answer-faults.ts';
import { NO_ANSWER_FAULT, type AnswerFault } from '../../../../can-bus/faults/diagnostic-fault-plan.ts';
import { RandomSource } from '../../../../can-bus/random/random-source.ts';

function faults(...parts: readonly Partial<AnswerFault>[]): AnswerFaults {
  const plan = parts.map((part) => ({ ...NO_ANSWER_FAULT, ...part }));
  return new AnswerFaults(plan, RandomSource.seeded(1, 'test'));
}

/** What the tool gets, with how long after the answer in ms, or the names of what struck where nothing comes. */
function fate(subject: AnswerFaults, request: string, answer: string): readonly string[] {
  const { struck, deliveries } = subject.judge(fromHex(request), fromHex(answer));
  if (deliveries.length === 0) return struck;
  return deliveries.map(({ afterUs, payload }) => `${afterUs / 1000} ${toHex(payload, ' ')}`);
}

describe('answer faults', () => {
  it('leave an answer that none fits as it is', () => {
    const subject = faults({ request: parseByteMask('22 F1 90'), drop: true });
    expect(fate(subject, '22 F1 91', '62 F1 91 00')).toEqual(['0 62 F1 91 00']);
    expect(fate(subject, '22 F1 90', '62 F1 90 00')).toEqual(['answer-dropped']);
  });

  it.each([
    [{ replace: fromHex('7F 22 31') }, ['0 7F 22 31']],
    [{ truncate: 2 }, ['0 62 F1']],
    [{ truncate: 9 }, ['0 62 F1 90 41']],
    [{ alter: { at: 3, bits: 0x03 } }, ['0 62 F1 90 42']],
    [{ alter: { at: 4, bits: 0x03 } }, ['0 62 F1 90 41']],
    [{ delayMs: 120.5 }, ['120.5 62 F1 90 41']],
    [{ pending: 2, pendingEveryMs: 1000, delayMs: 10 }, ['0 7F 22 78', '1000 7F 22 78', '2010 62 F1 90 41']],
    [{ replace: fromHex('01 02 03'), alter: { at: 0, bits: 0xff }, truncate: 2 }, ['0 FE 02']],
  ])('%j', (part, expected) => {
    expect(fate(faults(part), '22 F1 90', '62 F1 90 41')).toEqual(expected);
  });

  it('spare a 0x78 of the ECU, unless that is what they are for', () => {
    expect(fate(faults({ drop: true }), '31 01', '7F 31 78')).toEqual(['0 7F 31 78']);
    expect(fate(faults({ response: parseByteMask('7F ** 78'), drop: true }), '31 01', '7F 31 78')).toEqual([
      'answer-dropped',
    ]);
  });

  it('keep to their bounds, and then hold no answer up any more', () => {
    const subject = faults({ request: parseByteMask('3E 00'), drop: true, skip: 1, count: 1 });
    const request = fromHex('3E 00');
    expect([subject.concerns(request), subject.concerns(fromHex('3E 80')), subject.concerns(null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(fate(subject, '3E 00', '7E 00')).toEqual(['0 7E 00']);
    expect(fate(subject, '3E 00', '7E 00')).toEqual(['answer-dropped']);
    expect(subject.concerns(request)).toBe(false);
    const later = faults({ request: parseByteMask('3E 00'), drop: true, skip: 1, count: 1 });
    later.restore(subject.counts);
    expect(later.concerns(request)).toBe(false);
  });

  it('go by the first that fits', () => {
    const subject = faults({ response: parseByteMask('62 ..'), truncate: 1 }, { drop: true });
    expect(fate(subject, '22 F1 90', '62 F1 90 41')).toEqual(['0 62']);
    expect(fate(subject, '22 F1 90', '7F 22 31')).toEqual(['answer-dropped']);
  });

  it('strike with their probability', () => {
    const subject = faults({ drop: true, probability: 0.25 });
    const struck = Array.from({ length: 1000 }, () => fate(subject, '3E 00', '7E 00')[0] === 'answer-dropped');
    expect(struck.filter(Boolean).length).toBeGreaterThan(200);
    expect(struck.filter(Boolean).length).toBeLessThan(300);
  });
});
