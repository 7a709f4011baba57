import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import type { UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import type { EcuDescription } from '../../../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import {
  createServices,
  SMART_KEY_IMPLEMENTATION,
  SMART_KEY_SERVICES,
  type DiagnosticServices,
} from '../../../../ecu-sim/diagnostics/services.ts';
import { bootFirmware, stepFirmware } from '../../../../ecu-sim/firmware.ts';
import { createPassCodes } from '../../../../ecu-sim/identity/pass-code.ts';
import { factoryContent } from '../../../../ecu-sim/memory/content.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { SILENT_BUZZERS } from '../../../../ecu-sim/smart-key/buzzers.ts';
import { UNKNOWN_SIGNALS, type FirmwareContext } from '../../../../ecu-sim/smart-key/state.ts';
import { observeByDiagnostics } from '../../../../hil/bench/observe-by-diagnostics.ts';
import { expectationOf } from '../../../../hil/record/response-pattern.ts';
import { describeOutcome, describeRequest } from '../../../../hil/tester/describe-exchange.ts';
import { read } from '../../../../hil/tool/read.ts';
import { readingRows } from '../../../../hil/tool/reading-rows.ts';
import { diagnosticsPage } from '../../../config/diagnostics-page.ts';

/** A copy with one identifier and one routine more, as a later ECU may have them. */
const EXTENDED: EcuDescription = {
  ...SMART_KEY,
  enumerations: { ...SMART_KEY.enumerations, verdict: { codes: { passed: 1, failed: 2 } } },
  dataIdentifiers: {
    ...SMART_KEY.dataIdentifiers,
    cabinTemperature: {
      id: 0x100c,
      title: 'Cabin temperature',
      value: { kind: 'number', bits: 16, unit: 'K' },
      rule: 'EXT-1',
    },
  },
  routines: {
    ...SMART_KEY.routines,
    selfTest: {
      id: 0x0204,
      title: 'Self Test',
      start: {
        quick: {
          code: 0x01,
          title: 'quick',
          parameters: [{ name: 'rounds', kind: 'number', bits: 8 }],
          answer: [{ name: 'verdict', kind: 'enumeration', of: 'verdict' }],
        },
      },
      stop: [],
      results: [
        { name: 'verdict', kind: 'enumeration', of: 'verdict' },
        { name: 'tookMs', kind: 'number', bits: 16, unit: 'ms', isTime: true },
      ],
    },
  },
};

const SERVICES = createServices(EXTENDED, {
  ...SMART_KEY_IMPLEMENTATION,
  readers: { ...SMART_KEY_IMPLEMENTATION.readers, cabinTemperature: () => 293 },
  routines: {
    ...SMART_KEY_IMPLEMENTATION.routines,
    selfTest: {
      start: {
        quick: { action: 'routineResults', start: (_, rounds) => ({ answer: { verdict: rounds > 2 ? 1 : 2 } }) },
      },
      stop: () => ({ answer: {} }),
      results: () => ({ verdict: 1, tookMs: 500 }),
      logRefusal: () => undefined,
    },
  },
});

/** Firmware in the extended session; gives the answer to each request. */
function ecu(services: DiagnosticServices): (payload: Uint8Array) => Uint8Array {
  const context: FirmwareContext = {
    profile: DEFAULT_PROFILE,
    passCodes: createPassCodes(DEFAULT_PROFILE.passcodeSecret, DEFAULT_PROFILE.vin),
    lifeBaseSeconds: 0,
  };
  const content = factoryContent({ keySlots: 7, slots: [0xa100_0001], generator: [1, 2, 3, 4] });
  const inputs = { supplyMv: 12_600, cabinKeys: [], faults: [] };
  let { state } = bootFirmware(context, content, false, inputs, SILENT_BUZZERS, 0, 'power-on');
  const answer = (payload: Uint8Array): Uint8Array => {
    const input = { kind: 'request', endpoint: 'oem', payload, busy: false } as const;
    const result = stepFirmware(context, state, input, UNKNOWN_SIGNALS, 1_000, services);
    state = stepFirmware(context, result.state, { kind: 'response-sent' }, UNKNOWN_SIGNALS, 2_000, services).state;
    for (const effect of result.effects) if (effect.kind === 'respond') return effect.payload;
    throw new Error('no answer');
  };
  answer(fromHex('10 03'));
  return answer;
}

function outcomeOf(response: Uint8Array): UdsOutcome {
  const [first, , nrc = 0] = response;
  return first === 0x7f ? { kind: 'negative', response, nrc } : { kind: 'positive', response };
}

/** Request and answer in words. */
function words(answer: (payload: Uint8Array) => Uint8Array, request: string): string {
  const payload = fromHex(request);
  return `${describeRequest(payload, EXTENDED)}: ${describeOutcome(payload, outcomeOf(answer(payload)), EXTENDED)}`;
}

describe('a description with an identifier and a routine more', () => {
  it.each([
    ['22 10 0C', '62 10 0C 01 25', '7F 22 31'],
    ['22 10 01 10 0C', '62 10 01 01 10 0C 01 25', '62 10 01 01'],
    ['31 01 02 04 01 03', '71 01 02 04 01', '7F 31 31'],
    ['31 01 02 04 01', '7F 31 13', '7F 31 31'],
    ['31 01 02 04 02', '7F 31 31', '7F 31 31'],
    ['31 02 02 04', '71 02 02 04', '7F 31 31'],
    ['31 03 02 04', '71 03 02 04 01 01 F4', '7F 31 31'],
  ])('makes the firmware answer %s with %s, where the ECU without them says %s', (request, extended, plain) => {
    expect(toHex(ecu(SERVICES)(fromHex(request)), ' ')).toBe(extended);
    expect(toHex(ecu(SMART_KEY_SERVICES)(fromHex(request)), ' ')).toBe(plain);
  });

  it('makes the scan tool read and show it', () => {
    const answer = ecu(SERVICES);
    const utility = read(EXTENDED);
    let next = utility.next();
    while (next.done !== true) {
      if (next.value.kind !== 'request') throw new Error(`reading needs no ${next.value.kind}`);
      next = utility.next({ kind: 'request', outcome: outcomeOf(answer(next.value.payload)) });
    }
    if (next.value.kind !== 'done' || next.value.utility !== 'read') throw new Error('it was not read');
    expect(next.value.readings.at(-1)).toEqual({
      identifier: 0x100c,
      name: 'cabinTemperature',
      raw: '01 25',
      value: 293,
    });
    expect(readingRows(next.value.readings, null, EXTENDED)).toContainEqual(['Cabin temperature', '293 K']);
  });

  it('gives traces and reports the words', () => {
    const answer = ecu(SERVICES);
    expect(words(answer, '22 10 0C')).toBe('read cabin temperature: 293 K');
    expect(words(answer, '31 01 02 04 01 03')).toBe('Self Test: quick 3: verdict passed');
    expect(words(answer, '31 01 02 04 01 01')).toBe('Self Test: quick 1: verdict failed');
    expect(words(answer, '31 02 02 04')).toBe('Self Test: stop: done');
    expect(words(answer, '31 03 02 04')).toBe('Self Test: results: verdict passed, took 500 ms');
  });

  it('lets a bench with a real ECU observe it', async () => {
    const answer = ecu(SERVICES);
    const readOf = ({ id }: { readonly id: number }): Promise<Uint8Array> =>
      Promise.resolve(answer(Uint8Array.of(0x22, id >> 8, id & 0xff)).subarray(3));
    const parts = await observeByDiagnostics({ cabinTemperature: 293 }, readOf, (id) => id, EXTENDED);
    expect(parts).toEqual({ cabinTemperature: 293 });
  });

  it('marks the bytes that are times for the recorder', () => {
    const response = fromHex('71 03 02 04 01 01 F4');
    expect(expectationOf(fromHex('31 03 02 04'), response, EXTENDED)).toEqual({ expect: '71 03 02 04 01 ** **' });
  });

  it('is in the documentation', () => {
    const page = diagnosticsPage([EXTENDED]);
    expect(page).toContain('| 100C | 2 | `cabinTemperature` | Cabin temperature: u16, K | EXT-1 |');
    expect(page).toContain('| 0204 | 01 01 Self Test: quick |  | rounds (u8) | verdict |  |');
    expect(page).toContain('| verdict | 01 passed, 02 failed |');
  });

  it('is refused where something is declared that nothing does', () => {
    expect(() => createServices(EXTENDED, SMART_KEY_IMPLEMENTATION)).toThrow('selfTest');
    expect(() => createServices({ ...EXTENDED, routines: {} }, SMART_KEY_IMPLEMENTATION)).toThrow('cabinTemperature');
  });
});
