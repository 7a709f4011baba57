import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import { describeOutcome, describeRequest } from '../../../../hil/tester/describe-exchange.ts';
import { describeReading } from '../../../../hil/tester/describe-reading.ts';
import { entryById } from '../../../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { identifierReading } from '../../../../hil/tester/identifier-readings.ts';
import { stepPrinter } from '../../../../hil/tool/step-printer.ts';
import type { ConversationStep } from '../../../../hil/tester/conversation.ts';

const positive = (hex: string): UdsOutcome => ({ kind: 'positive', response: fromHex(hex) });

describe('an exchange in words', () => {
  it.each([
    ['10 03', positive('50 03 00 32 01 F4'), 'open the extended session: done'],
    ['10 01', { kind: 'timeout', waitedFor: 'p2' }, 'close the session: no response'],
    ['27 07', positive('67 07 AB CD'), 'request a seed, level 4: seed ABCD'],
    [
      '27 08 01',
      { kind: 'negative', response: fromHex('7F 27 35'), nrc: 0x35 },
      'send the pass-code, level 4: refused, 0x35 invalidKey',
    ],
    ['22 10 01', positive('62 10 01 02'), 'read registered keys: 2'],
    ['22 12 34', positive('62 12 34 AB'), 'read 1234: AB'],
    ['31 01 02 03 01 02', positive('71 01 02 03 31 02 01'), 'Undesignated Key Permanent Erasure: declare 2: declared'],
    ['31 01 02 02 02', positive('71 01 02 02 23 1F'), 'Smart Code Registration: Pre-Start Check: ready to start'],
    ['31 02 02 01', positive('71 02 02 01 00'), 'Smart Code Reset: stop: idle'],
    [
      '31 03 02 01',
      positive('71 03 02 01 00 03 02 00 27 10 00 00 00'),
      'Smart Code Reset: results: idle, aborted (battery)',
    ],
    ['19 02 FF', positive('59 02 2F A7 8D 00 2F A7 A5 00 2E'), 'read the trouble codes: B278D, B27A5'],
    ['19 02 FF', positive('59 02 2F'), 'read the trouble codes: none'],
    ['19 06 A7 8D 00 01', positive('59 06 A7 8D 00 2F 01 03'), 'read the occurrences of B278D: 3'],
    ['14 FF FF FF', positive('54'), 'clear the trouble codes: done'],
    ['14 A7 85 00', positive('54'), 'clear B2785: done'],
    ['85 02', { kind: 'no-response' }, 'setting of trouble codes: off: no response, as requested'],
    ['3E 00', { kind: 'send-failed', fault: 'timeout-a' }, 'tester present: not transmitted'],
    ['3E 00', { kind: 'receive-failed', fault: 'timeout-cr' }, 'tester present: the response broke off'],
  ] as const)('%s', (request, outcome, words) => {
    const payload = fromHex(request);
    expect(`${describeRequest(payload)}: ${describeOutcome(payload, outcome)}`).toBe(words);
  });
});

describe('a data identifier', () => {
  const read = (identifier: number, hex: string | null): unknown => {
    const known = entryById(SMART_KEY.dataIdentifiers, identifier);
    if (known === undefined) throw new Error('not a known identifier');
    return identifierReading(...known, hex === null ? null : fromHex(hex), SMART_KEY).value;
  };

  it.each([
    [0xf18c, '05 A1 7C 0D', '5A17C0D'],
    [0xf186, '03', 'extended'],
    [0x1003, '01 A1 00 00 01 00 00 00 00 00', ['A1000001', null]],
    [0x1005, '31 38', 12_600],
    [
      0x1006,
      '01 12 00 03 E8 0E A2 18',
      { procedure: 'reset', state: 'running', elapsedMs: 1000, remainingMs: 959_000 },
    ],
    [0x1007, '00 00 00 07 02', { total: 7, last: 2 }],
    [0x1009, '02 27 10', { wrong: 2, delayLeftMs: 10_000 }],
    [0x100b, '01', true],
  ])('%i is decoded', (identifier, hex, value) => {
    expect(read(identifier, hex)).toEqual(value);
  });

  it('the history is decoded newest first, and no more of it than it counts', () => {
    const entry = '02 02 06 09 00 00 01 00';
    const rest = Array(15).fill('00 00 00 00 00 00 00 00').join(' ');
    const expected = {
      procedure: 'registration',
      outcome: 'refused',
      reason: 'bound-elsewhere-or-retired',
      counter: 9,
      seconds: 256,
    };
    expect(read(0x1010, `01 ${entry} ${rest}`)).toEqual([expected]);
    expect(read(0x1010, `11 ${entry} ${rest}`)).toBeNull();
  });

  it('one of another length, or not given, has no value', () => {
    expect(read(0x1005, '31')).toBeNull();
    expect(read(0x1005, null)).toBeNull();
  });

  it('reads well in a line', () => {
    expect(describeReading({ driverDoorOpen: true, brake: false, powerMode: 'on' })).toBe(
      'driver door open, power mode on',
    );
    expect(describeReading([])).toBe('none');
    expect(describeReading(['A1000001', null])).toBe('A1000001, -');
    expect(describeReading(false)).toBe('no');
  });
});

describe('the lines of a run', () => {
  const lines = (...steps: readonly ConversationStep[]): readonly string[] => {
    const reported: string[] = [];
    const printer = stepPrinter({
      line: (text) => reported.push(text),
      progress: (text) => reported.push(`~ ${text}`),
    });
    for (const step of steps) printer.step?.(step);
    return reported;
  };
  const at = { startUs: 0, endUs: 1_234_567 };

  it('TEC-1: have vehicle time and the screen number of the bulletin', () => {
    const command = {
      kind: 'screen',
      number: 'SMRT-42-008',
      title: 'Erasure',
      lines: ['caution'],
      agree: 'I agree',
    } as const;
    expect(lines({ ...at, command, reply: { kind: 'screen', choice: 'next' } })).toEqual([
      '       1.235 s  SMRT-42-008 Erasure ["I agree"]',
      '       1.235 s    caution',
    ]);
  });

  it('report what the operator did and how the car reacted', () => {
    const command = { kind: 'stimulus', stimulus: { kind: 'touch-key', keyId: 0xa100_0001, role: 'new' } } as const;
    const reply = {
      kind: 'stimulus',
      answer: { done: true, reaction: 'refused', reason: 'weak-key-battery' },
    } as const;
    expect(lines({ ...at, command, reply })).toEqual([
      '       1.235 s  touch the engine switch with the new key A1000001: refused (weak-key-battery)',
    ]);
  });

  it('show the progress of a reset always, and as a line once a minute', () => {
    const step = (elapsedMs: number): ConversationStep => ({
      ...at,
      command: { kind: 'progress', elapsedMs, remainingMs: 960_000 - elapsedMs, text: 'runs' },
      reply: { kind: 'progress' },
    });
    expect(lines(step(10), step(2_010), step(60_010))).toEqual([
      '~ runs: 0:00 elapsed, 16:00 left',
      '       1.235 s  runs: 0:00 elapsed, 16:00 left',
      '~ runs: 0:02 elapsed, 15:58 left',
      '~ runs: 1:00 elapsed, 15:00 left',
      '       1.235 s  runs: 1:00 elapsed, 15:00 left',
    ]);
  });
});
