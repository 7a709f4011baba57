import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import type { Outbox } from '../../../../can-bus/virtual-bus/bus-node.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import type { BusReply } from '../../../../hil/tester/command.ts';
import { ProbeNode } from '../../../../hil/tester/probe-node.ts';
import { scanToolConfig, type ToolEndpoint } from '../../../../hil/tester/tester-config.ts';

/** The prober with a bus that is the test: what it sends is confirmed at once, unless it is held. */
class Rig {
  readonly node: ProbeNode;
  readonly sent: string[] = [];
  replies = 0;
  nowUs = 0;
  confirms = true;
  readonly #outbox: Outbox<never>;
  readonly #unconfirmed: CanFrame[] = [];

  constructor(endpoint: ToolEndpoint = 'generic') {
    const { physical, functional = physical } = scanToolConfig(DEFAULT_PROFILE, { endpoint });
    const target = { physical, functional, answerUs: 250_000, pendingAnswerUs: 6_000_000 };
    this.node = new ProbeNode(target, () => (this.replies += 1));
    this.#outbox = {
      send: (frame) => {
        this.sent.push(`${frame.id.toString(16).toUpperCase()}#${toHex(frame.data)}`);
        this.#unconfirmed.push(frame);
      },
      emit: () => undefined,
    };
  }

  gather(hex: string, functional = false): void {
    this.node.start({ kind: 'gather', payload: fromHex(hex), functional }, this.nowUs, this.#outbox);
    this.#confirm();
  }

  frames(hexes: readonly string[], functional = false): void {
    const command = { kind: 'frames', frames: hexes.map(fromHex), functional, listenUs: 100_000 } as const;
    this.node.start(command, this.nowUs, this.#outbox);
    this.#confirm();
  }

  receive(id: number, hex: string, atUs = this.nowUs): void {
    this.take(dataFrame(id, fromHex(hex)), atUs);
  }

  take(frame: CanFrame, atUs: number): void {
    this.nowUs = atUs;
    this.node.onFrame(frame, atUs, this.#outbox);
    this.#confirm();
  }

  /** Goes to the node's own next deadline. */
  deadline(): void {
    this.nowUs = this.node.deadlineUs();
    this.node.onDeadline(this.nowUs, this.#outbox);
    this.#confirm();
  }

  #confirm(): void {
    while (this.confirms && this.#unconfirmed.length > 0) {
      const [frame] = this.#unconfirmed.splice(0, 1);
      if (frame !== undefined) this.node.onFrameSent(frame, this.nowUs, this.#outbox);
    }
  }
}

/** The bytes of a reply, with their instants. */
function partsOf(reply: BusReply | null): readonly string[] | null {
  if (reply?.kind === 'gather')
    return reply.messages.map(({ payload, startUs }) => `${toHex(payload, ' ')} @${startUs}`);
  if (reply?.kind === 'frames') return reply.frames.map(({ data, timeUs }) => `${toHex(data, ' ')} @${timeUs}`);
  return null;
}

describe('a message of the prober', () => {
  it('ends with the first final response', () => {
    const rig = new Rig();
    rig.nowUs = 1000;
    rig.gather('3E 00');
    expect(rig.sent).toEqual(['7B5#023E00CCCCCCCCCC']);
    expect(rig.node.reply()).toBeNull();
    rig.receive(0x7bd, '02 7E 00', 1700);
    expect(rig.node.reply()).toMatchObject({ kind: 'gather', sentUs: 1000 });
    expect(partsOf(rig.node.reply())).toEqual(['7E 00 @1700']);
    expect(rig.replies).toBe(1);
    // What comes after it belongs to nobody.
    rig.receive(0x7bd, '02 7E 00', 1800);
    expect(partsOf(rig.node.reply())).toEqual(['7E 00 @1700']);
    expect(rig.replies).toBe(1);
  });

  it('waits for the answer after a 0x78 for P2*, and gives both', () => {
    const rig = new Rig();
    rig.gather('19 0A');
    rig.receive(0x7bd, '03 7F 19 78', 40_000);
    expect(rig.node.reply()).toBeNull();
    expect(rig.node.deadlineUs()).toBe(6_040_000);
    rig.receive(0x7bd, '02 59 0A', 5_000_000);
    expect(partsOf(rig.node.reply())).toEqual(['7F 19 78 @40000', '59 0A @5000000']);
  });

  it('ends in silence when the time for an answer is over', () => {
    const rig = new Rig();
    rig.gather('3E 80');
    rig.deadline();
    expect(rig.nowUs).toBe(250_000);
    expect(rig.node.reply()).toEqual({ kind: 'gather', sentUs: 0, messages: [] });
    expect(rig.node.deadlineUs()).toBe(NEVER_US);
  });

  it('receives an answer of several frames, which begins with its first', () => {
    const rig = new Rig();
    rig.gather('22 F1 86 F1 86');
    rig.receive(0x7bd, '10 08 62 F1 86 01 F1 86', 600);
    expect(rig.sent.at(-1)).toBe('7B5#300000CCCCCCCCCC');
    expect(rig.node.hasPendingWork()).toBe(false);
    rig.receive(0x7bd, '21 01 00', 900);
    expect(partsOf(rig.node.reply())).toEqual(['62 F1 86 01 F1 86 01 00 @600']);
  });

  it('is pending while its next frame waits for STmin, and not while a flow control is waited for', () => {
    const rig = new Rig();
    rig.gather('22 F1 86 F1 86 F1 86 F1 86 F1 86 F1 86 F1 86');
    expect(rig.node.hasPendingWork()).toBe(false);
    rig.receive(0x7bd, '30 00 14', 500);
    expect(rig.sent).toHaveLength(2);
    expect(rig.node.hasPendingWork()).toBe(true);
    rig.deadline();
    expect(rig.sent.at(-1)).toMatch(/^7B5#22/);
    expect(rig.node.hasPendingWork()).toBe(false);
  });

  it('that does not get onto the bus ends after N_As, with no instant', () => {
    const rig = new Rig();
    rig.confirms = false;
    rig.gather('3E 00');
    rig.deadline();
    expect(rig.nowUs).toBe(1_000_000);
    expect(rig.node.reply()).toEqual({ kind: 'gather', sentUs: null, messages: [] });
  });

  it('to all ECUs goes to the functional id, and is answered by the generic endpoint', () => {
    const rig = new Rig('oem');
    expect(rig.node.listensTo).toEqual([0x758, 0x7bd]);
    rig.gather('3E 00', true);
    expect(rig.sent).toEqual(['7DF#023E00CCCCCCCCCC']);
    rig.receive(0x758, 'B5 02 7E 00', 400);
    expect(rig.node.reply()).toBeNull();
    rig.receive(0x7bd, '02 7E 00', 500);
    expect(partsOf(rig.node.reply())).toEqual(['7E 00 @500']);
  });

  it('takes nothing of a command before for its answer', () => {
    const rig = new Rig();
    rig.gather('22 F1 90');
    rig.receive(0x7bd, '10 14 62 F1 90 31 32 33', 600);
    rig.gather('3E 00');
    rig.receive(0x7bd, '21 34 35 36 37 38 39 30', 700);
    expect(rig.node.reply()).toBeNull();
    rig.receive(0x7bd, '02 7E 00', 800);
    expect(partsOf(rig.node.reply())).toEqual(['7E 00 @800']);
  });
});

describe('bare frames of the prober', () => {
  it('are sent as they are, and what comes until the end of the listening is gathered', () => {
    const rig = new Rig();
    rig.frames(['02 3E 00', '40 00']);
    expect(rig.sent).toEqual(['7B5#023E00', '7B5#4000']);
    rig.receive(0x7bd, '02 7E 00 CC', 600);
    rig.receive(0x7bd, '10 08 62 F1 86 01 F1 86', 900);
    expect(rig.sent).toHaveLength(2);
    rig.deadline();
    expect(rig.nowUs).toBe(100_000);
    expect(rig.node.reply()).toMatchObject({ kind: 'frames', sentUs: 0 });
    expect(partsOf(rig.node.reply())).toEqual(['02 7E 00 CC @600', '10 08 62 F1 86 01 F1 86 @900']);
    expect(rig.replies).toBe(1);
  });

  it('have the address byte in front that the endpoint has, and are received without it', () => {
    const rig = new Rig('oem');
    rig.frames(['02 3E 00']);
    expect(rig.sent).toEqual(['750#B5023E00']);
    rig.receive(0x758, 'B5 02 7E 00', 600);
    rig.receive(0x758, 'B6 02 7E 00', 700);
    rig.receive(0x7bd, '02 7E 00', 800);
    rig.take(remoteFrame(0x758, 8), 900);
    rig.deadline();
    expect(partsOf(rig.node.reply())).toEqual(['02 7E 00 @600']);
  });

  it('have no address byte where they go to all ECUs', () => {
    const rig = new Rig('oem');
    rig.frames(['10 09 22'], true);
    expect(rig.sent).toEqual(['7DF#100922']);
  });

  it('are listened for from the last one on, and are pending until then', () => {
    const rig = new Rig();
    rig.confirms = false;
    rig.frames(['02 3E 00', '02 3E 00']);
    expect(rig.node.hasPendingWork()).toBe(true);
    const frame = dataFrame(0x7b5, fromHex('02 3E 00'));
    const outbox = { send: () => undefined, emit: () => undefined };
    rig.node.onFrameSent(frame, 500, outbox);
    expect(rig.node.hasPendingWork()).toBe(true);
    rig.node.onFrameSent(frame, 700, outbox);
    expect(rig.node.hasPendingWork()).toBe(false);
    expect(rig.node.deadlineUs()).toBe(100_700);
  });

  it('that nobody takes end after N_As and the listening, with no instant', () => {
    const rig = new Rig();
    rig.confirms = false;
    rig.frames(['02 3E 00']);
    rig.deadline();
    expect(rig.nowUs).toBe(1_100_000);
    expect(rig.node.reply()).toEqual({ kind: 'frames', sentUs: null, frames: [] });
  });

  it('only listen if there are none to send', () => {
    const rig = new Rig();
    rig.frames([]);
    rig.deadline();
    expect(rig.nowUs).toBe(100_000);
  });
});

describe('the prober between commands', () => {
  it('only listens', () => {
    const rig = new Rig();
    rig.receive(0x7bd, '10 08 62 F1 86 01 F1 86', 600);
    expect(rig.sent).toEqual([]);
    expect(rig.node.reply()).toBeNull();
    expect(rig.node.deadlineUs()).toBe(NEVER_US);
  });
});
