import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../../ecu-sim/profile.ts';
import { MessageReader, type ReadMessage } from '../../../../../hil/explore/swarm/message-reader.ts';

function read(reader: MessageReader, id: number, hex: string): ReadMessage | null {
  return reader.read(dataFrame(id, fromHex(hex)));
}

describe('messages on the bus', () => {
  it('a single frame is a message: request and response, each endpoint', () => {
    const reader = new MessageReader(DEFAULT_PROFILE);
    const payload = fromHex('1003');
    expect(read(reader, 0x750, 'B5021003CCCCCCCC')).toEqual({ direction: 'request', endpoint: 'oem', payload });
    expect(read(reader, 0x7df, '021003CCCCCCCCCC')).toEqual({ direction: 'request', endpoint: 'functional', payload });
    expect(read(reader, 0x7bd, '021003CCCCCCCCCC')).toEqual({ direction: 'response', endpoint: 'generic', payload });
  });

  it('a segmented message is complete with its last frame', () => {
    const reader = new MessageReader(DEFAULT_PROFILE);
    expect(read(reader, 0x758, 'B510096701010203')).toBeNull();
    expect(read(reader, 0x758, 'B521040506070809')?.payload).toEqual(fromHex('670101020304050607'));
  });

  it('continues with a segmented message from a snapshot', () => {
    const reader = new MessageReader(DEFAULT_PROFILE);
    read(reader, 0x758, 'B510096701010203');
    const snapshot = reader.snapshot();
    const other = new MessageReader(DEFAULT_PROFILE);
    other.restore(snapshot);
    reader.reset();
    expect(read(other, 0x758, 'B521040506070809')?.payload).toEqual(fromHex('670101020304050607'));
    other.restore(snapshot);
    expect(read(other, 0x758, 'B521040506070809')).not.toBeNull();
    expect(read(reader, 0x758, 'B521040506070809')).toBeNull();
  });

  it('are not read from other addresses, from flow controls, or across a reset', () => {
    const reader = new MessageReader(DEFAULT_PROFILE);
    expect(read(reader, 0x750, '40021003CCCCCCCC')).toBeNull();
    expect(read(reader, 0x750, 'B5300000CCCCCCCC')).toBeNull();
    read(reader, 0x758, 'B510096701010203');
    reader.reset();
    expect(read(reader, 0x758, 'B521060708CCCCCC')).toBeNull();
  });
});
