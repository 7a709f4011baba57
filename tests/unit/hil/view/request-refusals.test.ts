import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { NRC } from '../../../../can-bus/uds/negative-response-codes.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { NRC_ROWS } from '../../../../hil/view/request-refusals.ts';
import { stepOf } from '../../../../hil/view/request-step.ts';
import { carView } from '../../../support/car-views.ts';

function row(nrc: number, hex: string, changed: Partial<CarView> = {}): unknown {
  return NRC_ROWS[nrc]?.(carView(changed), stepOf(fromHex(hex)));
}

describe('a refusal by its negative response code', () => {
  it('0x11: a service that the ECU does not have', () => {
    expect(row(NRC.serviceNotSupported, '3D 01')).toEqual({
      rule: 'conformance 1',
      condition: 'the service must be one that the ECU has',
      value: 'it has no service 3D',
      next: 'use one of 10, 11, 14, 19, 22, 27, 28, 2E, 2F, 31, 3E and 85',
    });
  });

  it('0x12: a sub-function as it was sent, and without the bit that suppresses the response', () => {
    expect(row(NRC.subFunctionNotSupported, '10 84')).toMatchObject({
      rule: 'conformance 2',
      value: 'service 10 has no sub-function 04 (84 is 04 with the bit that suppresses a positive response)',
      next: 'use one that the diagnostic description (virtual-smart-key.pdx) lists',
    });
    expect(row(NRC.subFunctionNotSupported, '31 04 02 01')).toMatchObject({ rule: 'conformance 50' });
  });

  it.each([
    ['31', 'conformance 3', 'the request 31 must have at least 4 bytes', 'it has 1'],
    ['10 03 00', 'conformance 3', 'the request 10 03 00 must have 2 bytes', 'it has 3'],
    ['27 02 00', 'conformance 40', 'the request 27 02 … must have 8 bytes', 'it has 3'],
  ])('0x13: the length of %s, and the right one', (hex, rule, condition, value) => {
    expect(row(NRC.incorrectMessageLengthOrInvalidFormat, hex)).toMatchObject({ rule, condition, value });
  });

  it('0x22: seeds are used up, or a reset runs', () => {
    expect(row(NRC.conditionsNotCorrect, '27 01')).toMatchObject({ rule: 'AUT-1' });
    const running = { procedure: 'reset', state: 'running', procedureDeadlineUs: 960_000_000 } as const;
    expect(row(NRC.conditionsNotCorrect, '11 01', running)).toEqual({
      rule: 'RST-5',
      condition: 'no reset may be running',
      value: 'Smart Code Reset is running',
      next: 'wait until it completes at 960.000 s, then send 11 01',
    });
  });

  it('RST-5: a running reset is not stopped', () => {
    const running = { procedure: 'reset', state: 'running', procedureDeadlineUs: 960_000_000 } as const;
    expect(row(NRC.conditionsNotCorrect, '31 02 02 01', running)).toMatchObject({
      next: 'wait until it completes at 960.000 s: once begun it cannot be stopped',
    });
  });

  it('0x24: by service, routine and option, or else in general', () => {
    expect(row(NRC.requestSequenceError, '27 02 00 00 00 00 00 00')).toMatchObject({ rule: 'conformance 39' });
    expect(row(NRC.requestSequenceError, '31 01 02 01 02')).toMatchObject({ rule: 'RST-2' });
    expect(row(NRC.requestSequenceError, '31 01 02 01 09')).toEqual({
      rule: 'conformance 2',
      condition: 'the steps must come in their order',
      value: 'no procedure is under way',
      next: 'send the step that is due',
    });
  });

  it.each([
    ['22 12 34', 'conformance 48'],
    ['2E 12 34 00', 'conformance 49'],
    ['31 01 02 09 01', 'conformance 50'],
    ['28 03 07', 'conformance 33'],
    ['14 12 34 56', 'VEH-8'],
    ['85 02', 'conformance 33'],
    ['31 01 02 03 01 09', 'ERA-1'],
  ])('0x31: %s (%s)', (hex, rule) => {
    expect(row(NRC.requestOutOfRange, hex)).toMatchObject({ rule });
  });

  it.each([
    [
      '2E F1 90 01',
      'the identifier must be one that can be written',
      'F190 (VIN) can only be read',
      'write F198 (Tester serial number) or F199 (Programming date)',
    ],
    [
      '2E F1 99 26 13 01',
      'the value must be one that F199 (Programming date) can have',
      'it is 26 13 01',
      'use one that the diagnostic description (virtual-smart-key.pdx) lists',
    ],
    [
      '2E 12 34 00',
      'identifiers, options and values must be ones that the ECU has',
      '2E 12 34 00 contains one that it does not have',
      'use one that the diagnostic description (virtual-smart-key.pdx) lists',
    ],
  ])('0x31: whether an identifier exists, and can be written: %s', (hex, condition, value, next) => {
    expect(row(NRC.requestOutOfRange, hex)).toEqual({ rule: 'conformance 49', condition, value, next });
  });

  it('0x31: cuts a long request off', () => {
    expect(row(NRC.requestOutOfRange, `2E${' 12 34'.repeat(20)}`)).toMatchObject({
      value: '2E 12 34 12 34 12 34 12 34 12 34 12 34 12 34 12 … contains one that it does not have',
    });
  });

  it.each([
    [0, 'no level is'],
    [1, 'level 1 is'],
  ])('0x33: the level that a step needs, level %i unlocked', (securityLevel, value) => {
    const declared = { procedure: 'erasure', state: 'declared', securityLevel } as const;
    expect(row(NRC.securityAccessDenied, '31 01 02 03 02', declared)).toEqual({
      rule: 'AUT-5',
      condition: 'security level 4 must be unlocked',
      value,
      next: 'send 27 07 for a seed, its pass-code with 27 08, then 31 01 02 03 02',
    });
  });

  it('0x33: a step that would be refused with its level, too, is not authorised but preceded', () => {
    expect(row(NRC.securityAccessDenied, '31 01 02 03 02')).toMatchObject({
      next: 'begin with the first step: send 31 01 02 03 01 and the number of keys present',
    });
    const open = { procedure: 'erasure', state: 'window-open', erasure: { declared: 1, touched: [] } } as const;
    expect(row(NRC.securityAccessDenied, '31 01 02 03 02', open)).toMatchObject({
      next: 'touch the engine switch with one more key, then send 31 01 02 03 03',
    });
    const running = { procedure: 'reset', state: 'running', procedureDeadlineUs: 960_000_000 } as const;
    expect(row(NRC.securityAccessDenied, '31 01 02 02 01', running)).toMatchObject({
      next: 'wait until it completes at 960.000 s',
    });
  });

  it('0x35 and 0x36: as the reason says', () => {
    for (const nrc of [NRC.invalidKey, NRC.exceededNumberOfAttempts]) {
      expect(row(nrc, '27 02 00 00 00 00 00 00', { attempts: 1 })).toMatchObject({
        rule: 'AUT-3',
        value: 'it is wrong, attempt 1 of 3',
      });
    }
  });

  it('0x37: until when the delay runs, where it is known', () => {
    expect(row(NRC.requiredTimeDelayNotExpired, '27 01', { attemptsDelayUntilUs: 12_000_000 })).toMatchObject({
      value: 'it runs until 12.000 s',
      next: 'wait for its end, then send 27 01',
    });
    expect(row(NRC.requiredTimeDelayNotExpired, '27 01')).toMatchObject({ value: 'it was running' });
  });

  it('0x7F: the extended session', () => {
    expect(row(NRC.serviceNotSupportedInActiveSession, '31 03 02 01')).toMatchObject({
      next: 'send 10 03, then 31 03 02 01',
    });
  });

  it('has nothing for a code that the ECU does not send', () => {
    expect(NRC_ROWS[NRC.rpmTooHigh]).toBeUndefined();
  });
});
