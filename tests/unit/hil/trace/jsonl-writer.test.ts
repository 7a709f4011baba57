import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CarRecord } from '../../../../hil/car/car-event.ts';
import { encodeJsonl } from '../../../../hil/trace/jsonl-trace.ts';
import { JsonlWriter } from '../../../../hil/trace/jsonl-writer.ts';
import { eventRecordOf } from '../../../../hil/trace/record-of-car.ts';
import { anyFrame } from '../../../property/support/any-frame.ts';

function written(happenings: readonly CarRecord[]): { readonly text: string; readonly chunks: readonly number[] } {
  let text = '';
  const chunks: number[] = [];
  const writer = new JsonlWriter((chunk) => {
    text += new TextDecoder().decode(chunk);
    chunks.push(chunk.length);
  });
  for (const happened of happenings) {
    if (!('frame' in happened)) writer.event(eventRecordOf(happened));
    else writer.frame(happened.timeUs, happened.frame, happened.sender, happened.receivedUs);
  }
  writer.end();
  return { text, chunks };
}

const time = fc.oneof(fc.nat(), fc.constantFrom(0, 9, 10, 999_999_999, 1_000_000_000, 960_000_000_001, 2 ** 53 - 1));
const sender = fc.constantFrom('body', 'smart-key', 'a "quoted" one', 'Schlüssel');
const frame = fc.record({ timeUs: time, frame: anyFrame, sender });
const stamped = fc.record({ timeUs: time, frame: anyFrame, sender, receivedUs: time });
const event: fc.Arbitrary<CarRecord> = fc.record({ timeUs: time, source: sender }).map((head) => ({
  ...head,
  event: { kind: 'key-moved', keyId: 0xa100_0001, to: 'outside' },
}));

describe('the JSONL trace written while running (interfaces, traces)', () => {
  it('is byte for byte the one that is written afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, stamped, event)), (happenings) => {
        // Each twice: a sender that repeats itself takes another way.
        const twice = happenings.flatMap((happened) => [happened, happened, happened]);
        expect(written(twice).text).toBe([...encodeJsonl(twice)].join(''));
      }),
    );
  });

  it('does not take a frame for another of the same id and sender', () => {
    const [one, other] = [dataFrame(0x5b0, Uint8Array.of(1)), dataFrame(0x5b0, Uint8Array.of(2))];
    const frames = [one, one, other, one, other, other, other, one].map((frame, timeUs) => {
      return { timeUs, frame, sender: 'body' };
    });
    expect(written(frames).text).toBe([...encodeJsonl(frames)].join(''));
  });

  it('comes in chunks of at most 256 KiB, none of them empty', () => {
    const frames = Array.from({ length: 10_000 }, (_, timeUs) => ({
      timeUs,
      frame: dataFrame(0x5b0, new Uint8Array(8)),
      sender: 'body',
    }));
    const { text, chunks } = written(frames);
    expect(chunks.length).toBeGreaterThan(2);
    expect(Math.max(...chunks)).toBeLessThanOrEqual(262_144);
    expect(Math.min(...chunks)).toBeGreaterThan(0);
    expect(text).toBe([...encodeJsonl(frames)].join(''));
  });
});
