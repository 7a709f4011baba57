import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { DiagnosticEndpoints, type TransportEvent } from '../../../../ecu-sim/diagnostics/endpoints.ts';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';

const OEM = 0x750;
const GENERIC = 0x7b5;
const FUNCTIONAL = 0x7df;

function textOf(event: TransportEvent): string {
  if (event.kind === 'response-done') return 'done';
  if (event.kind === 'message-lost') return `${event.endpoint} ${event.direction} lost: ${event.reason}`;
  return `${event.endpoint} ${toHex(event.payload)}${event.busy ? ' busy' : ''}`;
}

/** The endpoints of the default car, and what they do: frames as `7BD#…`, events as text. */
class Rig {
  readonly endpoints = new DiagnosticEndpoints(DEFAULT_PROFILE);
  readonly frames: CanFrame[] = [];
  readonly #events: TransportEvent[] = [];
  readonly #outbox = { send: (frame: CanFrame): unknown => this.frames.push(frame) };
  #sent = 0;
  nowUs = 0;

  hear(id: number, data: string): readonly string[] {
    this.endpoints.onFrame(dataFrame(id, fromHex(data)), this.nowUs, this.#outbox, this.#events);
    return this.#take();
  }

  respond(name: 'oem' | 'generic', payload: string): readonly string[] {
    this.endpoints.respond(name, fromHex(payload), this.nowUs, this.#outbox);
    return this.#take();
  }

  /** The frame sent last is on the wire. */
  confirm(): readonly string[] {
    const frame = this.frames.at(-1);
    if (frame !== undefined) this.endpoints.onFrameSent(frame, this.nowUs, this.#outbox, this.#events);
    return this.#take();
  }

  deadline(): readonly string[] {
    this.endpoints.onDeadline(this.endpoints.deadlineUs, this.#outbox, this.#events);
    return this.#take();
  }

  expireFlowControl(id: number, data: string): readonly string[] {
    this.endpoints.expireFlowControl(dataFrame(id, fromHex(data)), this.nowUs, this.#outbox, this.#events);
    return this.#take();
  }

  #take(): readonly string[] {
    const frames = this.frames.slice(this.#sent);
    this.#sent = this.frames.length;
    const lines = frames.map(({ id, data }) => `${id.toString(16).toUpperCase()}#${toHex(data)}`);
    return [...lines, ...this.#events.splice(0).map(textOf)];
  }
}

describe('the diagnostic endpoints of an ECU', () => {
  it('listen to three ids and answer with two', () => {
    const { endpoints } = new Rig();
    expect([endpoints.requestIds, endpoints.responseIds]).toEqual([
      [0x750, 0x7b5, 0x7df],
      [0x758, 0x7bd],
    ]);
  });

  it('report a request with the endpoint it came to', () => {
    const rig = new Rig();
    expect(rig.hear(OEM, 'B5 02 3E 00')).toEqual(['oem 3E00']);
    expect(rig.hear(GENERIC, '02 3E 00')).toEqual(['generic 3E00']);
    expect(rig.hear(FUNCTIONAL, '02 3E 00')).toEqual(['functional 3E00']);
    expect([rig.hear(OEM, 'F1 02 3E 00'), rig.hear(0x123, '02 3E 00')]).toEqual([[], []]);
  });

  it('conformance 56: take single frames alone as functional requests', () => {
    const rig = new Rig();
    expect(rig.hear(FUNCTIONAL, '10 08 2E F1 99 26 11 29')).toEqual([]);
    expect(rig.hear(GENERIC, '10 08 2E F1 99 26 11 29')).toEqual(['7BD#300800CCCCCCCCCC']);
  });

  it('know a frame that begins a request', () => {
    const { endpoints } = new Rig();
    const begins = (id: number, data: string): boolean => endpoints.begins(dataFrame(id, fromHex(data)));
    expect([
      begins(OEM, 'B5 02 3E 00'),
      begins(GENERIC, '10 08 2E F1 99 26 11 29'),
      begins(FUNCTIONAL, '01 3E'),
    ]).toEqual([true, true, true]);
    expect([begins(GENERIC, '30 00 00'), begins(GENERIC, '21 01'), begins(0x7bd, '02 7E 00')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('send an answer and report when it is out', () => {
    const rig = new Rig();
    expect(rig.respond('oem', '7E 00')).toEqual(['758#B5027E00CCCCCCCC']);
    expect(rig.endpoints.isSending()).toBe(true);
    expect(rig.confirm()).toEqual(['done']);
    expect(rig.endpoints.isSending()).toBe(false);
    expect(rig.respond('generic', '7E 00')).toEqual(['7BD#027E00CCCCCCCCCC']);
  });

  it('conformance 28: let answers wait for the one before on their endpoint, as many as there are', () => {
    const rig = new Rig();
    rig.respond('generic', '7E 00');
    const numbers = Array.from({ length: 90 }, (_, index) => index + 10);
    for (const number of numbers) rig.respond('generic', `7E ${number}`);
    const sent: string[] = [];
    while (rig.endpoints.isSending()) sent.push(...rig.confirm());
    expect(sent).toEqual([...numbers.map((number) => `7BD#027E${number}CCCCCCCCCC`), 'done']);
  });

  it('conformance 47: report a request as busy while another endpoint is being answered', () => {
    const rig = new Rig();
    rig.respond('oem', '7E 00');
    expect(rig.hear(GENERIC, '02 3E 00')).toEqual(['generic 3E00 busy']);
    expect(rig.hear(FUNCTIONAL, '02 3E 00')).toEqual(['functional 3E00 busy']);
    rig.confirm();
    expect(rig.hear(GENERIC, '02 3E 00')).toEqual(['generic 3E00']);
  });

  it('say which requests they have lost: ignored during an answer, or broken off', () => {
    const rig = new Rig();
    rig.respond('generic', '62 F1 90 41 42 43 44 45');
    rig.confirm();
    expect(rig.hear(GENERIC, '02 3E 00')).toEqual(['generic request lost: response-under-way']);
    expect(rig.hear(GENERIC, '10 08 2E F1 99 26 11 29')).toEqual(['generic request lost: response-under-way']);
    const other = new Rig();
    other.hear(OEM, 'B5 10 08 2E F1 99 26 11');
    other.confirm();
    expect(other.hear(OEM, 'B5 23 29 01 00 00 00 00')).toEqual(['oem request lost: wrong-sequence-number']);
  });

  it('conformance 58: give an answer up that gets no flow control, and are ready for the next', () => {
    const rig = new Rig();
    rig.respond('generic', '62 F1 90 41 42 43 44 45');
    rig.confirm();
    expect(rig.endpoints.deadlineUs).toBe(1_000_000);
    expect([rig.deadline(), rig.endpoints.isSending()]).toEqual([['generic response lost: timeout-bs', 'done'], false]);
  });

  it('give it up at once for a new request, where time is stopped; `3E 80` is none', () => {
    const rig = new Rig();
    rig.respond('generic', '62 F1 90 41 42 43 44 45');
    rig.confirm();
    expect(rig.expireFlowControl(GENERIC, '02 3E 80')).toEqual([]);
    expect(rig.expireFlowControl(OEM, 'B5 02 3E 00')).toEqual([]);
    expect(rig.expireFlowControl(GENERIC, '02 3E 00')).toEqual(['generic response lost: timeout-bs', 'done']);
  });

  it('conformance 58: know their next deadline after each call', () => {
    const rig = new Rig();
    rig.hear(GENERIC, '10 08 2E F1 99 26 11 29');
    expect(rig.endpoints.deadlineUs).toBe(1_000_000);
    for (const [name, id, first] of [
      ['oem', OEM, 'B5 02 3E 00'],
      ['generic', GENERIC, '02 3E 00'],
    ] as const) {
      const answering = new Rig();
      answering.respond(name, '62 F1 90 41 42 43 44 45');
      expect(answering.endpoints.deadlineUs).toBe(1_000_000);
      answering.nowUs = 500;
      answering.confirm();
      expect(answering.endpoints.deadlineUs).toBe(1_000_500);
      const restored = new Rig();
      restored.endpoints.restore(answering.endpoints.snapshot());
      expect(restored.endpoints.deadlineUs).toBe(1_000_500);
      const ended = [`${name} response lost: timeout-bs`, 'done'];
      expect([restored.deadline(), restored.endpoints.deadlineUs]).toEqual([ended, Infinity]);
      expect([answering.expireFlowControl(id, first), answering.endpoints.deadlineUs]).toEqual([ended, Infinity]);
    }
  });

  it('have pending work while a frame of either waits to be on the wire', () => {
    for (const name of ['oem', 'generic'] as const) {
      const rig = new Rig();
      expect(rig.endpoints.hasPendingWork()).toBe(false);
      rig.respond(name, '7E 00');
      expect(rig.endpoints.hasPendingWork()).toBe(true);
      rig.confirm();
      expect(rig.endpoints.hasPendingWork()).toBe(false);
    }
  });

  it('conformance 28: a request finds its own endpoint not busy, the functional one any of them', () => {
    for (const [name, own, other] of [
      ['oem', ['oem 3E00'], ['generic 3E00 busy']],
      ['generic', ['generic 3E00'], ['oem 3E00 busy']],
    ] as const) {
      const rig = new Rig();
      rig.respond(name, '7E 00');
      const heard = [rig.hear(OEM, 'B5 02 3E 00'), rig.hear(GENERIC, '02 3E 00')];
      expect(name === 'oem' ? heard : heard.toReversed()).toEqual([own, other]);
      expect(rig.hear(FUNCTIONAL, '02 3E 00')).toEqual(['functional 3E00 busy']);
    }
  });

  it('conformance 17: only a single frame of 3E 80 ends no answer, with or without an address byte', () => {
    const given = (endpoint: 'oem' | 'generic', data: string): readonly string[] => {
      const rig = new Rig();
      rig.respond(endpoint, '62 F1 90 41 42 43 44 45');
      rig.confirm();
      return rig.expireFlowControl(endpoint === 'oem' ? OEM : GENERIC, data);
    };
    expect([given('generic', '02 3E 80'), given('oem', 'B5 02 3E 80')]).toEqual([[], []]);
    for (const other of ['03 3E 80 00', '02 10 80', '02 3E 00', '01 3E 80']) {
      expect([given('generic', other), given('oem', `B5 ${other}`)], other).toEqual([
        ['generic response lost: timeout-bs', 'done'],
        ['oem response lost: timeout-bs', 'done'],
      ]);
    }
  });

  it('go on from their snapshot, with the answers that wait', () => {
    const rig = new Rig();
    rig.respond('oem', '7E 00');
    rig.respond('oem', '50 03');
    const other = new Rig();
    other.endpoints.restore(rig.endpoints.snapshot());
    expect(other.endpoints.isSending()).toBe(true);
    other.frames.push(...rig.frames);
    expect(other.confirm()).toContain('758#B5025003CCCCCCCC');
    expect(other.confirm()).toEqual(['done']);
  });

  it('take from a snapshot what waits on either endpoint, in place of what waited before', () => {
    for (const [name, id] of [
      ['oem', '758#B5025003CCCCCCCC'],
      ['generic', '7BD#025003CCCCCCCCCC'],
    ] as const) {
      const rig = new Rig();
      rig.respond(name, '7E 00');
      rig.respond(name, '50 03');
      const other = new Rig();
      for (const payload of ['11 11', '22 22', '33 33']) other.respond(name, payload);
      other.endpoints.restore(rig.endpoints.snapshot());
      other.frames.splice(0, Infinity, ...rig.frames);
      expect(other.endpoints.isSending()).toBe(true);
      expect(other.confirm().at(-1)).toBe(id);
      expect(other.confirm()).toEqual(['done']);
    }
  });

  it('forget all that was under way when they are reset', () => {
    const rig = new Rig();
    rig.respond('generic', '62 F1 90 41 42 43 44 45');
    rig.respond('generic', '7E 00');
    rig.endpoints.reset();
    expect([rig.endpoints.isSending(), rig.endpoints.hasPendingWork(), rig.endpoints.deadlineUs]).toEqual([
      false,
      false,
      Infinity,
    ]);
    expect(rig.respond('generic', '7E 00')).toEqual(['7BD#027E00CCCCCCCCCC']);
    expect(rig.confirm()).toEqual(['done']);
  });
});
