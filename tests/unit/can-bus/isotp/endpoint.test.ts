import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { normalFixedId } from '../../../../can-bus/isotp/addressing.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint } from '../../../../can-bus/isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect } from '../../../../can-bus/isotp/types.ts';
import { bytes, counting, EndpointDriver, EXTENDED, hex, NORMAL } from './endpoint-driver.ts';

const FD = { fd: true, frameLength: 64 } as const;

describe('half-duplex, the documented choice', () => {
  it('ignores single and first frames while a segmented message goes out', () => {
    const driver = new EndpointDriver().send(counting(20)).confirm();
    driver.reported();
    driver.frame('02 3E 00').frame('10 14 01 02 03 04 05 06');
    expect(driver.reported()).toEqual(['ignored', 'ignored']);
    // Neither begins a message: no length, and a first frame of one that a single frame would carry.
    driver.frame('00 3E 00').frame('10 00 00 00 00 00 00 00');
    expect(driver.reported()).toEqual([]);
    driver.frame('30 00 00').frame('02 3E 00').confirm().confirm();
    expect(driver.reported()).toEqual([
      'send 21 07 08 09 0A 0B 0C 0D',
      'ignored',
      'send 22 0E 0F 10 11 12 13 14',
      'sent',
    ]);
    expect(driver.frame('02 3E 00').reported()).toEqual(['received 3E 00']);
  });

  it('takes them while a single frame goes out', () => {
    const driver = new EndpointDriver().send(bytes('7E 00')).frame('02 3E 00').frame('10 08 01 02 03 04 05 06');
    expect(driver.reported().slice(1)).toEqual([
      'received 3E 00',
      'reception-started 8',
      'send 30 00 00 CC CC CC CC CC',
    ]);
  });

  it('takes them again after a segmented message that failed', () => {
    const driver = new EndpointDriver().send(counting(20)).confirm().at(1_000_000).frame('02 3E 00');
    expect(driver.reported().slice(1)).toEqual(['send-failed timeout-bs', 'received 3E 00']);
  });

  it('continues with a reception that began before a segmented message goes out', () => {
    const driver = new EndpointDriver().frame('10 08 01 02 03 04 05 06').confirm().send(counting(8));
    driver.reported();
    driver.frame('21 07 08').confirm().frame('30 00 00').confirm();
    expect(driver.reported()).toEqual([`received ${hex(counting(8))}`, 'send 21 07 08 CC CC CC CC CC', 'sent']);
  });
});

describe('29-bit ids', () => {
  it('conformance 64: normal fixed ids work both ways, and an 11-bit frame is not for them', () => {
    const driver = new EndpointDriver({
      kind: 'normal',
      sendId: normalFixedId(0xf1, 0xb5),
      receiveId: normalFixedId(0xb5, 0xf1),
    });
    expect(driver.endpoint.config.addressing).toEqual({ kind: 'normal', sendId: 0x18daf1b5, receiveId: 0x18dab5f1 });
    expect(driver.frame('02 3E 00').reported()).toEqual(['received 3E 00']);
    expect(driver.send(bytes('7E 00')).reported()).toEqual(['send 02 7E 00 CC CC CC CC CC']);
  });
});

describe('CAN FD', () => {
  it('sends up to 7 bytes with the short length and up to 62 with the escape, padded to a possible length', () => {
    const driver = new EndpointDriver(NORMAL, FD).send(counting(7)).confirm().send(counting(8)).confirm();
    expect(driver.reported()).toEqual([
      'send 07 01 02 03 04 05 06 07',
      'sent',
      'send 00 08 01 02 03 04 05 06 07 08 CC CC',
      'sent',
    ]);
    expect(driver.send(counting(62)).reported()).toEqual([`send 00 3E ${hex(counting(62))}`]);
    expect(new EndpointDriver(NORMAL, FD).send(counting(63)).reported()).toEqual([`send 10 3F ${hex(counting(62))}`]);
  });

  it('fills up to a possible length even without padding', () => {
    const driver = new EndpointDriver(NORMAL, { ...FD, padding: null }).send(counting(11)).confirm().send(counting(3));
    expect(driver.reported()).toEqual([`send 00 0B ${hex(counting(11))} CC CC CC`, 'sent', 'send 03 01 02 03']);
  });

  it('conformance 52: ignores escapes that are too short, too long, or a short length in a long frame', () => {
    const driver = new EndpointDriver(NORMAL, FD);
    const fill = '00 00 00 00 00 00 00 00 00 00';
    driver
      .frame(`00 07 ${fill}`, { fd: true })
      .frame(`00 0B ${fill}`, { fd: true })
      .frame(`07 01 ${fill}`, { fd: true });
    driver.frame('00 07 01 02 03 04 05 06', { fd: true });
    expect(driver.reported()).toEqual([]);
    expect(driver.frame(`00 0A ${hex(counting(10))}`, { fd: true }).reported()).toEqual([
      `received ${hex(counting(10))}`,
    ]);
    expect(driver.frame('02 3E 00', { fd: true }).frame('02 3E 80').reported()).toEqual([
      'received 3E 00',
      'received 3E 80',
    ]);
  });

  it('conformance 52: behind an address byte 7 bytes need the escape', () => {
    const driver = new EndpointDriver(EXTENDED, FD).frame('B5 00 07 01 02 03 04 05 06 07 CC CC', { fd: true });
    expect(driver.reported()).toEqual(['received 01 02 03 04 05 06 07']);
  });

  it('conformance 53: a first frame announces more than a single frame of its size holds', () => {
    const driver = new EndpointDriver(NORMAL, FD).frame(`10 3E ${hex(counting(62))}`, { fd: true });
    expect(driver.reported()).toEqual([]);
    driver.frame(`10 3F ${hex(counting(62))}`, { fd: true });
    expect(driver.reported()).toEqual(['reception-started 63', 'send 30 00 00 CC CC CC CC CC']);
    expect(driver.confirm().frame('21 3F', { fd: true }).reported()).toEqual([`received ${hex(counting(63))}`]);
  });

  it('ignores a consecutive frame that is longer than the first', () => {
    const driver = new EndpointDriver(NORMAL, FD).frame('10 0D 01 02 03 04 05 06', { fd: true }).confirm();
    driver.reported();
    driver.frame('21 07 08 09 0A 0B 0C 0D 00 00 00 00', { fd: true });
    expect(driver.reported()).toEqual([]);
    expect(driver.frame('21 07 08 09 0A 0B 0C 0D', { fd: true }).reported()).toEqual([`received ${hex(counting(13))}`]);
  });
});

describe('snapshots', () => {
  it('continue in another endpoint as in the first, in the midst of sending and of receiving', () => {
    const driver = new EndpointDriver().frame('10 14 01 02 03 04 05 06').confirm().frame('21 07 08 09 0A 0B 0C 0D');
    driver.send(counting(20)).confirm().frame('30 00 14').at(100).confirm();
    const snapshot = driver.endpoint.snapshot();

    const other = new EndpointDriver();
    other.endpoint.restore(structuredClone(snapshot));
    expect(other.endpoint.snapshot()).toEqual(snapshot);
    expect(other.endpoint.deadlineUs()).toBe(20_100);
    expect(other.at(20_100).reported()).toEqual(['send 22 0E 0F 10 11 12 13 14']);
    expect(other.frame('22 0E 0F 10 11 12 13 14').confirm().reported()).toEqual([
      `received ${hex(counting(20))}`,
      'sent',
    ]);
  });

  it('do not change with the endpoint they were taken from, nor with one they were given to', () => {
    const driver = new EndpointDriver().frame('10 14 01 02 03 04 05 06').confirm();
    const snapshot = driver.endpoint.snapshot();
    const before = structuredClone(snapshot);
    driver.frame('21 07 08 09 0A 0B 0C 0D');
    expect(snapshot).toEqual(before);
    const other = new EndpointDriver();
    other.endpoint.restore(snapshot);
    other.frame('21 FF FF FF FF FF FF FF');
    expect(snapshot).toEqual(before);
  });

  it('of an endpoint that was reset equal those of a new one', () => {
    const driver = new EndpointDriver().frame('10 14 01 02 03 04 05 06').send(counting(20));
    driver.reported();
    driver.endpoint.reset();
    expect(driver.endpoint.snapshot()).toEqual(new EndpointDriver().endpoint.snapshot());
    expect(driver.at(5_000_000).confirm().confirm().reported()).toEqual([]);
  });

  it.each([false, true])('have nothing left of messages before (%s: there were some)', (hasBefore) => {
    const driver = new EndpointDriver(NORMAL, { receiveLimit: 20 });
    if (hasBefore) {
      driver
        .frame('10 14 01 02 03 04 05 06')
        .confirm()
        .frame('21 07 08 09 0A 0B 0C 0D')
        .frame('22 0E 0F 10 11 12 13 14');
      driver.send(counting(20)).confirm().frame('31 00 00').frame('30 02 01').confirm().at(1_000).confirm();
      expect(driver.reported().at(-1)).toBe('sent');
    }
    driver.at(2_000).send(bytes('3E 80')).frame('10 15 01 02 03 04 05 06');
    expect(driver.endpoint.snapshot()).toStrictEqual({
      sender: {
        phase: 'confirming',
        payload: bytes(''),
        nextByte: 0,
        sequenceNumber: 0,
        blockSize: 0,
        framesInBlock: 0,
        blockEnds: false,
        separationUs: 0,
        waits: 0,
        deadlineUs: 1_002_000,
        unconfirmed: bytes('02 3E 80 CC CC CC CC CC'),
      },
      receiver: {
        phase: 'refusing',
        buffer: bytes(''),
        received: 0,
        sequenceNumber: 0,
        framesInBlock: 0,
        frameLength: 0,
        deadlineUs: 1_002_000,
        unconfirmed: bytes('32 00 00 CC CC CC CC CC'),
      },
    });
  });
});

describe('configuration', () => {
  it.each<[string, Partial<IsoTpConfig>]>([
    ['sendId', { addressing: { kind: 'normal', sendId: 0x800, receiveId: 1 }, extendedIds: false }],
    ['receiveAddress', { addressing: { ...EXTENDED, kind: 'extended', sendAddress: 1, receiveAddress: 256 } }],
    ['frameLength', { frameLength: 64 }],
    ['frameLength', { fd: true, frameLength: 9 }],
    ['padding', { padding: 256 }],
    ['blockSize', { blockSize: -1 }],
    ['separationTime', { separationTime: 1.5 }],
    ['receiveLimit', { receiveLimit: 0 }],
    ['maxWaitFrames', { maxWaitFrames: -1 }],
    ['timing.nBsUs', { timing: { nAsUs: 1, nArUs: 1, nBsUs: 0, nCrUs: 1 } }],
  ])('is refused where %s is out of range', (name, changes) => {
    expect(() => new IsoTpEndpoint(isoTpConfig(NORMAL, changes))).toThrow(name);
  });
});

describe('an ISO-TP endpoint', () => {
  it('says why it refuses a second message', () => {
    expect(() => new EndpointDriver().send(counting(20)).send(counting(2))).toThrow(
      'an ISO-TP endpoint sends one message at a time',
    );
  });

  it('takes no frame of another id format for its own', () => {
    const driver = new EndpointDriver(NORMAL, { extendedIds: true }).send(bytes('3E 80'));
    driver.reported();
    const effects: IsoTpEffect[] = [];
    const sent = bytes('02 3E 80 CC CC CC CC CC');
    driver.endpoint.onFrameSent(dataFrame(0x7bd, sent), 0, effects);
    driver.endpoint.onFrameSent(dataFrame(0x7be, sent, { extended: true }), 0, effects);
    expect(effects).toEqual([]);
    driver.endpoint.onFrameSent(dataFrame(0x7bd, sent, { extended: true }), 0, effects);
    expect(effects).toEqual([{ kind: 'sent' }]);
  });

  it('listens to address 00 as to any other', () => {
    const driver = new EndpointDriver({
      kind: 'extended',
      sendId: 0x758,
      receiveId: 0x750,
      sendAddress: 0,
      receiveAddress: 0,
    });
    expect(driver.frame('B5 02 3E 00').reported()).toEqual([]);
    expect(driver.frame('00 02 3E 00').reported()).toEqual(['received 3E 00']);
  });

  it('conformance 60: fails a message at once that waits for a flow control, where its owner says so, and no other', () => {
    const effects: IsoTpEffect[] = [];
    const waiting = new EndpointDriver().send(counting(20)).confirm().endpoint;
    waiting.expireFlowControl(effects);
    expect(effects).toEqual([{ kind: 'send-failed', fault: 'timeout-bs' }]);
    expect([waiting.isSending(), waiting.deadlineUs()]).toEqual([false, Infinity]);
    const onItsWay = new EndpointDriver().send(counting(20)).endpoint;
    onItsWay.expireFlowControl(effects);
    new EndpointDriver().endpoint.expireFlowControl(effects);
    expect(effects).toHaveLength(1);
    expect(onItsWay.isSending()).toBe(true);
  });

  it('conformance 58, 60: does nothing one microsecond before a deadline, and nothing where none is set', () => {
    const effects: IsoTpEffect[] = [];
    const sending = new EndpointDriver().send(counting(20)).confirm().endpoint;
    const receiving = new EndpointDriver().frame('10 14 01 02 03 04 05 06').confirm().endpoint;
    for (const endpoint of [sending, receiving]) endpoint.onDeadline(999_999, effects);
    expect(effects).toEqual([]);
    for (const endpoint of [sending, receiving]) endpoint.onDeadline(1_000_000, effects);
    expect(effects).toEqual([
      { kind: 'send-failed', fault: 'timeout-bs' },
      { kind: 'receive-failed', fault: 'timeout-cr' },
    ]);
  });

  it('starts with nothing under way', () => {
    expect(new EndpointDriver().endpoint.snapshot()).toEqual({ sender: null, receiver: null });
  });

  it('goes on from a snapshot, also where nothing was under way in it', () => {
    const sending = new EndpointDriver().send(counting(20)).endpoint;
    const { sender, receiver } = sending.snapshot();
    expect([sender?.phase, receiver]).toEqual(['confirming', null]);
    const other = new EndpointDriver().frame('10 14 01 02 03 04 05 06').endpoint;
    other.restore({ sender, receiver });
    expect(other.snapshot()).toEqual({ sender, receiver });
    other.restore({ sender: null, receiver: null });
    expect([other.isSending(), other.deadlineUs()]).toEqual([false, new EndpointDriver().endpoint.deadlineUs()]);
  });

  it('shows the first bytes of a message that begins with a frame for it, and of no other', () => {
    const { endpoint } = new EndpointDriver(EXTENDED);
    const start = (data: string, id = 0x750): string | null => {
      const frame = dataFrame(id, bytes(data));
      const first = endpoint.messageStart(frame);
      expect(endpoint.begins(frame)).toBe(first !== null);
      return first === null ? null : hex(first);
    };
    expect(start('B5 02 3E 00 CC CC CC CC')).toBe('3E 00');
    expect(start('B5 10 14 62 F1 90 01 02')).toBe('62 F1 90 01 02');
    expect(start('B5 21 62 F1 90 01 02 03')).toBeNull();
    expect(start('B5 30 00 00 CC CC CC CC')).toBeNull();
    expect(start('B4 02 3E 00 CC CC CC CC')).toBeNull();
    expect(start('B5 02 3E 00 CC CC CC CC', 0x751)).toBeNull();
  });

  it.each([
    ['a single frame', 'B5 02 3E 00 CC CC CC CC', 2, 4],
    ['a first frame', 'B5 10 14 62 F1 90 01 02', 3, 8],
    ['a consecutive frame', 'B5 21 62 F1 90 01 02 03', null, 8],
    ['a single frame with no length', 'B5 00 3E 00 CC CC CC CC', null, 1],
    ['a first frame of a length for a single one', 'B5 10 05 62 F1 90 01 02', null, 8],
  ])('shows where the payload is in %s', (_name, data, start, end) => {
    const { endpoint } = new EndpointDriver(EXTENDED);
    const frame = dataFrame(0x750, bytes(data));
    expect(endpoint.payloadStart(frame)).toBe(start);
    if (start !== null) expect(endpoint.payloadEnd(frame, start)).toBe(end);
  });

  it('waits for the confirmation of its own frame: one with other bytes, or without, is another sender’s', () => {
    const effects: IsoTpEffect[] = [];
    const other = dataFrame(0x7bd, bytes('30 00 01 CC CC CC CC CC'));
    const receiving = new EndpointDriver().frame('10 14 01 02 03 04 05 06').endpoint;
    receiving.onFrameSent(other, 0, effects);
    expect(receiving.snapshot().receiver?.phase).toBe('confirming');
    receiving.onFrameSent(dataFrame(0x7bd, bytes('30 00 00 CC CC CC CC CC')), 0, effects);
    expect(receiving.snapshot().receiver?.phase).toBe('awaiting-consecutive');
    const sending = new EndpointDriver().send(bytes('3E 80')).endpoint;
    sending.onFrameSent(other, 0, effects);
    expect(effects).toEqual([]);
    new EndpointDriver().endpoint.onFrameSent(dataFrame(0x7bd, bytes('')), 0, effects);
    expect(effects).toEqual([]);
  });
});
