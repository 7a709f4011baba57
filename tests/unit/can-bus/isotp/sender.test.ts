import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { IsoTpUsageError } from '../../../../can-bus/isotp/usage-error.ts';
import { bytes, counting, EndpointDriver, EXTENDED, NORMAL } from './endpoint-driver.ts';

/** An endpoint whose first frame of a 34-byte message (four consecutive frames) is on the wire at 0. */
function sending(maxWaitFrames = 2): EndpointDriver {
  const driver = new EndpointDriver(NORMAL, { maxWaitFrames }).send(counting(34)).confirm();
  driver.reported();
  return driver;
}

describe('messages of one frame', () => {
  it('conformance 63: sends 1 to 7 bytes padded with CC to 8', () => {
    const driver = new EndpointDriver().send(bytes('3E 80'));
    expect(driver.reported()).toEqual(['send 02 3E 80 CC CC CC CC CC']);
    expect(driver.confirm().send(counting(7)).reported()).toEqual(['sent', 'send 07 01 02 03 04 05 06 07']);
  });

  it('conformance 63: sends unpadded where so configured', () => {
    const driver = new EndpointDriver(NORMAL, { padding: null })
      .send(bytes('3E 80'))
      .confirm()
      .frame('10 08 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['send 02 3E 80', 'sent', 'reception-started 8', 'send 30 00 00']);
  });

  it('conformance 52: behind the address byte 6 bytes are a single frame and 7 are not', () => {
    const driver = new EndpointDriver(EXTENDED).send(counting(6)).confirm().send(counting(7));
    expect(driver.reported()).toEqual(['send B5 06 01 02 03 04 05 06', 'sent', 'send B5 10 07 01 02 03 04 05']);
  });

  it('is sending until the frame is confirmed, and has pending work until then', () => {
    const driver = new EndpointDriver().send(bytes('3E 80'));
    expect([driver.endpoint.isSending(), driver.endpoint.hasPendingWork()]).toEqual([true, true]);
    driver.confirm();
    expect([driver.endpoint.isSending(), driver.endpoint.hasPendingWork()]).toEqual([false, false]);
    expect(driver.endpoint.deadlineUs()).toBe(Infinity);
  });

  it('takes only its own frame for the confirmation', () => {
    const driver = new EndpointDriver().send(bytes('3E 80'));
    const { endpoint } = driver;
    endpoint.onFrameSent(dataFrame(0x7bd, bytes('02 3E 00 CC CC CC CC CC')), 10, []);
    endpoint.onFrameSent(dataFrame(0x7be, bytes('02 3E 80 CC CC CC CC CC')), 10, []);
    endpoint.onFrameSent(dataFrame(0x7bd, bytes('02 3E 80')), 10, []);
    expect(endpoint.isSending()).toBe(true);
    endpoint.onFrameSent(dataFrame(0x7bd, bytes('02 3E 80 CC CC CC CC CC')), 10, []);
    expect(endpoint.isSending()).toBe(false);
  });

  it.each([
    [-1, ['sent']],
    [0, ['send-failed timeout-a']],
    [1, ['send-failed timeout-a']],
  ])('N_As runs 1000 ms from the request to the confirmation (%i µs)', (offset, expected) => {
    const driver = new EndpointDriver().at(70).send(bytes('3E 80'));
    driver.reported();
    expect(driver.endpoint.deadlineUs()).toBe(1_000_070);
    expect(
      driver
        .at(1_000_070 + offset)
        .confirm()
        .reported(),
    ).toEqual(expected);
  });
});

describe('messages of more than one frame', () => {
  it('conformance 57: numbers consecutive frames from 1 and wraps from 15 to 0', () => {
    const driver = new EndpointDriver()
      .send(counting(6 + 17 * 7))
      .confirm()
      .frame('30 00 00');
    for (let index = 0; index < 17; index++) driver.confirm();
    const sent = driver.reported();
    expect(sent[0]).toBe('send 10 7D 01 02 03 04 05 06');
    expect(sent[1]).toBe('send 21 07 08 09 0A 0B 0C 0D');
    expect(sent.slice(1, 18).map((line) => line.slice(5, 7))).toEqual([
      '21',
      '22',
      '23',
      '24',
      '25',
      '26',
      '27',
      '28',
      '29',
      '2A',
      '2B',
      '2C',
      '2D',
      '2E',
      '2F',
      '20',
      '21',
    ]);
    expect(sent[18]).toBe('sent');
  });

  it('conformance 63: pads the last frame', () => {
    const driver = new EndpointDriver().send(counting(8)).confirm().frame('30 00 00').confirm();
    expect(driver.reported()).toEqual(['send 10 08 01 02 03 04 05 06', 'send 21 07 08 CC CC CC CC CC', 'sent']);
  });

  it('conformance 63: takes a flow control of three bytes and ignores a shorter one', () => {
    const driver = sending().frame('30 00');
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('30 00 00').reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D']);
  });

  it('conformance 54: announces 4095 bytes in 12 bits and 4096 in 32', () => {
    expect(new EndpointDriver().send(counting(4095)).reported()).toEqual(['send 1F FF 01 02 03 04 05 06']);
    expect(new EndpointDriver().send(counting(4096)).reported()).toEqual(['send 10 00 00 00 10 00 01 02']);
    const driver = new EndpointDriver(EXTENDED).send(counting(4096)).confirm().frame('B5 30 00 00');
    expect(driver.reported()).toEqual(['send B5 10 00 00 00 10 00 01', 'send B5 21 02 03 04 05 06 07']);
  });

  it('does not follow later changes of the caller’s array', () => {
    const payload = counting(8);
    const driver = new EndpointDriver().send(payload).confirm();
    payload.fill(0);
    expect(driver.frame('30 00 00').reported().at(-1)).toBe('send 21 07 08 CC CC CC CC CC');
  });

  it('conformance 60: waits for a flow control after each block', () => {
    const driver = sending().frame('30 02 00').confirm().confirm();
    expect(driver.reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D', 'send 22 0E 0F 10 11 12 13 14']);
    expect(driver.endpoint.hasPendingWork()).toBe(false);
    expect(driver.frame('30 02 00').confirm().confirm().reported()).toEqual([
      'send 23 15 16 17 18 19 1A 1B',
      'send 24 1C 1D 1E 1F 20 21 22',
      'sent',
    ]);
  });

  it('conformance 60: a block has as many frames as its own flow control says', () => {
    const driver = sending().frame('30 01 00').confirm().frame('30 02 00').confirm();
    expect(driver.reported().at(-1)).toBe('send 23 15 16 17 18 19 1A 1B');
    expect(driver.confirm().reported()).toEqual([]);
    expect(driver.frame('30 05 00').reported()).toEqual(['send 24 1C 1D 1E 1F 20 21 22']);
  });

  it('conformance 60: each flow control renews BS and STmin', () => {
    const driver = sending().frame('30 01 00').confirm();
    driver.reported();
    driver.at(1_000).frame('30 00 0A').at(1_200).confirm();
    expect(driver.reported()).toEqual(['send 22 0E 0F 10 11 12 13 14']);
    expect(driver.endpoint.deadlineUs()).toBe(11_200);
    expect(driver.at(11_200).confirm().at(21_200).reported()).toEqual([
      'send 23 15 16 17 18 19 1A 1B',
      'send 24 1C 1D 1E 1F 20 21 22',
    ]);
  });
});

describe('separation', () => {
  it('conformance 61: is not cut short by a call before it is over', () => {
    const { endpoint } = sending().frame('30 00 14').at(300).confirm();
    const effects: Parameters<typeof endpoint.onDeadline>[1] = [];
    endpoint.onDeadline(20_299, effects);
    expect(effects).toEqual([]);
    endpoint.onDeadline(20_300, effects);
    expect(effects).toHaveLength(1);
  });

  it.each([
    [-1, []],
    [0, ['send 22 0E 0F 10 11 12 13 14']],
    [1, ['send 22 0E 0F 10 11 12 13 14']],
  ])('conformance 61: runs from the confirmation of a consecutive frame to the next (%i µs)', (offset, expected) => {
    const driver = sending().at(500).frame('30 00 14').at(800).confirm();
    driver.reported();
    expect(driver.endpoint.deadlineUs()).toBe(20_800);
    expect(driver.endpoint.hasPendingWork()).toBe(true);
    expect(driver.at(20_800 + offset).reported()).toEqual(expected);
  });

  it('conformance 61: a reserved STmin is taken for 127 ms', () => {
    for (const reserved of ['80', 'F0', 'FA', 'FF']) {
      const driver = sending().frame(`30 00 ${reserved}`).at(300).confirm();
      expect(driver.endpoint.deadlineUs()).toBe(127_300);
    }
  });

  it('conformance 61: F1 is 100 µs', () => {
    expect(sending().frame('30 00 F1').at(300).confirm().endpoint.deadlineUs()).toBe(400);
  });

  it('conformance 62: without separation the next frame is requested at the instant of the confirmation', () => {
    const driver = sending().at(250).frame('30 00 00').at(500).confirm();
    expect(driver.reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D', 'send 22 0E 0F 10 11 12 13 14']);
  });

  it('conformance 62: a block begins at the instant of its flow control, whatever STmin is', () => {
    const driver = sending().frame('30 01 7F').confirm().at(250).frame('30 01 7F');
    expect(driver.reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D', 'send 22 0E 0F 10 11 12 13 14']);
  });
});

describe('waiting for a flow control', () => {
  it.each([
    [-1, ['send 21 07 08 09 0A 0B 0C 0D']],
    [0, ['send-failed timeout-bs']],
    [1, ['send-failed timeout-bs']],
  ])('conformance 60: N_Bs runs 1000 ms from the confirmation of the first frame (%i µs)', (offset, expected) => {
    const driver = new EndpointDriver().send(counting(34)).at(300).confirm();
    driver.reported();
    expect(driver.endpoint.deadlineUs()).toBe(1_000_300);
    expect(
      driver
        .at(1_000_300 + offset)
        .frame('30 00 00')
        .reported(),
    ).toEqual(expected);
  });

  it.each([
    [-1, ['send 22 0E 0F 10 11 12 13 14']],
    [0, ['send-failed timeout-bs']],
    [1, ['send-failed timeout-bs']],
  ])('conformance 60: N_Bs runs 1000 ms from the confirmation of a block’s last frame (%i µs)', (offset, expected) => {
    const driver = sending().at(400).frame('30 01 00').at(700).confirm();
    driver.reported();
    expect(
      driver
        .at(1_000_700 + offset)
        .frame('30 00 00')
        .reported(),
    ).toEqual(expected);
  });

  it.each([
    [-1, ['send 21 07 08 09 0A 0B 0C 0D']],
    [0, ['send-failed timeout-bs']],
    [1, ['send-failed timeout-bs']],
  ])('conformance 60: "wait" starts N_Bs again (%i µs)', (offset, expected) => {
    const driver = sending().at(900_000).frame('31 00 00');
    expect(driver.reported()).toEqual([]);
    expect(
      driver
        .at(1_900_000 + offset)
        .frame('30 00 00')
        .reported(),
    ).toEqual(expected);
  });

  it('conformance 60: bears "wait" a bounded number of times in a row', () => {
    const driver = sending(2).frame('31 00 00').frame('31 00 00');
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('31 00 00').reported()).toEqual(['send-failed wait-limit']);
  });

  it('conformance 60: "continue" starts the count of "wait" again', () => {
    const driver = sending(1).frame('31 00 00').frame('30 01 00').confirm().frame('31 00 00');
    expect(driver.reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D']);
    expect(driver.frame('31 00 00').reported()).toEqual(['send-failed wait-limit']);
  });

  it('conformance 60: overflow aborts', () => {
    const driver = sending().frame('32 00 00');
    expect(driver.reported()).toEqual(['send-failed overflow']);
    expect(driver.endpoint.isSending()).toBe(false);
    expect(driver.endpoint.deadlineUs()).toBe(Infinity);
  });

  it('conformance 60: every reserved flow status aborts', () => {
    for (let status = 3; status <= 15; status++) {
      const driver = sending().frame(`3${status.toString(16)} 00 00`);
      expect(driver.reported()).toEqual(['send-failed invalid-flow-status']);
    }
  });

  it('conformance 59: a flow control is ignored when idle', () => {
    for (const flow of ['30 00 00', '31 00 00', '32 00 00', '3F 00 00']) {
      expect(new EndpointDriver().frame(flow).reported()).toEqual([]);
    }
  });

  it('conformance 59: a flow control is ignored before the first frame is on the bus', () => {
    const driver = new EndpointDriver().send(counting(34)).frame('32 00 00').frame('30 00 00');
    expect(driver.reported()).toEqual(['send 10 22 01 02 03 04 05 06']);
    expect(driver.confirm().frame('30 00 00').reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D']);
  });

  it('conformance 59: a flow control is ignored within a block and during STmin', () => {
    const driver = sending().frame('30 00 14').frame('32 00 00').at(300).confirm().frame('32 00 00').frame('30 00 00');
    expect(driver.reported()).toEqual(['send 21 07 08 09 0A 0B 0C 0D']);
    expect(driver.endpoint.deadlineUs()).toBe(20_300);
  });

  it('N_As ends a message whose consecutive frame is not sent on the bus', () => {
    const driver = sending().at(100).frame('30 00 00');
    driver.reported();
    expect(driver.at(1_000_099).reported()).toEqual([]);
    expect(driver.at(1_000_100).reported()).toEqual(['send-failed timeout-a']);
    expect(driver.confirm().reported()).toEqual([]);
  });
});

describe('what no correct caller asks for', () => {
  it('is refused: two messages at once, no byte, a functional message that is too long', () => {
    expect(() => new EndpointDriver().send(counting(3)).send(counting(3))).toThrow(IsoTpUsageError);
    expect(() => new EndpointDriver().send(counting(0))).toThrow('at least one byte');
    const functional = new EndpointDriver(NORMAL, { singleFrameOnly: true });
    expect(() => functional.send(counting(8))).toThrow('at most 7 bytes, not 8');
    expect(functional.send(counting(7)).reported()).toEqual(['send 07 01 02 03 04 05 06 07']);
  });
});
