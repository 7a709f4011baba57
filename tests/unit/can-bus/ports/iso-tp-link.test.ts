import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { IsoTpLink } from '../../../../can-bus/ports/iso-tp-link.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

type Options = ConstructorParameters<typeof IsoTpLink>[0];

/** A link to the ECU that answers 7B5 with 7BD, and notes of all it does. */
class Rig {
  readonly clock = new VirtualClock(1_000);
  readonly frames: CanFrame[] = [];
  readonly link: IsoTpLink;
  #notes: string[] = [];

  constructor(options: Partial<Options> = {}) {
    this.link = new IsoTpLink({
      config: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
      clock: this.clock,
      deliver: (frame) => {
        this.frames.push(frame);
        this.#notes.push(`bus ${toHex(frame.data, ' ')}`);
      },
      received: (payload, nowUs) => this.#notes.push(`${nowUs} received ${toHex(payload)}`),
      receptionStarted: () => this.#notes.push('reception started'),
      sent: (nowUs) => this.#notes.push(`${nowUs} sent`),
      notSent: () => this.#notes.push('not sent'),
      notReceived: () => this.#notes.push('not received'),
      failed: (reason) => this.#notes.push(`failed: ${reason}`),
      ...options,
    });
  }

  /** A frame of the bus comes, and what comes of it. */
  async take(data: string, id: number = 0x7bd): Promise<readonly string[]> {
    this.link.take(dataFrame(id, fromHex(data)));
    await Promise.resolve();
    return this.notes();
  }

  /** What was done since the last time. */
  notes(): readonly string[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }
}

describe('an end of an ISO-TP channel', () => {
  it('sends a short message in one frame, which counts as sent when it is delivered', () => {
    const rig = new Rig();
    expect(rig.link.send(fromHex('3E 00'))).toBe(true);
    expect(rig.notes()).toEqual(['bus 02 3E 00 CC CC CC CC CC', '1000 sent']);
  });

  it('sends a long message frame by frame after the flow control', async () => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    expect(rig.notes()).toEqual(['bus 10 08 2E F1 90 01 02 03']);
    expect(await rig.take('30 00 00')).toEqual(['bus 21 04 05 CC CC CC CC CC', '1000 sent']);
  });

  it('receives messages of one frame and of several, and asks for the rest of those', async () => {
    const rig = new Rig();
    expect(await rig.take('02 7E 00')).toEqual(['1000 received 7E00']);
    expect(await rig.take('10 08 62 F1 90 41 42 43')).toEqual(['bus 30 00 00 CC CC CC CC CC', 'reception started']);
    expect(await rig.take('21 44 45')).toEqual(['1000 received 62F1904142434445']);
  });

  it('ignores frames of another id, and those of 29 bits', async () => {
    const rig = new Rig();
    expect(await rig.take('02 7E 00', 0x7be)).toEqual([]);
    rig.link.take(dataFrame(0x7bd, fromHex('02 7E 00'), { extended: true }));
    await Promise.resolve();
    expect(rig.notes()).toEqual([]);
  });

  it('does nothing within the call that hands a frame in, and is quiet once all are worked off', async () => {
    let quiet = 0;
    const rig = new Rig({ quiet: () => quiet++ });
    rig.link.take(dataFrame(0x7bd, fromHex('02 7E 00')));
    rig.link.take(dataFrame(0x7bd, fromHex('02 7E 01')));
    expect(rig.notes()).toEqual([]);
    await Promise.resolve();
    expect([rig.notes(), quiet]).toEqual([['1000 received 7E00', '1000 received 7E01'], 1]);
  });

  it('lets messages wait for the one before, sixteen of them', async () => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    for (let number = 1; number <= 16; number++) {
      expect(rig.link.isFull).toBe(false);
      expect(rig.link.send(Uint8Array.of(0x3e, number))).toBe(true);
    }
    expect([rig.link.isFull, rig.link.send(fromHex('3E 00'))]).toEqual([true, false]);
    rig.notes();
    const done = await rig.take('30 00 00');
    expect(done.slice(0, 2)).toEqual(['bus 21 04 05 CC CC CC CC CC', 'bus 02 3E 01 CC CC CC CC CC']);
    expect(done[16]).toBe('bus 02 3E 10 CC CC CC CC CC');
    expect(done.slice(17)).toEqual(new Array(17).fill('1000 sent'));
  });

  it('conformance 58: gives a message up where no flow control comes, and sends the next one', () => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    rig.link.send(fromHex('3E 00'));
    rig.notes();
    rig.clock.advanceBy(1_000_000);
    expect(rig.notes()).toEqual([
      'bus 02 3E 00 CC CC CC CC CC',
      'not sent',
      'failed: a message was not sent: nobody answers with a flow control (N_TIMEOUT_Bs)',
      '1001000 sent',
    ]);
  });

  it.each([
    ['32 00 00', 'it is too long for the receiver (N_BUFFER_OVFLW)'],
    ['35 00 00', 'the flow control is invalid (N_INVALID_FS)'],
  ])('says why a message was given up after %s', async (flowControl, why) => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    rig.notes();
    expect(await rig.take(flowControl)).toEqual(['not sent', `failed: a message was not sent: ${why}`]);
  });

  it('says why a message was not received: a frame is missing, or the rest does not come', async () => {
    const rig = new Rig();
    await rig.take('10 0F 62 F1 90 41 42 43');
    expect(await rig.take('22 44 45 46 47 48 49 4A')).toEqual([
      'not received',
      'failed: a message was not received: a frame of it is missing (N_WRONG_SN)',
    ]);
    await rig.take('10 08 62 F1 90 41 42 43');
    rig.clock.advanceBy(1_000_000);
    expect(rig.notes()).toEqual([
      'not received',
      'failed: a message was not received: its frames stopped coming (N_TIMEOUT_Cr)',
    ]);
  });

  it('waits for the confirmation of each frame where the bus gives one', async () => {
    const rig = new Rig({ confirms: true });
    rig.link.send(fromHex('3E 00'));
    expect(rig.notes()).toEqual(['bus 02 3E 00 CC CC CC CC CC']);
    const [frame] = rig.frames;
    rig.clock.advanceBy(400);
    if (frame !== undefined) rig.link.confirm(frame);
    await Promise.resolve();
    expect(rig.notes()).toEqual(['1400 sent']);
  });

  it('takes only messages that begin as they should', async () => {
    const rig = new Rig({ accepts: (start) => start[0] === 0x7e });
    expect(await rig.take('10 08 62 F1 90 41 42 43')).toEqual([]);
    expect(await rig.take('02 7E 00')).toEqual(['1000 received 7E00']);
  });

  it('forgets what is being sent and what waits', async () => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    rig.link.send(fromHex('3E 00'));
    rig.link.forget();
    rig.notes();
    expect(await rig.take('30 00 00')).toEqual([]);
    rig.link.send(fromHex('11 01'));
    expect(rig.notes()).toEqual(['bus 02 11 01 CC CC CC CC CC', '1000 sent']);
  });

  it('does nothing any more once it is closed, not even what has come before', async () => {
    const rig = new Rig();
    rig.link.send(fromHex('2E F1 90 01 02 03 04 05'));
    rig.link.take(dataFrame(0x7bd, fromHex('30 00 00')));
    rig.notes();
    rig.link.close();
    await Promise.resolve();
    rig.clock.advanceBy(2_000_000);
    expect(rig.notes()).toEqual([]);
  });
});
