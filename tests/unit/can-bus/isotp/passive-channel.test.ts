import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { PassiveChannel } from '../../../../can-bus/isotp/passive-channel.ts';

function frame(data: string, id = 0x7bd): CanFrame {
  return dataFrame(id, fromHex(data));
}

/** Takes the frames a millisecond apart; the messages that are complete, as text. */
function messages(channel: PassiveChannel, ...frames: readonly string[]): string[] {
  return frames.flatMap((data, index) => {
    const message = channel.take(frame(data), index * 1000);
    return message === null ? [] : [`${message.firstUs}-${message.lastUs} ${toHex(message.payload, ' ')}`];
  });
}

describe('a passive ISO-TP channel', () => {
  it('concerns data frames of its id and address alone', () => {
    const normal = new PassiveChannel({ id: 0x7bd, address: null });
    expect(normal.concerns(frame('02 3E 00'))).toBe(true);
    expect(normal.concerns(frame('02 3E 00', 0x7bc))).toBe(false);
    expect(normal.concerns(remoteFrame(0x7bd, 8))).toBe(false);
    const extended = new PassiveChannel({ id: 0x7bd, address: 0xb5 });
    expect(extended.concerns(frame('B5 02 3E 00'))).toBe(true);
    expect(extended.concerns(frame('B6 02 3E 00'))).toBe(false);
  });

  it('begins a message with a single or a first frame', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    const firsts = ['02 3E 00', '10 08 01 02 03 04 05 06', '21 07', '30 00 00'];
    expect(firsts.map((data) => channel.begins(frame(data)))).toEqual([true, true, false, false]);
  });

  it('conformance 52: reads a single frame without its padding', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '02 3E 00 CC CC CC CC CC')).toEqual(['0-0 3E 00']);
    expect(messages(new PassiveChannel({ id: 0x7bd, address: 0xb5 }), 'B5 02 3E 80 CC')).toEqual(['0-0 3E 80']);
  });

  it('conformance 53: joins a first frame and its consecutive frames, from the first to the last instant', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 0A 01 02 03 04 05 06', '21 07 08 09 0A CC CC CC')).toEqual([
      '0-1000 01 02 03 04 05 06 07 08 09 0A',
    ]);
  });

  it('passes flow controls and damaged frames over without losing the message', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 08 01 02 03 04 05 06', '30 00 00', '40 00', '21 07 08')).toEqual([
      '0-3000 01 02 03 04 05 06 07 08',
    ]);
  });

  it('conformance 58: drops a message whose sequence number is wrong', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 08 01 02 03 04 05 06', '22 07 08', '21 07 08')).toEqual([]);
  });

  it('counts sequence numbers from F on to 0', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    const numbers = Array.from({ length: 16 }, (_, index) => (index + 1) & 0x0f);
    const consecutive = numbers.map((number) => `2${number.toString(16)} 00 00 00 00 00 00 00`);
    expect(messages(channel, '10 76 01 02 03 04 05 06', ...consecutive)).toHaveLength(1);
  });

  it('drops an unfinished message when another begins', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 08 01 02 03 04 05 06', '01 3E', '21 07 08')).toEqual(['1000-1000 3E']);
  });

  it('takes no memory for a message of more than 64 KiB', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 00 FF FF FF FF 01 02', '21 01 02 03 04 05 06 07')).toEqual([]);
  });

  it('takes a message of 64 KiB, and none of a byte more', () => {
    const message = (length: number): string[] => {
      const channel = new PassiveChannel({ id: 0x7bd, address: null });
      const text = length.toString(16).padStart(8, '0');
      const frames = Array.from({ length: Math.ceil((length - 2) / 7) }, (_, index) => {
        return `2${((index + 1) & 0x0f).toString(16)} 00 00 00 00 00 00 00`;
      });
      return messages(channel, `10 00 ${text} 01 02`, ...frames).map((each) => each.slice(0, 20));
    };
    expect(message(65_536)).toEqual(['0-9362000 01 02 00 0']);
    expect(message(65_537)).toEqual([]);
  });

  it('drops an unfinished message for one that it cannot record', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    const frames = ['10 08 01 02 03 04 05 06', '10 00 FF FF FF FF 01 02', '21 07 08'];
    expect(messages(channel, ...frames)).toEqual([]);
  });

  it('drops an unfinished message for a single frame', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 08 01 02 03 04 05 06', '01 3E', '21 07 08', '01 3F')).toEqual([
      '1000-1000 3E',
      '3000-3000 3F',
    ]);
  });

  it('does not complete a message one byte early', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(messages(channel, '10 0E 01 02 03 04 05 06', '21 07 08 09 0A 0B 0C 0D')).toEqual([]);
  });

  it('takes nothing of another id, and nothing where no message has begun', () => {
    const channel = new PassiveChannel({ id: 0x7bd, address: null });
    expect(channel.take(frame('02 3E 00', 0x7bc), 0)).toBeNull();
    expect(messages(channel, '20 01', '21 01')).toEqual([]);
  });
});
