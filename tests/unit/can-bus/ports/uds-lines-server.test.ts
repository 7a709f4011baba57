import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { CanPort } from '../../../../can-bus/ports/can-port.ts';
import type { BusBehavior } from '../../../../can-bus/ports/tester-channel.ts';
import { openUdsLinesServer } from '../../../../can-bus/ports/uds-lines-server.ts';
import { RawClient } from '../../../integration/support/raw-client.ts';
import { next, observe, written } from '../../../integration/support/served-port.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server, a program on it, and the bus: frames of the program by `ID#DATA`. */
class Rig {
  readonly clock = new VirtualClock();
  readonly sent: string[] = [];
  readonly troubles: string[] = [];
  /** What the bus does with a frame of the program. */
  onSent: (frame: CanFrame) => void = () => undefined;
  url = '';
  readonly #ends: { raw?: RawClient; port?: CanPort } = {};

  static async open(behavior: BusBehavior = {}): Promise<Rig> {
    const rig = new Rig();
    const channel = isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd });
    const url = { kind: 'uds-lines', host: '127.0.0.1', port: 0 } as const;
    const server = await openUdsLinesServer(url, { channel, clock: rig.clock, ...behavior });
    closers.push(() => server.close());
    const served = observe(server);
    rig.url = server.url;
    rig.#ends.raw = await RawClient.open(server.url);
    closers.push(() => Promise.resolve(void rig.raw.socket.destroy()));
    const port = await next(served.clients);
    port.frames.subscribe((frame) => {
      rig.sent.push(written(frame));
      rig.onSent(frame);
    });
    port.status.subscribe((status) => status.kind === 'trouble' && rig.troubles.push(status.reason));
    rig.#ends.port = port;
    return rig;
  }

  get raw(): RawClient {
    if (this.#ends.raw === undefined) throw new Error('nobody has connected');
    return this.#ends.raw;
  }

  get port(): CanPort {
    if (this.#ends.port === undefined) throw new Error('nobody has connected');
    return this.#ends.port;
  }

  /** The program sends this line, and it is on the bus. */
  async request(line: string): Promise<void> {
    const frame = next(this.port.frames);
    this.raw.send(`${line}\n`);
    await frame;
  }

  /** A frame of the bus. */
  bus(data: string, id: number = 0x7bd): void {
    this.port.send(dataFrame(id, fromHex(data)));
  }
}

const PRESENT = '02 7E 00 CC CC CC CC CC';

describe('the server of UDS lines', () => {
  it('puts a line on the bus as ISO-TP, and the answer on a line', async () => {
    const rig = await Rig.open();
    await rig.request('3e 00');
    expect(rig.sent).toEqual(['7B5#023E00CCCCCCCCCC']);
    rig.bus(PRESENT);
    await rig.raw.expectNext('7E00\n');
  });

  it('answers a program that has closed its sending side, and then disconnects it', async () => {
    const rig = await Rig.open();
    await rig.request('31010203');
    rig.raw.leave();
    rig.bus('03 7F 31 78 CC CC CC CC');
    await rig.raw.expectNext('7F3178\n');
    rig.bus('04 71 01 02 03 CC CC CC');
    expect(await rig.raw.untilClosed()).toBe('71010203\n');
  });

  it('reads the next line when the answer to the one before is there: an ECU that sends one ignores what it is sent', async () => {
    const rig = await Rig.open();
    const sentUpTo = async (count: number): Promise<readonly string[]> => {
      while (rig.sent.length < count) await turn();
      return rig.sent.splice(0).map((frame) => frame.slice(4));
    };
    await rig.request('22F190\n22F187\n3E80');
    rig.raw.send('3E00\n3E01\n');
    rig.raw.leave();
    expect(await sentUpTo(1)).toEqual(['0322F190CCCCCCCC']);
    rig.bus('04 62 F1 90 41 CC CC CC');
    expect(await sentUpTo(1)).toEqual(['0322F187CCCCCCCC']);
    rig.bus('03 7F 22 78 CC CC CC CC');
    expect(await sentUpTo(2)).toEqual(['023E80CCCCCCCCCC', '023E00CCCCCCCCCC']);
    rig.bus('03 7F 3E 21 CC CC CC CC');
    expect(await sentUpTo(1)).toEqual(['023E01CCCCCCCCCC']);
    rig.bus('04 62 F1 87 42 CC CC CC');
    rig.bus('02 7E 01 CC CC CC CC CC');
    expect(await rig.raw.untilClosed()).toBe('62F19041\n7F2278\n7F3E21\n62F18742\n7E01\n');
  });

  it('does the flow control of a long answer', async () => {
    const rig = await Rig.open();
    await rig.request('22F190');
    const flowControl = next(rig.port.frames);
    rig.bus('10 08 62 F1 90 41 42 43');
    expect(written(await flowControl)).toBe('7B5#300000CCCCCCCCCC');
    rig.bus('21 44 45 CC CC CC CC CC');
    await rig.raw.expectNext('62F1904142434445\n');
  });

  it('passes on every answer up to the final one, and nothing that no request of its own is answered by', async () => {
    const rig = await Rig.open();
    rig.bus(PRESENT);
    await rig.request('31010203');
    rig.bus('03 7F 31 78 CC CC CC CC');
    rig.bus('03 7F 31 78 CC CC CC CC');
    rig.bus('04 71 01 02 03 CC CC CC');
    await rig.raw.expectNext('7F3178\n7F3178\n71010203\n');
    rig.bus(PRESENT);
    await rig.request('3E00');
    rig.bus(PRESENT);
    await rig.raw.expectNext('7E00\n');
  });

  it('conformance 9: reports an answer that is not there after P2 and its margin, and passes on none that comes later', async () => {
    const rig = await Rig.open();
    await rig.request('22F190');
    rig.clock.advanceBy(149_999);
    await turn();
    expect(rig.troubles).toEqual([]);
    rig.clock.advanceBy(1);
    await turn();
    expect(rig.troubles).toEqual(['no response to 22F190 in time; a later one is not passed on']);
    rig.bus('04 62 F1 90 41 CC CC CC');
    await rig.request('3E00');
    rig.bus(PRESENT);
    await rig.raw.expectNext('7E00\n');
  });

  it('shows eight bytes of a longer request in that report', async () => {
    const rig = await Rig.open({ answerMarginUs: () => 0 });
    await rig.request('22F18CF190F191F195');
    rig.bus('30 00 00 CC CC CC CC CC');
    await turn();
    rig.clock.advanceBy(50_000);
    await turn();
    expect(rig.troubles).toEqual(['no response to 22F18CF190F191F1… in time; a later one is not passed on']);
  });

  it('expects no answer any more once a bus in virtual time has settled', async () => {
    const rig = await Rig.open({ confirms: true, settles: () => true });
    rig.onSent = (frame) => rig.port.confirm?.(frame);
    await rig.request('22F190');
    await turn();
    expect(rig.troubles).toEqual(['no response to 22F190 in time; a later one is not passed on']);
  });

  it('names a line that is no message, and goes on', async () => {
    const rig = await Rig.open();
    rig.raw.send('hello\n');
    await rig.request('3E00');
    expect(rig.troubles).toEqual([expect.stringMatching(/^a line is not a UDS message: /)]);
  });

  it('lets a program that sends more than there is room for wait, and loses nothing', async () => {
    const rig = await Rig.open({ confirms: true });
    await rig.request(Array.from({ length: 40 }, (_, number) => `3E8${number % 2}`).join('\n'));
    while (rig.sent.length < 40) {
      rig.port.confirm?.(dataFrame(0x7b5, fromHex(rig.sent.at(-1)?.slice(4) ?? '')));
      await turn();
    }
    expect(rig.sent.slice(-2)).toEqual(['7B5#023E80CCCCCCCCCC', '7B5#023E81CCCCCCCCCC']);
  });

  it('refuses a second program in a line that is no message', async () => {
    const rig = await Rig.open();
    const second = await RawClient.open(rig.url);
    expect(await second.untilClosed()).toMatch(
      /^busy: uds-lines:127\.0\.0\.1:\d+ is connected, and this bus has room for one client\n$/,
    );
  });
});
