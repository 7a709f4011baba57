import { duplexPair, type Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { PortStatus } from '../../../../can-bus/ports/can-port.ts';
import { StreamPort, type StreamProtocol, type StreamProtocolSink } from '../../../../can-bus/ports/stream-port.ts';
import { turn } from '../../../support/turn.ts';
import { TextEnd } from './text-end.ts';

/** Two hex digits a frame; `?` is answered, `!` is trouble. */
class HexProtocol implements StreamProtocol {
  readonly farewell = 'bye';
  sink: StreamProtocolSink | null = null;
  answeredForMs = 0;
  remains?: () => boolean;
  /** What was called, in order. */
  readonly calls: string[] = [];
  #rest = '';

  opened(sink: StreamProtocolSink): void {
    this.sink = sink;
    this.calls.push('opened');
    sink.reply('hi');
  }

  receive(chunk: Uint8Array, sink: StreamProtocolSink): number {
    let read = 0;
    for (const character of Buffer.from(chunk).toString('latin1')) {
      read++;
      this.#rest += character;
      if (character === '?') sink.reply('!');
      else if (character === '!') sink.trouble('it shouts', 2);
      else if (this.#rest.length < 2) continue;
      else sink.deliver(dataFrame(0x100, fromHex(this.#rest)), 7);
      this.#rest = '';
      if (!sink.mayGoOn()) break;
    }
    return read;
  }

  encode({ data }: CanFrame): string | null {
    return data.length === 0 ? null : toHex(data);
  }

  dropped(): void {
    this.calls.push('dropped');
  }

  answersForMs(): number {
    return this.answeredForMs;
  }

  closed(): void {
    this.calls.push('closed');
  }
}

class Rig {
  readonly protocol = new HexProtocol();
  readonly near: Duplex;
  readonly farStream: Duplex;
  readonly far: TextEnd;
  readonly port: StreamPort;
  readonly statuses: PortStatus[] = [];
  /** Data of each frame, and its age. */
  readonly frames: string[] = [];

  constructor(options: Partial<ConstructorParameters<typeof StreamPort>[1]> = {}) {
    const [near, far] = duplexPair();
    this.near = near;
    this.farStream = far;
    this.far = new TextEnd(far);
    this.port = new StreamPort(near, { url: 'hex:', protocol: this.protocol, onLag: 'refuse', ...options });
    this.port.status.subscribe((status) => this.statuses.push(status));
    this.port.frames.subscribe(({ data }) => this.frames.push(`${toHex(data)} ${this.port.receivedAgoUs ?? 'null'}`));
    rigs.push(this);
  }

  send(data: string): boolean {
    return this.port.send(dataFrame(0x200, fromHex(data)));
  }

  /** The far end says this, and it has arrived. */
  async hear(text: string): Promise<void> {
    this.far.say(text);
    await turn();
    await turn();
  }
}

const rigs: Rig[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const { port } of rigs.splice(0)) await port.close();
});

describe('a port on a byte stream', () => {
  it('is open at once, greets, and passes frames both ways', async () => {
    const rig = new Rig();
    expect(rig.statuses).toEqual([{ kind: 'open' }]);
    await rig.far.until('hi');
    expect([rig.send('AB'), rig.send('CD')]).toEqual([true, true]);
    await rig.far.until('hiABCD');
    await rig.hear('0102');
    expect(rig.frames).toEqual(['01 7', '02 7']);
    expect(rig.port.receivedAgoUs).toBeNull();
  });

  it('takes a frame that its protocol does not send at this time', async () => {
    const rig = new Rig();
    expect(rig.send('')).toBe(true);
    rig.send('AB');
    await rig.far.until('hiAB');
  });

  it('sends answers in order with the frames, and reports trouble with the frames that were refused', async () => {
    const rig = new Rig();
    await rig.hear('?');
    rig.send('01');
    await rig.far.until('hi!01');
    await rig.hear('!');
    expect(rig.statuses.at(-1)).toEqual({ kind: 'trouble', reason: 'it shouts', refusedFrames: 2 });
  });

  it('sends its last message, ends, and accepts nothing more when it is closed', async () => {
    const rig = new Rig();
    rig.send('01');
    await rig.port.close();
    expect(rig.far.received).toBe('hi01bye');
    expect(rig.protocol.calls).toEqual(['opened', 'closed']);
    expect(rig.statuses.at(-1)).toEqual({ kind: 'closed', cause: 'requested', reason: 'closed on our side' });
    expect(rig.send('02')).toBe(false);
    await rig.port.close();
    expect(rig.statuses).toHaveLength(2);
  });

  it('is left by a side that has said its last word, after all it has said', async () => {
    const rig = new Rig();
    rig.far.say('01');
    rig.far.end();
    await turn();
    await turn();
    expect(rig.frames).toEqual(['01 7']);
    expect(rig.statuses.at(-1)).toEqual({
      kind: 'closed',
      cause: 'left',
      reason: 'the other side closed the connection',
    });
  });

  describe('whose protocol finishes something on the bus', () => {
    const LEFT = { kind: 'closed', cause: 'left', reason: 'the other side broke the connection' };

    it('stays there after the connection has ended, without the other side, until the protocol ends it', async () => {
      const rig = new Rig();
      rig.protocol.remains = (): boolean => rig.protocol.calls.push('remains') > 0;
      await rig.far.until('hi');
      rig.near.destroy(Object.assign(new Error('the line broke'), { code: 'ECONNRESET' }));
      await turn();
      expect([rig.port.isLeft, rig.statuses]).toEqual([true, [{ kind: 'open' }]]);
      rig.port.holdBack(true);
      rig.port.holdBack(false);
      await turn();
      expect(rig.send('AB')).toBe(true);
      rig.protocol.sink?.deliver(dataFrame(0x100, fromHex('CD')));
      rig.protocol.sink?.reply('?');
      expect([rig.frames, rig.protocol.calls]).toEqual([['CD null'], ['opened', 'remains']]);
      rig.protocol.sink?.end('it has finished');
      expect([rig.statuses.at(-1), rig.protocol.calls.at(-1)]).toEqual([LEFT, 'closed']);
      expect(rig.send('AB')).toBe(false);
    });

    it('does not, where the port is closed', async () => {
      const rig = new Rig();
      rig.protocol.remains = (): boolean => rig.protocol.calls.push('remains') > 0;
      await rig.port.close();
      const closed = { kind: 'closed', cause: 'requested', reason: 'closed on our side' };
      expect([rig.statuses.at(-1), rig.protocol.calls]).toEqual([closed, ['opened', 'remains', 'closed']]);
    });
  });

  describe('with a side that has said its last word, and still reads', () => {
    const LEFT = { kind: 'closed', cause: 'left', reason: 'the other side closed the connection' };

    it('sends it what it has asked for, and then ends', async () => {
      const rig = new Rig();
      rig.protocol.answeredForMs = 10_000;
      await rig.hear('01');
      rig.far.end();
      await turn();
      await turn();
      expect([rig.port.isLeft, rig.statuses]).toEqual([true, [{ kind: 'open' }]]);
      expect(rig.send('AB')).toBe(true);
      await turn();
      expect(rig.statuses).toEqual([{ kind: 'open' }]);
      rig.protocol.answeredForMs = 0;
      rig.protocol.sink?.reply('!');
      await turn();
      expect(rig.statuses.at(-1)).toEqual(LEFT);
      await rig.far.until('hiAB!');
      expect(rig.send('CD')).toBe(false);
    });

    it('sends it nothing after the time in which it may be answered', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const rig = new Rig();
      rig.protocol.answeredForMs = 250;
      rig.far.end();
      await turn();
      await turn();
      vi.advanceTimersByTime(249);
      expect(rig.statuses).toEqual([{ kind: 'open' }]);
      vi.advanceTimersByTime(1);
      expect(rig.statuses.at(-1)).toEqual(LEFT);
    });

    it('reads the rest of what it has sent first, where that had to wait', async () => {
      const rig = new Rig();
      rig.protocol.sink?.holdBack(true);
      await rig.hear('0102');
      rig.far.end();
      await turn();
      // As a socket does at its end, although it is not read.
      rig.near.read(0);
      await turn();
      expect([rig.port.isLeft, rig.statuses]).toEqual([true, [{ kind: 'open' }]]);
      rig.protocol.sink?.reply('!');
      await turn();
      expect(rig.statuses).toEqual([{ kind: 'open' }]);
      rig.protocol.sink?.holdBack(false);
      await turn();
      await turn();
      expect(rig.frames).toEqual(['01 7', '02 7']);
      expect(rig.statuses.at(-1)).toEqual(LEFT);
    });

    it('notices that it reads no more', async () => {
      const rig = new Rig();
      rig.protocol.answeredForMs = 10_000;
      rig.far.end();
      await turn();
      await turn();
      rig.near.destroy(Object.assign(new Error('the line broke'), { code: 'EPIPE' }));
      await turn();
      expect(rig.statuses.at(-1)).toEqual(LEFT);
    });
  });

  it.each([
    ['ECONNRESET', { cause: 'left', reason: 'the other side broke the connection' }],
    ['EPIPE', { cause: 'left', reason: 'the other side broke the connection' }],
    ['ETIMEDOUT', { cause: 'failed', reason: 'the line broke' }],
  ])('is closed by the error %s', async (code, closed) => {
    const rig = new Rig();
    rig.near.destroy(Object.assign(new Error('the line broke'), { code }));
    await turn();
    expect(rig.statuses.at(-1)).toEqual({ kind: 'closed', ...closed });
  });

  it('fails if the stream closes without an error', async () => {
    const rig = new Rig();
    rig.near.destroy();
    await turn();
    expect(rig.statuses.at(-1)).toEqual({ kind: 'closed', cause: 'failed', reason: 'the connection was lost' });
  });

  it('holds back what the other side sends, and lets it come again in order, not within the call', async () => {
    const rig = new Rig();
    rig.port.holdBack(true);
    await rig.hear('0102');
    // The sender notices: nothing more is read from the stream.
    expect([rig.frames, rig.near.isPaused()]).toEqual([[], true]);
    rig.port.holdBack(false);
    expect(rig.frames).toEqual([]);
    await turn();
    expect([rig.frames, rig.near.isPaused()]).toEqual([['01 7', '02 7'], false]);
  });

  it('gives one frame in this turn and the next one in the next, where it yields', async () => {
    const rig = new Rig();
    const perTurn: number[] = [];
    rig.port.frames.subscribe(() => rig.port.yieldTurn());
    rig.far.say('010203');
    while (rig.frames.length < 3) {
      await turn();
      perTurn.push(rig.frames.length);
    }
    expect(perTurn.filter((count) => count > 0)).toEqual([1, 2, 3]);
  });

  it('has what a side that broke off had sent read before it is left', async () => {
    const rig = new Rig();
    rig.port.holdBack(true);
    await rig.hear('0102');
    rig.near.destroy(Object.assign(new Error('broken'), { code: 'ECONNRESET' }));
    await turn();
    expect([rig.statuses.length, rig.send('03')]).toEqual([1, false]);
    rig.port.holdBack(false);
    await turn();
    expect(rig.frames).toEqual(['01 7', '02 7']);
    expect(rig.statuses.at(-1)).toMatchObject({ kind: 'closed', cause: 'left' });
  });

  it('holds back for its protocol too, which has no room', async () => {
    const rig = new Rig();
    rig.protocol.sink?.holdBack(true);
    await rig.hear('01');
    expect(rig.frames).toEqual([]);
    rig.protocol.sink?.holdBack(false);
    await turn();
    expect(rig.frames).toEqual(['01 7']);
  });

  it('confirms frames where its protocol wants to know, and only there', () => {
    expect(new Rig().port.confirm).toBeUndefined();
    const confirmed: CanFrame[] = [];
    const protocol = Object.assign(new HexProtocol(), { confirm: (frame: CanFrame) => confirmed.push(frame) });
    const rig = new Rig({ protocol });
    const frame = dataFrame(0x100, fromHex('01'));
    rig.port.confirm?.(frame);
    expect(confirmed).toEqual([frame]);
  });
});

describe('a port whose other side lags behind', () => {
  const limits = { frames: 2, bytes: 1_000 };
  const lag = 'it lagged behind by more than 2 frames or 1000 bytes';

  it('refuses frames, and stays', async () => {
    const rig = new Rig({ limits });
    expect(['01', '02', '03'].map((data) => rig.send(data))).toEqual([true, true, false]);
    await rig.far.until('hi0102');
    await turn();
    expect([rig.send('04'), rig.statuses]).toEqual([true, [{ kind: 'open' }]]);
  });

  it('drops all that waits and reports it, where the next reader is to find it empty', async () => {
    const rig = new Rig({ limits, onLag: 'drop' });
    for (const data of ['01', '02', '03']) rig.send(data);
    expect(rig.statuses.at(-1)).toEqual({ kind: 'trouble', reason: `${lag}: waiting data was dropped` });
    expect(rig.protocol.calls).toEqual(['opened', 'dropped']);
    expect(rig.send('04')).toBe(true);
    await rig.far.until('04');
  });

  it('cuts it off', async () => {
    const rig = new Rig({ limits, onLag: 'cut-off' });
    for (const data of ['01', '02', '03']) rig.send(data);
    expect(rig.statuses.at(-1)).toEqual({ kind: 'closed', cause: 'cut-off', reason: lag });
    await turn();
    expect([rig.near.destroyed, rig.far.received]).toEqual([true, '']);
  });
});
