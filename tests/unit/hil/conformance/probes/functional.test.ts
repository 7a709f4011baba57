import { describe, expect, it } from 'vitest';
import { FUNCTIONAL_PROBES } from '../../../../../hil/conformance/probes/functional.ts';
import { OWN, verdictOf } from '../../../../support/probed-car.ts';

describe('the probes of functional requests at our own car', () => {
  it.each([12, 14, 16, 17])('pass rule %i', async (rule) => {
    expect(await verdictOf(FUNCTIONAL_PROBES, rule)).toBe('pass');
  });

  it('rule 12: look for silence only where the physical request is refused with that code', async () => {
    const flaws = { '3F 00': '7F 3F 22', 'fn 3F 00': '7F 3F 22' };
    expect(await verdictOf(FUNCTIONAL_PROBES, 12, { flaws })).toBe('pass');
  });
});

describe('the probes of functional requests at an ECU with a flaw', () => {
  it.each([
    [12, 'fn 3F 00', '7F 3F 11', 'functional 3F 00: 7F 3F 11 instead of silence'],
    [12, 'fn 10 7E', '7F 10 12', 'functional 10 7E: 7F 10 12 instead of silence'],
    [12, 'fn 22 00 00', '7F 22 31', 'functional 22 00 00: 7F 22 31 instead of silence'],
    [14, 'fn 10 01 00', null, 'functional 10 01 00: silence instead of 7F 10 13'],
    [16, 'fn 3E 00', null, 'functional 3E 00: silence instead of 7E 00'],
    [17, 'fn 3E 80', '7E 00', 'functional 3E 80: 7E 00 instead of silence'],
  ])('rule %i: %s answered %s fails', async (rule, asked, answer, reason) => {
    expect(await verdictOf(FUNCTIONAL_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`fail: ${reason}`);
  });

  it('rule 17: a session that ends in spite of functional 3E 80 fails', async () => {
    const flaws = { '22 F1 86': [OWN, '62 F1 86 01'] };
    expect(await verdictOf(FUNCTIONAL_PROBES, 17, { flaws })).toBe(
      'fail: after functional 3E 80: session 01 instead of 03',
    );
  });

  it.each([
    [12, 'fn 3E 00', null, 'no ECU answers to the functional id'],
    [14, 'fn 3E 00', null, 'no ECU answers to the functional id'],
    [17, 'fn 3E 00', null, 'no ECU answers to the functional id'],
    [17, '10 03', '7F 10 12', 'no extended session: 7F 10 12'],
    [17, '22 F1 86', null, 'the ECU does not report its session by F186: silence'],
  ])('rule %i: %s answered %s is inconclusive', async (rule, asked, answer, reason) => {
    expect(await verdictOf(FUNCTIONAL_PROBES, rule, { flaws: { [asked]: answer } })).toBe(`inconclusive: ${reason}`);
  });

  it.each([12, 14, 16, 17])('rule %i is not probed at an ECU that receives no functional requests', async (rule) => {
    const context = { receivesFunctional: false };
    expect(await verdictOf(FUNCTIONAL_PROBES, rule, { context })).toBe(
      'not probed: the ECU receives no functional requests',
    );
  });
});
