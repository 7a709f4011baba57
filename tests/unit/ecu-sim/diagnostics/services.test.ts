import { describe, expect, it } from 'vitest';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import {
  createServices,
  SMART_KEY_IMPLEMENTATION,
  SMART_KEY_SERVICES,
} from '../../../../ecu-sim/diagnostics/services.ts';
import { stepWith } from '../firmware-step.ts';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';

function serviceOf(sid: number): NonNullable<ReturnType<typeof SMART_KEY_SERVICES.bySid.get>> {
  const service = SMART_KEY_SERVICES.bySid.get(sid);
  if (service === undefined) throw new Error(`there is no service ${sid}`);
  return service;
}

describe('the services of the Smart Key ECU', () => {
  it('conformance 1: are those that are declared, and no more', () => {
    expect([...SMART_KEY_SERVICES.bySid.keys()].sort((a, b) => a - b)).toEqual([
      ...[0x10, 0x11, 0x14, 0x19, 0x22, 0x27, 0x28, 0x2e, 0x2f, 0x31, 0x3e, 0x85],
    ]);
  });

  it('have the checks that are declared: sessions, lengths, sub-functions', () => {
    expect(serviceOf(0x3e)).toMatchObject({ sessions: ['default', 'extended'] });
    expect(serviceOf(0x3e).lengths).toEqual(new Map([[0x00, 2]]));
    expect(serviceOf(0x22)).toMatchObject({ least: 3, most: Infinity, lengths: null });
  });

  it('conformance 50: leave its sub-function to RoutineControl itself', () => {
    expect(serviceOf(0x31)).toMatchObject({ lengths: null, sessions: ['extended'] });
  });

  it('do what they are named for', () => {
    const outcome = serviceOf(0x22).serve(stepWith(), { endpoint: 'oem', payload: fromHex('22 10 01') });
    expect(outcome.kind === 'positive' && toHex(outcome.response ?? new Uint8Array(), ' ')).toBe('62 10 01 02');
  });
});

describe('an ECU that declares more than is done', () => {
  it.each([
    [
      'a service',
      { services: { ...SMART_KEY.services, wash: { ...serviceSpec(), sid: 0xba } } },
      'the service wash is declared but not implemented',
    ],
    [
      'a routine',
      { routines: { ...SMART_KEY.routines, wash: { id: 0x0299, title: 'Wash', start: {}, stop: [], results: [] } } },
      'the routine wash is declared but not implemented',
    ],
  ])('is refused: %s', (_what, more, message) => {
    expect(() => createServices({ ...SMART_KEY, ...more }, SMART_KEY_IMPLEMENTATION)).toThrow(message);
  });
});

function serviceSpec(): (typeof SMART_KEY.services)[string] {
  return { sid: 0xba, title: 'Wash', sessions: ['default'], length: { least: 1 }, subFunctions: null };
}
