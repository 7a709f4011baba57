import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { communicationControl } from '../../../../ecu-sim/diagnostics/communication-control.ts';
import { stepWith } from '../firmware-step.ts';

describe('0x28 CommunicationControl', () => {
  it.each([
    ['28 00 01', true, true, '68 00'],
    ['28 01 01', true, false, '68 01'],
    ['28 02 01', false, true, '68 02'],
    ['28 03 01', false, false, '68 03'],
    ['28 83 01', false, false, '68 03'],
  ])('%s: receive %j, transmit %j', (request, receive, transmit, response) => {
    const step = stepWith();
    const outcome = communicationControl(step, { endpoint: 'oem', payload: fromHex(request) });
    expect(outcome).toEqual({ kind: 'positive', response: fromHex(response), durationUs: 0 });
    expect(step.state.communication).toEqual({ receive, transmit });
  });

  it.each([
    ['28 04 01', 0x12],
    ['28 03 02', 0x31],
  ])('%s is refused and changes nothing', (request, nrc) => {
    const step = stepWith();
    const outcome = communicationControl(step, { endpoint: 'oem', payload: fromHex(request) });
    expect(outcome).toEqual({ kind: 'negative', nrc, durationUs: 0 });
    expect(step.state.communication).toEqual({ receive: true, transmit: true });
  });
});
