import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { SocketcandSession } from '../../../../can-bus/ports/socketcand-session.ts';
import type { StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { textOf } from '../../../support/output-data.ts';

/** A connection without a network: what is said is kept in order. */
class Connection {
  readonly clock = new VirtualClock();
  readonly session: SocketcandSession;
  /** What went to the client: answers, and `pause`. */
  readonly said: string[] = [];
  /** What went to the bus, as `ID#DATA`. */
  readonly sent: string[] = [];
  onSent: (frame: CanFrame) => void = () => undefined;
  readonly #sink: StreamProtocolSink = {
    deliver: (frame) => {
      this.sent.push(`${frame.id.toString(16).toUpperCase()}#${toHex(frame.data)}`);
      this.onSent(frame);
    },
    reply: (text) => this.said.push(textOf(text)),
    trouble: (reason) => this.said.push(`trouble: ${reason}`),
    pause: () => this.said.push('pause'),
    mayGoOn: () => true,
    holdBack: () => undefined,
    end: () => undefined,
  };

  constructor(fd: boolean = false) {
    this.session = new SocketcandSession({ vehicleTimeUs: () => this.clock.nowUs(), clock: this.clock, fd });
    this.session.opened(this.#sink);
  }

  /** @returns what was answered to it */
  hear(text: string): string[] {
    const before = this.said.length;
    this.session.receive(Buffer.from(text, 'latin1'), this.#sink);
    return this.said.slice(before);
  }

  /** @returns what goes out for it at once; what else comes of it has come when this is done */
  async frame(id: number, data: string): Promise<string | null> {
    const text = this.session.encode(dataFrame(id, fromHex(data)));
    await Promise.resolve();
    return text;
  }
}

describe('a session with socketcand', () => {
  it('greets, opens any bus, and gives out frames in raw mode only, after a pause for "ok" to arrive alone', async () => {
    const connection = new Connection();
    expect(connection.said).toEqual(['< hi >']);
    expect(connection.hear('< open vcan7 >')).toEqual(['< ok >']);
    expect(await connection.frame(0x5b0, '01')).toBeNull();
    expect(connection.hear('< rawmode >')).toEqual(['< ok >', 'pause']);
    connection.clock.advanceTo(1_500_000);
    expect(await connection.frame(0x5b0, '01AB')).toBe('\n< frame 5B0 1.500000 01AB >');
    expect(connection.hear('< bcmmode >')).toEqual(['< ok >', 'pause']);
    expect(await connection.frame(0x5b0, '01')).toBeNull();
  });

  it('answers a client that has closed its sending side only where frames or messages go to it', () => {
    const connection = new Connection();
    const times = ['open can0', 'rawmode', 'controlmode', 'isotpmode', 'bcmmode'].map((command) => {
      connection.hear(`< ${command} >`);
      return [command, connection.session.answersForMs()];
    });
    expect(times).toEqual([
      ['open can0', 0],
      ['rawmode', 250],
      ['controlmode', 0],
      ['isotpmode', 250],
      ['bcmmode', 0],
    ]);
  });

  it('gives out what its filter accepts, and takes everything', () => {
    const session = new SocketcandSession({
      vehicleTimeUs: () => 0,
      clock: new VirtualClock(),
      accepts: ({ id }) => id === 0x7bd,
    });
    const sent: number[] = [];
    const sink = {
      deliver: ({ id }: CanFrame) => sent.push(id),
      reply: () => 0,
      trouble: () => 0,
      pause: () => 0,
      mayGoOn: () => true,
      holdBack: () => 0,
      end: () => 0,
    };
    session.receive(Buffer.from('< open can0 >< rawmode >< send 5B0 0 >'), sink);
    expect(sent).toEqual([0x5b0]);
    expect(session.encode(dataFrame(0x5b0, fromHex('01')))).toBeNull();
    expect(session.encode(dataFrame(0x7bd, fromHex('01')))).toBe('\n< frame 7BD 0.000000 01 >');
  });

  it('wants a bus before anything else', () => {
    const connection = new Connection();
    expect(connection.hear('< send 123 0 >< rawmode >')).toEqual([
      '< error unknown command >',
      '< error unknown command >',
    ]);
    expect(connection.hear(`< open ${'x'.repeat(17)} >< open >`)).toEqual([
      '< error could not open bus >',
      '< error could not open bus >',
    ]);
    expect(connection.sent).toEqual([]);
  });

  it('takes frames in BCM mode and in raw mode', () => {
    const connection = new Connection();
    expect(connection.hear('< open can0 >< send 123 1 A >< rawmode >< send 7DF 0 >')).toEqual([
      '< ok >',
      '< ok >',
      'pause',
    ]);
    expect(connection.sent).toEqual(['123#0A', '7DF#']);
  });

  it('answers nothing to a frame that is not possible, and reports it in words: to clients an error in raw mode is a frame', () => {
    const connection = new Connection();
    connection.hear('< open can0 >');
    for (const mode of ['', '< rawmode >']) {
      if (mode !== '') connection.hear(mode);
      const ignored: readonly (readonly [string, string])[] = [
        // What python-can writes for a remote frame and for CAN FD.
        ['< send 7B5 3  >', 'the length says 3 bytes, and there are 0'],
        ['< send 7B5 C 0 0 0 0 0 0 0 0 0 0 0 0 >', 'the length is 0 to 8, not "C"'],
        ['< send 123 9 >', 'the length is 0 to 8, not "9"'],
        ['< send 20000000 0 >', 'CAN id 20000000 has more than 29 bits'],
        ['< sendrtr 123 9 >', 'the length is 0 to 8, not "9"'],
        ['< send \x1b[2J 0 >', '"\\u001b[2J" is not a CAN id'],
        [`< ${'x'.repeat(9_000)} >`, 'the command is too long'],
      ];
      for (const [text, reason] of ignored) {
        expect(connection.hear(text)).toEqual([`trouble: a command is ignored: ${reason}`]);
      }
    }
    expect(connection.hear('< echo >< send 123 0 >')).toEqual(['< echo >']);
    expect(connection.sent).toEqual(['123#']);
  });

  it('answers "unknown command" in the words of the daemon, and continues', () => {
    const connection = new Connection();
    connection.hear('< open can0 >< rawmode >');
    expect(connection.hear('< send <>')).toEqual(['< error unknown command >']);
    expect(connection.hear('< fdsend 123 0 1 AA >')).toEqual([
      'trouble: a CAN FD frame is ignored: this bus has no CAN FD',
      '< error unknown command >',
    ]);
    expect(connection.hear('< toString >')).toEqual(['< error unknown command >']);
    expect(connection.hear('< echo >')).toEqual(['< echo >']);
  });

  it('carries CAN FD where the bus does', () => {
    const connection = new Connection(true);
    connection.hear('< open can0 >< rawmode >< fdsend 123 1 1 AA >');
    expect(connection.sent).toEqual(['123#AA']);
  });

  it('knows statistics in control mode alone, with an interval in reason', () => {
    const connection = new Connection();
    connection.hear('< open can0 >');
    expect(connection.hear('< statistics 1000 >')).toEqual(['< error unknown command >']);
    expect(connection.hear('< controlmode >< statistics 0 >')).toEqual(['< ok >', 'pause']);
    expect(connection.hear('< statistics 1 >')).toEqual(['< error the interval is 0, or 10 ms and more >']);
    expect(connection.hear('< send 123 0 >')).toEqual(['< error unknown command >']);
  });
});

describe('ISO-TP mode of socketcand', () => {
  function isotp(conf: string): Connection {
    const connection = new Connection();
    connection.hear('< open can0 >< isotpmode >');
    expect(connection.hear(conf)).toEqual([]);
    return connection;
  }

  it('sends a message in frames, and gives out one with the time', async () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    expect(connection.hear('< sendpdu 22F190 >')).toEqual([]);
    expect(connection.sent).toEqual(['7E0#0322F190']);
    connection.clock.advanceTo(2_000_001);
    expect(await connection.frame(0x7e8, '100A62F190415859')).toBeNull();
    expect(connection.sent).toEqual(['7E0#0322F190', '7E0#300000']);
    expect(await connection.frame(0x7e8, '215A51575652')).toBeNull();
    expect(connection.said.at(-1)).toBe('< pdu 2.000001 62F1904158595A515756 >');
  });

  it('sends a long one as flow control lets it, and the next one afterwards', async () => {
    const connection = isotp('< isotpconf 18DA10F1 18DAF110 4 8 14 0 AA >');
    connection.hear('< sendpdu 000102030405060708090A0B0C0D0E >< sendpdu 3E80 >');
    expect(connection.sent).toEqual(['18DA10F1#100F000102030405']);
    await connection.frame(0x18daf110, '30000A');
    expect(connection.sent.slice(1)).toEqual(['18DA10F1#21060708090A0B0C']);
    connection.clock.advanceBy(9_999);
    expect(connection.sent).toHaveLength(2);
    connection.clock.advanceBy(1);
    expect(connection.sent.slice(2)).toEqual(['18DA10F1#220D0EAAAAAAAAAA', '18DA10F1#023E80AAAAAAAAAA']);
  });

  it('answers in the terms of its own configuration', async () => {
    const connection = isotp('< isotpconf 750 758 206 8 14 0 CC 0 B5 B6 >');
    await connection.frame(0x758, 'B6100A6201020304');
    expect(connection.sent).toEqual(['750#B5300814CCCCCCCC']);
  });

  it('hears what answers a frame while that is being handed to the bus', async () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    connection.onSent = (frame) => {
      if (frame.data[0] === 0x10) connection.session.encode(dataFrame(0x7e8, fromHex('300000')));
      else if (frame.data[0] === 0x21) connection.session.encode(dataFrame(0x7e8, fromHex('037F2231')));
    };
    expect(connection.hear('< sendpdu 22F190F191F192F193 >')).toEqual([]);
    await new Promise(setImmediate);
    expect(connection.said.at(-1)).toBe('< pdu 0.000000 7F2231 >');
    expect(connection.sent).toEqual(['7E0#100922F190F191F1', '7E0#2192F193']);
  });

  it('gives the bus no frame from within a step of the bus', async () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    connection.session.encode(dataFrame(0x7e8, fromHex('100A62F190415859')));
    expect(connection.sent).toEqual([]);
    await Promise.resolve();
    expect(connection.sent).toEqual(['7E0#300000']);
  });

  it('says why a message came to nothing', () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    connection.hear('< sendpdu 22F190F191F192F193 >');
    connection.clock.advanceBy(1_000_000);
    expect(connection.said.at(-1)).toBe(
      '< error a message was not sent: nobody answers with a flow control (N_TIMEOUT_Bs) >',
    );
  });

  it('does nothing once it has ended or the client has left', () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    connection.hear('< sendpdu 22F190F191F192F193 >< rawmode >');
    connection.clock.advanceBy(5_000_000);
    expect(connection.said.at(-1)).toBe('pause');
    connection.hear('< isotpmode >< isotpconf 7E0 7E8 0 0 0 >< sendpdu 22F190F191F192F193 >');
    connection.session.closed();
    connection.clock.advanceBy(5_000_000);
    expect(connection.said.at(-1)).toBe('pause');
  });

  const refused: readonly (readonly [string, string])[] = [
    ['< sendpdu 3E00 >', 'isotpconf comes first'],
    ['< isotpconf 7E0 7E8 0 0 >', 'stmin'],
    ['< isotpconf 7E0 18DAF110 0 0 0 >', 'both ids'],
    ['< isotpconf 7E0 7E8 1 0 0 >', 'flags 1 (hex) are not supported'],
    ['< isotpconf 7E0 7E8 4 0 0 >', 'txpad_content'],
    ['< isotpconf 7E0 7E8 2 0 0 0 0 0 >', 'ext_address'],
    ['< isotpconf 7E0 7E8 0 256 0 >', 'blocksize'],
    ['< send 123 0 >', 'unknown command'],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${text}`, () => {
      const connection = new Connection();
      connection.hear('< open can0 >< isotpmode >');
      expect(connection.hear(text)).toEqual([expect.stringMatching(/^< error .* >$/)]);
      expect(connection.said.at(-1)).toContain(reason);
    });
  }

  it('refuses messages that is not possible, and one that comes while 16 wait', () => {
    const connection = isotp('< isotpconf 7E0 7E8 0 0 0 >');
    expect(connection.hear('< sendpdu >')).toEqual(['< error a message has 1 to 4095 bytes, not 0 >']);
    expect(connection.hear('< sendpdu 123 >')[0]).toContain('odd number');
    expect(connection.hear(`< sendpdu ${'00'.repeat(4_096)} >`)[0]).toContain('not 4096');
    connection.hear(`< sendpdu ${'00'.repeat(4_095)} >`);
    expect(connection.sent).toEqual(['7E0#1FFF000000000000']);
    expect(connection.hear('< sendpdu 3E00 >'.repeat(16))).toEqual([]);
    expect(connection.hear('< sendpdu 3E00 >')).toEqual(['< error too many messages wait to be sent >']);
  });
});
