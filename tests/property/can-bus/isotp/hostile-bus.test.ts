import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint } from '../../../../can-bus/isotp/endpoint.ts';
import type { IsoTpAddressing, IsoTpEffect } from '../../../../can-bus/isotp/types.ts';

const ADDRESSING: IsoTpAddressing = { kind: 'normal', sendId: 0x7bd, receiveId: 0x7b5 };

type Step =
  | { readonly kind: 'frame'; readonly data: Uint8Array }
  | { readonly kind: 'send'; readonly length: number }
  | { readonly kind: 'confirm' }
  /** To a point relative to the next deadline, where boundary faults are. */
  | { readonly kind: 'near-deadline'; readonly offsetUs: number }
  | { readonly kind: 'wait'; readonly spanUs: number };

/** Frames that mostly fit what may be under way, and some of mere chance. */
const frames = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.integer({ min: 0, max: 15 }).map((sn) => Uint8Array.of(0x20 | sn, 1, 2, 3, 4, 5, 6, 7)),
  fc.integer({ min: 0, max: 40 }).map((length) => Uint8Array.of(0x10, length, 1, 2, 3, 4, 5, 6)),
  fc.integer({ min: 0, max: 8 }).map((length) => Uint8Array.of(length, 1, 2, 3, 4, 5, 6, 7)),
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 1, 0x7f, 0xf1))
    .map(([status, blockSize, separation]) => Uint8Array.of(0x30 | status, blockSize, separation)),
);
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: frames.map((data): Step => ({ kind: 'frame', data })) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 40 }).map((length): Step => ({ kind: 'send', length })) },
    { weight: 5, arbitrary: fc.constant<Step>({ kind: 'confirm' }) },
    { weight: 2, arbitrary: fc.constantFrom(-1, 0, 1).map((offsetUs): Step => ({ kind: 'near-deadline', offsetUs })) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2_000 }).map((spanUs): Step => ({ kind: 'wait', spanUs })) },
  ),
  { maxLength: 60 },
);

/** An endpoint under such steps, with all it ever reported. */
class Subject {
  readonly endpoint = new IsoTpEndpoint(isoTpConfig(ADDRESSING, { blockSize: 2, receiveLimit: 30, maxWaitFrames: 1 }));
  readonly reported: IsoTpEffect[] = [];
  sends = 0;
  nowUs = 0;
  readonly #unconfirmed: CanFrame[] = [];

  take(step: Step): void {
    const effects: IsoTpEffect[] = [];
    switch (step.kind) {
      case 'frame':
        this.endpoint.onFrame(dataFrame(0x7b5, step.data.slice()), this.nowUs, effects);
        break;
      case 'send':
        if (this.endpoint.isSending()) return;
        this.sends += 1;
        this.endpoint.send(new Uint8Array(step.length), this.nowUs, effects);
        break;
      case 'confirm': {
        const frame = this.#unconfirmed.shift();
        if (frame !== undefined) this.endpoint.onFrameSent(frame, this.nowUs, effects);
        break;
      }
      case 'near-deadline': {
        const deadlineUs = this.endpoint.deadlineUs();
        if (deadlineUs !== Infinity) this.#passTo(Math.max(this.nowUs, deadlineUs + step.offsetUs), effects);
        break;
      }
      case 'wait':
        this.#passTo(this.nowUs + step.spanUs, effects);
    }
    for (const effect of effects) if (effect.kind === 'send') this.#unconfirmed.push(effect.frame);
    this.reported.push(...effects);
  }

  count(...kinds: readonly IsoTpEffect['kind'][]): number {
    return this.reported.filter(({ kind }) => kinds.includes(kind)).length;
  }

  #passTo(us: number, effects: IsoTpEffect[]): void {
    for (let due = this.endpoint.deadlineUs(); due <= us; due = this.endpoint.deadlineUs()) {
      this.endpoint.onDeadline(due, effects);
      expect(this.endpoint.deadlineUs()).toBeGreaterThan(due);
    }
    this.nowUs = us;
  }
}

describe('an endpoint on a bus where anything happens', () => {
  it('conformance 57 to 60: ends every message it began exactly once, and comes to rest', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const subject = new Subject();
        for (const step of list) {
          subject.take(step);
          const open = subject.sends - subject.count('sent', 'send-failed');
          expect(open).toBe(subject.endpoint.isSending() ? 1 : 0);
          const coming = subject.count('reception-started') - endedReceptions(subject.reported);
          expect(coming).toBe(subject.endpoint.isReceiving() ? 1 : 0);
          expect(subject.endpoint.deadlineUs()).toBeGreaterThan(subject.nowUs);
        }
        subject.take({ kind: 'wait', spanUs: 60_000_000 });
        expect(subject.endpoint.snapshot()).toEqual(new Subject().endpoint.snapshot());
      }),
      { numRuns: 500 },
    );
  });

  it('continues from any snapshot as it would have without it', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const subject = new Subject();
        const twin = new Subject();
        for (const step of list) {
          twin.endpoint.restore(structuredClone(subject.endpoint.snapshot()));
          subject.take(step);
          twin.take(step);
          expect(twin.endpoint.snapshot()).toEqual(subject.endpoint.snapshot());
        }
        expect(twin.reported).toEqual(subject.reported);
      }),
      { numRuns: 200 },
    );
  });

  it('conformance 55 to 60: sends nothing that a first frame or the sending of a message did not call for', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 40 }), (list) => {
        const subject = new Subject();
        for (const data of list.filter(([first = 0]) => first >> 4 !== 1)) subject.take({ kind: 'frame', data });
        expect(subject.count('send', 'reception-started', 'receive-failed', 'sent', 'send-failed')).toBe(0);
      }),
    );
  });
});

/** Messages of several frames that ended: failed, or longer than a single frame holds. */
function endedReceptions(reported: readonly IsoTpEffect[]): number {
  return reported.filter(
    (effect) => effect.kind === 'receive-failed' || (effect.kind === 'received' && effect.payload.length > 7),
  ).length;
}
