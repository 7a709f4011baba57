import { describe, expect, it } from 'vitest';
import type { OutputSpec } from '../../../../../ecu-sim/description/ecu-description.ts';
import {
  NEGATIVE_RESPONSES,
  OUTPUTS,
  TROUBLE_CODES,
} from '../../../../../ecu-sim/description/smart-key/faults-and-outputs.ts';
import { specLine } from '../../../../support/spec-lines.ts';

describe('the trouble codes of the Smart Key ECU', () => {
  it('VEH-8, VEH-5: have the three bytes of the contract', () => {
    const declared = Object.entries(TROUBLE_CODES).map(([name, { code, meaning, rule }]) => [
      name,
      code,
      meaning,
      rule,
    ]);
    expect(declared).toEqual([
      ['B278D', 0xa7_8d00, 'key registration is prohibited: an ID code box is present', 'VEH-8'],
      ['B2785', 0xa7_8500, 'LIN bus: no communication', 'VEH-8'],
      ['B2781', 0xa7_8100, 'steering lock ECU: engine start is prohibited', 'VEH-8'],
      ['B27A5', 0xa7_a500, 'front cabin antenna: open circuit', 'VEH-8'],
      ['A7F041', 0xa7_f041, 'key memory: both copies are damaged', 'VEH-5'],
    ]);
  });
});

describe('the outputs of the Smart Key ECU', () => {
  it('are the exterior buzzer with 1 to 5 beeps, and the security indicator', () => {
    const declared = Object.entries<OutputSpec>(OUTPUTS).map(([name, { id, title, state, ends, rule }]) => [
      ...[id, name, title],
      specLine(state),
      ends,
      rule,
    ]);
    expect(declared).toEqual([
      [
        ...[0x2001, 'exteriorBuzzer', 'exterior buzzer', 'u8 0..255 beeps, accepts 1..5'],
        ...['automatically, after the last beep', 'VEH-3'],
      ],
      [
        ...[0x2002, 'securityIndicator', 'security indicator', 'code of indicator', 'with the extended session'],
        undefined,
      ],
    ]);
  });
});

describe('the negative responses of the Smart Key ECU', () => {
  it('each say when they are given', () => {
    const words = NEGATIVE_RESPONSES.map(({ code, when }) => [code, when]);
    expect(words).toEqual([
      [0x11, 'a service that is not listed here'],
      [0x12, 'a sub-function that is not listed here'],
      [0x13, 'a request of the wrong length'],
      [0x14, 'the requested data do not fit into 4095 bytes'],
      [0x21, 'another request is still being answered, on this endpoint or another one'],
      [
        0x22,
        'the door, another procedure, full slots, a prohibiting fault or a different count; ' +
          'stop of a running reset; ECUReset while a reset runs; no seeds left',
      ],
      [
        0x24,
        'a step out of order: begin before arm, start before the check, a repeated first step; ' +
          'a key without its seed; stop or results of a routine that never ran',
      ],
      [0x31, 'an identifier, routine, option, code or value that is not listed here'],
      [0x33, "the option's security level is not unlocked"],
      [0x35, 'a wrong pass-code'],
      [0x36, 'the last wrong pass-code before the delay'],
      [0x37, 'a seed requested during the delay'],
      [0x72, 'both copies of the memory are damaged'],
      [0x78, 'the action takes longer than P2; the final response follows'],
      [0x7f, 'the service requires the extended session'],
      [0x88, 'registration at 5 km/h or more'],
      [0x93, 'the supply is below the minimum voltage of reset and registration'],
    ]);
  });
});
