import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { capturedItem, type CapturedPacket, type CaptureSource } from '../../../../can-bus/trace/captured-packet.ts';

function packet(text: string, timeUs = 1_500_000): CapturedPacket {
  return { packet: fromHex(text), littleEndian: false, timeUs, where: 'byte 24', expected: 'a packet' };
}

function source(linkType: number): CaptureSource {
  return { linkType, name: 'can0', indexes: [] };
}

/** Of a cooked capture, second kind, from the interface with this number. */
function onInterface(number: string): CapturedPacket {
  return packet(`00 0C 00 00 00 00 00 ${number} 01 18 00 00 00 00 00 00 00 00 00 00 00 00 07 B5 01 00 00 00 AA`);
}

describe('a captured packet', () => {
  it('is a frame of the interface it was captured on', () => {
    expect(capturedItem(packet('00 00 07 B5 01 00 00 00 AA'), source(227))).toEqual({
      kind: 'frame',
      timeUs: 1_500_000,
      frame: dataFrame(0x7b5, fromHex('AA')),
      source: 'can0',
      bus: 'can0',
      details: [],
    });
  });

  it('has the name alone from the first interface of the machine, and its number behind it from others', () => {
    const all = source(276);
    const buses = ['03', '04', '03', '05'].map((number) => capturedItem(onInterface(number), all));
    expect(buses.map((item) => (item.kind === 'frame' ? item.bus : item.kind))).toEqual([
      'can0',
      'can0-4',
      'can0',
      'can0-5',
    ]);
    expect(all.indexes).toEqual([3, 4, 5]);
  });

  it('of another link type, and an error frame, are passed over', () => {
    expect(capturedItem(packet('00'), source(1))).toEqual({
      kind: 'passed-over',
      where: 'byte 24',
      what: 'a packet of another bus',
    });
    expect(capturedItem(packet('20 00 00 04 00 00 00 00'), source(227))).toEqual({
      kind: 'passed-over',
      where: 'byte 24',
      what: 'an error frame',
    });
  });

  it('is bad if it is too short or has an invalid time', () => {
    expect(capturedItem(packet('00 00'), source(227))).toEqual({
      kind: 'bad',
      where: 'byte 24',
      message: 'a packet of 2 bytes; id, length and flags take 8',
      expected: 'a packet',
    });
    expect(capturedItem(packet('00 00 07 B5 00 00 00 00', 2 ** 60), source(227))).toMatchObject({
      kind: 'bad',
      message: '1152921504606847000 µs is not a valid time',
    });
  });
});
