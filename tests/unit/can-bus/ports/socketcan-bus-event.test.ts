import { describe, expect, it } from 'vitest';
import { decodeErrorFrame, type CanBusEvent } from '../../../../can-bus/ports/socketcan-bus-event.ts';

function kinds(id: number, data: readonly number[] = []): readonly CanBusEvent['kind'][] {
  return decodeErrorFrame({ id, err: true, data: Uint8Array.from(data) }).map(({ kind }) => kind);
}

describe('error frames of SocketCAN', () => {
  it('name each error class of linux/can/error.h', () => {
    expect(kinds(0x001)).toEqual(['transmit-timeout']);
    expect(kinds(0x002)).toEqual(['arbitration-lost']);
    expect(kinds(0x008)).toEqual(['bus-error']);
    expect(kinds(0x010)).toEqual(['bus-error']);
    expect(kinds(0x020)).toEqual(['no-acknowledge']);
    expect(kinds(0x040)).toEqual(['bus-off']);
    expect(kinds(0x080)).toEqual(['bus-error']);
    expect(kinds(0x100)).toEqual(['restarted']);
  });

  it('report the controller state in data byte 1, the worse one where the counters differ', () => {
    expect(kinds(0x004, [0, 0x04])).toEqual(['error-warning']);
    expect(kinds(0x004, [0, 0x08])).toEqual(['error-warning']);
    expect(kinds(0x004, [0, 0x10])).toEqual(['error-passive']);
    expect(kinds(0x004, [0, 0x28])).toEqual(['error-passive']);
    expect(kinds(0x004, [0, 0x40])).toEqual(['error-active']);
    expect(kinds(0x004, [0, 0x01])).toEqual(['receive-overflow']);
    expect(kinds(0x004, [0, 0x02])).toEqual(['transmit-overflow']);
    expect(kinds(0x004, [])).toEqual([]);
  });

  it('carry the error counters in data bytes 6 and 7', () => {
    const message = { id: 0x204, err: true, data: Uint8Array.of(0, 0x08, 0, 0, 0, 0, 97, 3) };
    expect(decodeErrorFrame(message)).toEqual([{ kind: 'error-warning', transmitErrors: 97, receiveErrors: 3 }]);
  });

  it('may hold several events', () => {
    expect(kinds(0x0a8)).toEqual(['no-acknowledge', 'bus-error']);
  });
});
