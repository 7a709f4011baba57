import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { OutputSpec } from '../../../../ecu-sim/description/ecu-description.ts';
import { inputOutputControlService, OUTPUT_CONTROLS } from '../../../../ecu-sim/diagnostics/input-output-control.ts';
import { SMART_KEY } from '../../../../ecu-sim/description/smart-key/smart-key-description.ts';
import { stepWith } from '../firmware-step.ts';

const serve = inputOutputControlService(SMART_KEY, OUTPUT_CONTROLS);
const { exteriorBuzzer, securityIndicator } = SMART_KEY.outputs;

function request(id: number | undefined, rest: string): { readonly endpoint: 'oem'; readonly payload: Uint8Array } {
  const number = id ?? 0;
  return { endpoint: 'oem', payload: Uint8Array.of(0x2f, number >> 8, number & 0xff, ...fromHex(rest)) };
}

describe('0x2F InputOutputControlByIdentifier', () => {
  it('sets the security indicator, and returns it to the ECU', () => {
    const step = stepWith();
    expect(serve(step, request(securityIndicator?.id, '03 01'))).toMatchObject({ kind: 'positive', durationUs: 0 });
    expect(step.state.indicatorOverride).toBe(1);
    expect(serve(step, request(securityIndicator?.id, '00'))).toMatchObject({ kind: 'positive' });
    expect(step.state.indicatorOverride).toBeNull();
  });

  it.each([0, 1, 2])('sets the security indicator to %i', (state) => {
    const step = stepWith();
    serve(step, request(securityIndicator?.id, `03 0${state}`));
    expect(step.state.indicatorOverride).toBe(state);
  });

  it('takes 1 to 5 beeps', () => {
    const beeps = [0, 1, 5, 6].map((count) => serve(stepWith(), request(exteriorBuzzer?.id, `03 0${count}`)).kind);
    expect(beeps).toEqual(['negative', 'positive', 'positive', 'negative']);
  });

  it('takes any byte for a state without a range, and answers with what it was asked for', () => {
    if (exteriorBuzzer === undefined) throw new Error('it is declared');
    const exterior = (state: OutputSpec['state']): ReturnType<typeof inputOutputControlService> =>
      inputOutputControlService(
        { ...SMART_KEY, outputs: { exteriorBuzzer: { ...exteriorBuzzer, state } } },
        OUTPUT_CONTROLS,
      );
    const anyByte = exterior({ kind: 'number', bits: 8 });
    expect(anyByte(stepWith(), request(exteriorBuzzer.id, '03 FF'))).toEqual({
      kind: 'positive',
      response: fromHex('6F 20 01 03 FF'),
      durationUs: 0,
    });
    expect(anyByte(stepWith(), request(exteriorBuzzer.id, '03 00')).kind).toBe('positive');
    expect(() => exterior({ kind: 'number', bits: 16 })).toThrow('the output exteriorBuzzer cannot be controlled');
  });

  it('orders beeps of the exterior buzzer', () => {
    const step = stepWith();
    serve(step, request(exteriorBuzzer?.id, '03 02'));
    expect(step.effects).toEqual([{ kind: 'event', event: { kind: 'beeps-ordered', buzzer: 'exterior', count: 2 } }]);
  });

  it.each([
    ['an output that there is none of', 0xffff, '03 01', 0x31],
    ['another control parameter', securityIndicator?.id, '01', 0x31],
    ['an adjustment without its state', securityIndicator?.id, '03', 0x13],
    ['a return with a state', securityIndicator?.id, '00 01', 0x13],
    ['a state that no indicator has', securityIndicator?.id, '03 03', 0x31],
  ])('refuses %s', (_, id, rest, nrc) => {
    const step = stepWith();
    expect(serve(step, request(id, rest))).toEqual({ kind: 'negative', nrc, durationUs: 0 });
    expect(step.state.indicatorOverride).toBeNull();
  });

  it('an output that is declared and cannot be controlled is a bug', () => {
    expect(() => inputOutputControlService(SMART_KEY, {})).toThrow(/cannot be controlled/);
  });
});
