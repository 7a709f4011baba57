import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { bytes, counting, EndpointDriver, EXTENDED, hex, NORMAL } from './endpoint-driver.ts';

const CLEAR = 'send 30 00 00 CC CC CC CC CC';

/** An endpoint that has taken the first frame of 20 bytes and asked for more. */
function receiving(blockSize = 0): EndpointDriver {
  const driver = new EndpointDriver(NORMAL, { blockSize }).frame('10 14 01 02 03 04 05 06').confirm();
  driver.reported();
  return driver;
}

describe('single frames', () => {
  it.each([
    ['SF_DL 0', '00 01 02 03 04 05 06 07'],
    ['SF_DL 8', '08 01 02 03 04 05 06 07'],
    ['SF_DL 15', '0F 01 02 03 04 05 06 07'],
    ['SF_DL beyond the data present', '03 22 F1'],
    ['SF_DL without data', '01'],
  ])('conformance 52: ignores %s', (_, data) => {
    expect(new EndpointDriver().frame(data).reported()).toEqual([]);
  });

  it('conformance 52: takes 1 to 7 bytes', () => {
    const driver = new EndpointDriver().frame('01 3E').frame('07 01 02 03 04 05 06 07');
    expect(driver.reported()).toEqual(['received 3E', 'received 01 02 03 04 05 06 07']);
  });

  it('conformance 52: behind an address byte takes 6 bytes and ignores SF_DL 7', () => {
    const driver = new EndpointDriver(EXTENDED).frame('B5 06 01 02 03 04 05 06').frame('B5 07 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['received 01 02 03 04 05 06']);
  });

  it('conformance 63: takes padded and unpadded frames and ignores what the pad bytes are', () => {
    const driver = new EndpointDriver()
      .frame('02 3E 00')
      .frame('02 3E 00 CC CC CC CC CC')
      .frame('02 3E 00 10 30 21 AA 55');
    expect(driver.reported()).toEqual(['received 3E 00', 'received 3E 00', 'received 3E 00']);
  });

  it('ignores frames with another id, another address, another id format, remote and FD frames, and empty ones', () => {
    const driver = new EndpointDriver(EXTENDED);
    driver.give(dataFrame(0x751, bytes('B5 02 3E 00')));
    driver.frame('B4 02 3E 00').frame('').frame('B5').frame('B5 02 3E 00', { extended: true });
    driver.give(remoteFrame(0x750, 8)).frame('B5 02 3E 00', { fd: true });
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('B5 02 3E 00').reported()).toEqual(['received 3E 00']);
  });

  it('gives the receiver a copy of its own', () => {
    const data = bytes('02 3E 00 CC');
    const endpoint = new EndpointDriver().endpoint;
    const effects: Parameters<typeof endpoint.onFrame>[2] = [];
    endpoint.onFrame(dataFrame(0x7b5, data), 0, effects);
    data.fill(0);
    expect(effects).toEqual([{ kind: 'received', payload: bytes('3E 00') }]);
  });
});

describe('first frames', () => {
  it.each([
    ['FF_DL 7', '10 07 01 02 03 04 05 06'],
    ['FF_DL 1', '10 01 01 02 03 04 05 06'],
    ['a first frame of fewer than 8 bytes', '10 14 01 02 03 04 05'],
  ])('conformance 53: ignores %s and sends no flow control', (_, data) => {
    const driver = new EndpointDriver().frame(data);
    expect(driver.reported()).toEqual([]);
    expect(driver.endpoint.isReceiving()).toBe(false);
  });

  it('conformance 53: takes FF_DL 8', () => {
    const driver = new EndpointDriver().frame('10 08 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['reception-started 8', CLEAR]);
    expect(driver.confirm().frame('21 07 08').reported()).toEqual(['received 01 02 03 04 05 06 07 08']);
  });

  it('conformance 53: behind an address byte takes FF_DL 7 and ignores 6', () => {
    const driver = new EndpointDriver(EXTENDED).frame('B5 10 06 01 02 03 04 05');
    expect(driver.reported()).toEqual([]);
    driver.frame('B5 10 07 01 02 03 04 05');
    expect(driver.reported()).toEqual(['reception-started 7', 'send B5 30 00 00 CC CC CC CC']);
    expect(driver.confirm().frame('B5 21 06 07').reported()).toEqual(['received 01 02 03 04 05 06 07']);
  });

  it('conformance 54: ignores a 32-bit FF_DL of 4095 or less and takes 4096', () => {
    const driver = new EndpointDriver(NORMAL, { receiveLimit: 5000 });
    driver.frame('10 00 00 00 0F FF 01 02').frame('10 00 00 00 00 14 01 02').frame('10 00 00 00 00 00 01 02');
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('10 00 00 00 10 00 01 02').reported()).toEqual(['reception-started 4096', CLEAR]);
  });

  it('conformance 55: answers an FF_DL beyond the buffer with overflow, and takes one that just fits', () => {
    const driver = new EndpointDriver(NORMAL, { receiveLimit: 20 });
    expect(driver.frame('10 15 01 02 03 04 05 06').reported()).toEqual(['send 32 00 00 CC CC CC CC CC']);
    expect(driver.endpoint.isReceiving()).toBe(false);
    expect(driver.endpoint.hasPendingWork()).toBe(true);
    expect(driver.confirm().endpoint.hasPendingWork()).toBe(false);
    expect(driver.frame('10 14 01 02 03 04 05 06').reported()).toEqual(['reception-started 20', CLEAR]);
  });

  it('conformance 55: answers the longest 32-bit FF_DL with overflow', () => {
    const driver = new EndpointDriver().frame('10 00 FF FF FF FF 01 02');
    expect(driver.reported()).toEqual(['send 32 00 00 CC CC CC CC CC']);
  });

  it('conformance 55: says overflow only right after the first frame, regardless of what follows', () => {
    const driver = new EndpointDriver(NORMAL, { receiveLimit: 20 }).frame('10 15 01 02 03 04 05 06').confirm();
    driver.reported();
    driver.frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F 10 11 12 13 14');
    expect(driver.reported()).toEqual([]);
    expect(driver.endpoint.deadlineUs()).toBe(Infinity);
  });

  it('gives an overflow up when it is not sent on the bus', () => {
    const driver = new EndpointDriver(NORMAL, { receiveLimit: 20 }).frame('10 15 01 02 03 04 05 06');
    driver.reported();
    expect(driver.at(1_000_000).reported()).toEqual([]);
    expect(driver.endpoint.hasPendingWork()).toBe(false);
    expect(driver.endpoint.deadlineUs()).toBe(Infinity);
  });

  it('conformance 56: ignores a functional first frame and takes a functional single frame', () => {
    const driver = new EndpointDriver(NORMAL, { singleFrameOnly: true });
    driver.frame('10 14 01 02 03 04 05 06').frame('21 07 08 09 0A 0B 0C 0D').frame('02 3E 80');
    expect(driver.reported()).toEqual(['received 3E 80']);
  });
});

describe('consecutive frames', () => {
  it('conformance 57: counts SN from 1 and wraps from 15 to 0', () => {
    const payload = counting(6 + 17 * 7);
    const driver = new EndpointDriver().frame('10 7D 01 02 03 04 05 06').confirm();
    driver.reported();
    for (let index = 0; index < 17; index++) {
      const part = payload.subarray(6 + index * 7, 13 + index * 7);
      driver.frame(`2${((index + 1) % 16).toString(16)} ${hex(part)}`);
    }
    expect(driver.reported()).toEqual([`received ${hex(payload)}`]);
  });

  it.each(['20', '22', '2F'])('conformance 57: a wrong SN (%s instead of 21) aborts silently', (control) => {
    const driver = receiving().frame(`${control} 07 08 09 0A 0B 0C 0D`);
    expect(driver.reported()).toEqual(['receive-failed wrong-sequence-number']);
    expect(driver.frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F 10 11 12 13 14').reported()).toEqual([]);
    expect(driver.endpoint.deadlineUs()).toBe(Infinity);
  });

  it('conformance 57: the same frame twice is a wrong SN', () => {
    const driver = receiving().frame('21 07 08 09 0A 0B 0C 0D').frame('21 07 08 09 0A 0B 0C 0D');
    expect(driver.reported()).toEqual(['receive-failed wrong-sequence-number']);
  });

  it('conformance 59: during reception only a consecutive frame is taken for one', () => {
    const driver = receiving()
      .frame('30 00 00 00 00 00 00 00')
      .frame('41 07 08 09 0A 0B 0C 0D')
      .frame('F1 07 08 09 0A 0B 0C 0D');
    expect(driver.reported()).toEqual([]);
    driver.frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F 10 11 12 13 14');
    expect(driver.reported()).toEqual([`received ${hex(counting(20))}`]);
  });

  it('ignores a consecutive frame with fewer bytes than are due', () => {
    const driver = receiving().frame('21 07 08 09 0A 0B 0C').frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F');
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('22 0E 0F 10 11 12 13 14').reported()).toEqual([`received ${hex(counting(20))}`]);
  });

  it('conformance 63: takes the last frame padded and unpadded', () => {
    const padded = new EndpointDriver().frame('10 08 01 02 03 04 05 06').confirm().frame('21 07 08 AA AA AA AA AA');
    const unpadded = new EndpointDriver().frame('10 08 01 02 03 04 05 06').confirm().frame('21 07 08');
    expect(padded.reported().at(-1)).toBe('received 01 02 03 04 05 06 07 08');
    expect(unpadded.reported().at(-1)).toBe('received 01 02 03 04 05 06 07 08');
  });

  it('conformance 59: ignored when idle', () => {
    const driver = new EndpointDriver().frame('21 01 02 03 04 05 06 07');
    expect(driver.reported()).toEqual([]);
    expect(driver.endpoint.isReceiving()).toBe(false);
  });

  it('conformance 59: not awaited before our flow control is on the bus', () => {
    const driver = new EndpointDriver().frame('10 08 01 02 03 04 05 06').frame('21 07 08');
    expect(driver.reported()).toEqual(['reception-started 8', CLEAR]);
    expect(driver.confirm().frame('21 07 08').reported()).toEqual(['received 01 02 03 04 05 06 07 08']);
  });
});

describe('flow control of the receiver', () => {
  it('conformance 58: after the first frame and after each full block but the last', () => {
    const driver = new EndpointDriver(NORMAL, { blockSize: 2, separationTime: 0xf5 });
    driver.frame('10 22 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['reception-started 34', 'send 30 02 F5 CC CC CC CC CC']);
    driver.confirm().frame('21 07 08 09 0A 0B 0C 0D');
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('22 0E 0F 10 11 12 13 14').reported()).toEqual(['send 30 02 F5 CC CC CC CC CC']);
    driver.confirm().frame('23 15 16 17 18 19 1A 1B').frame('24 1C 1D 1E 1F 20 21 22');
    expect(driver.reported()).toEqual([`received ${hex(counting(34))}`]);
  });

  it('conformance 58: without a block limit there is only one', () => {
    const driver = receiving().frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F 10 11 12 13 14');
    expect(driver.reported()).toEqual([`received ${hex(counting(20))}`]);
  });

  it('conformance 62: goes out at the very instant of the frame that calls for it', () => {
    const driver = new EndpointDriver(NORMAL, { blockSize: 1 }).at(123).frame('10 14 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['reception-started 20', 'send 30 01 00 CC CC CC CC CC']);
    driver.at(400).confirm().at(700).frame('21 07 08 09 0A 0B 0C 0D');
    expect(driver.reported()).toEqual(['send 30 01 00 CC CC CC CC CC']);
  });
});

describe('time limits of the receiver', () => {
  it('conformance 58: do not begin with a frame that is not its flow control', () => {
    const { endpoint } = new EndpointDriver();
    endpoint.onFrameSent(dataFrame(0x7bd, bytes('')), 10, []);
    endpoint.onFrameSent(dataFrame(0x7bd, bytes('30 00 00 CC CC CC CC CC')), 10, []);
    expect(endpoint.deadlineUs()).toBe(Infinity);
    expect(endpoint.isReceiving()).toBe(false);
  });

  it.each([
    [-1, [`received ${hex(counting(8))}`]],
    [0, ['receive-failed timeout-cr']],
    [1, ['receive-failed timeout-cr']],
  ])('conformance 58: N_Cr runs 1000 ms from the confirmation of the flow control (%i µs)', (offset, expected) => {
    const driver = new EndpointDriver().frame('10 08 01 02 03 04 05 06').at(300).confirm();
    driver.reported();
    expect(driver.endpoint.deadlineUs()).toBe(1_000_300);
    expect(
      driver
        .at(1_000_300 + offset)
        .frame('21 07 08')
        .reported(),
    ).toEqual(expected);
  });

  it.each([
    [-1, [`received ${hex(counting(20))}`]],
    [0, ['receive-failed timeout-cr']],
    [1, ['receive-failed timeout-cr']],
  ])('conformance 58: N_Cr runs 1000 ms from each consecutive frame (%i µs)', (offset, expected) => {
    const driver = receiving().at(900_000).frame('21 07 08 09 0A 0B 0C 0D');
    expect(driver.endpoint.deadlineUs()).toBe(1_900_000);
    expect(
      driver
        .at(1_900_000 + offset)
        .frame('22 0E 0F 10 11 12 13 14')
        .reported(),
    ).toEqual(expected);
  });

  it('conformance 58: N_Cr does not start again for a frame that is ignored', () => {
    const driver = receiving().at(500_000).frame('21 07 08').frame('30 00 00').frame('40');
    expect(driver.endpoint.deadlineUs()).toBe(1_000_000);
  });

  it.each([
    [-1, []],
    [0, ['receive-failed timeout-ar']],
    [1, ['receive-failed timeout-ar']],
  ])('N_Ar ends a reception whose flow control is not sent on the bus (%i µs)', (offset, expected) => {
    const driver = new EndpointDriver().at(50).frame('10 08 01 02 03 04 05 06');
    driver.reported();
    expect(driver.endpoint.hasPendingWork()).toBe(true);
    driver.at(1_000_050 + offset).confirm();
    expect(driver.reported()).toEqual(expected);
    expect(driver.endpoint.isReceiving()).toBe(offset < 0);
    expect(driver.endpoint.hasPendingWork()).toBe(false);
  });
});

describe('a new message during reception', () => {
  it('conformance 59: a single frame takes the place of the message under way', () => {
    const driver = receiving().frame('21 07 08 09 0A 0B 0C 0D').frame('02 3E 00');
    expect(driver.reported()).toEqual(['receive-failed unexpected-frame', 'received 3E 00']);
    expect(driver.frame('22 0E 0F 10 11 12 13 14').reported()).toEqual([]);
  });

  it('conformance 59: a first frame takes the place of the message under way', () => {
    const driver = receiving().frame('21 07 08 09 0A 0B 0C 0D').frame('10 08 A1 A2 A3 A4 A5 A6');
    expect(driver.reported()).toEqual(['receive-failed unexpected-frame', 'reception-started 8', CLEAR]);
    expect(driver.confirm().frame('21 A7 A8').reported()).toEqual(['received A1 A2 A3 A4 A5 A6 A7 A8']);
  });

  it('conformance 59: one that is too long ends it too, with overflow', () => {
    const driver = receiving().frame('10 00 00 00 10 00 01 02');
    expect(driver.reported()).toEqual(['receive-failed unexpected-frame', 'send 32 00 00 CC CC CC CC CC']);
  });

  it.each(['00 3E 00', '08 3E 00', '10 07 01 02 03 04 05 06', '10 00 00 00 0F FF 01 02'])(
    'conformance 52, 53, 54: what is ignored (%s) does not end it',
    (data) => {
      const driver = receiving().frame(data).frame('21 07 08 09 0A 0B 0C 0D').frame('22 0E 0F 10 11 12 13 14');
      expect(driver.reported()).toEqual([`received ${hex(counting(20))}`]);
    },
  );
});
