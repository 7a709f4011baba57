import { describe, expect, it } from 'vitest';
import {
  addressBytes,
  flowControlFor,
  frameOf,
  hasOwnAddress,
  isForTester,
  isMonitored,
  requestId,
} from '../../../../can-bus/elm327/addressing.ts';
import { canProtocol, type CanProtocol } from '../../../../can-bus/elm327/can-protocol.ts';
import { ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';
import { defaultSettings, type ElmSettings } from '../../../../can-bus/elm327/settings.ts';
import { readFrame, writtenFrame } from '../../../support/elm327-rig.ts';

const parameters = new ParameterMemory();

function protocol(number: string): CanProtocol {
  const found = canProtocol(number, parameters);
  if (found === null) throw new Error(`${number} is no protocol of CAN`);
  return found;
}

function settings(changes: Partial<ElmSettings> = {}): ElmSettings {
  return { ...defaultSettings(parameters), ...changes };
}

const passes = (frame: string, changes: Partial<ElmSettings> = {}, number: string = '6'): boolean =>
  isForTester(readFrame(frame), settings(changes), protocol(number));

describe('addresses of an ELM327', () => {
  it('ELM-7: requests go to all ECUs until there is a header', () => {
    expect(requestId(settings(), protocol('6'))).toBe(0x7df);
    expect(requestId(settings(), protocol('7'))).toBe(0x18db33f1);
    expect(requestId(settings({ header: 0xda10f1 }), protocol('7'))).toBe(0x18da10f1);
    expect(requestId(settings({ header: 0xda10f1 }), protocol('6'))).toBe(0x0f1);
  });

  it('ELM-8: without a filter the responses of OBD pass, and the one that belongs to the header', () => {
    expect(['7E7#', '7E8#', '7EF#', '7F0#', '758#', '7BD#', '18DAF110#'].filter((each) => passes(each))).toEqual([
      '7E8#',
      '7EF#',
    ]);
    expect(passes('758#', { header: 0x750 })).toBe(true);
    expect(passes('7BD#', { header: 0x750 })).toBe(false);
    expect(passes('608#', { header: 0x600 })).toBe(false);
    expect(passes('7E7#', { header: 0x7df })).toBe(false);
    expect(['18DAF110#', '18DA10F1#', '7E8#'].filter((each) => passes(each, {}, '7'))).toEqual(['18DAF110#']);
    expect(passes('18DAF210#', { testerAddress: 0xf2 }, '7')).toBe(true);
    expect(passes('5B0#', {}, 'B')).toBe(true);
  });

  it('ELM-8: a filter passes what its mask compares', () => {
    expect(passes('7E8#', { filter: 0x758 })).toBe(false);
    expect(passes('758#', { filter: 0x758 })).toBe(true);
    expect(passes('75F#', { filter: 0x758, mask: 0x7f0 })).toBe(true);
    expect(passes('001#', { mask: 0x700 })).toBe(true);
    expect(isMonitored(readFrame('123#'), settings(), protocol('6'))).toBe(true);
    expect(isMonitored(readFrame('18DAF110#'), settings(), protocol('6'))).toBe(false);
  });

  it('ELM-15: received frames carry the extended address, or the tester’s, or that of ATCER', () => {
    const extended = { extendedAddress: 0xb5 };
    const own = (frame: string, changes: Partial<ElmSettings>): boolean =>
      hasOwnAddress(readFrame(frame), settings(changes));
    expect(['758#B501', '758#F101', '758#4001', '758#'].filter((frame) => own(frame, extended))).toEqual([
      '758#B501',
      '758#F101',
    ]);
    expect(own('758#4001', { ...extended, receiveAddress: 0x40 })).toBe(true);
    expect(own('758#B501', { ...extended, receiveAddress: 0x40 })).toBe(false);
    expect(own('758#4001', {})).toBe(true);
    expect([addressBytes(settings()), addressBytes(settings(extended))]).toEqual([0, 1]);
  });

  it('ELM-14: a flow control goes where the first frame came from', () => {
    const format = { settings: settings(), protocol: protocol('6'), filler: 0 };
    expect(writtenFrame(flowControlFor(readFrame('7BD#1014'), format))).toBe('7B5#3000000000000000');
    const short = { ...format, settings: settings({ variableLength: true, extendedAddress: 0xb5 }), filler: 0 };
    expect(writtenFrame(flowControlFor(readFrame('758#B51014'), short))).toBe('750#B5300000');
  });

  it('fills frames up', () => {
    const format = { settings: settings(), protocol: protocol('6'), filler: 0xaa };
    expect(writtenFrame(frameOf(0x7e0, Uint8Array.of(1, 2), format))).toBe('7E0#0102AAAAAAAAAAAA');
  });
});
