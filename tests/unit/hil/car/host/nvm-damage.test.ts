import { describe, expect, it } from 'vitest';
import { encodeImage } from '../../../../../ecu-sim/memory/image-file.ts';
import { loadMemory } from '../../../../../ecu-sim/memory/non-volatile-memory.ts';
import { parseProfile } from '../../../../../ecu-sim/profile.ts';
import { encodeBenchPart } from '../../../../../hil/car/host/bench-part.ts';
import { decodeNvmFile } from '../../../../../hil/car/host/nvm-file.ts';
import { KEY_A, SECOND, TestBench } from '../../../../support/test-bench.ts';

const PROFILE = parseProfile({});
/** Mark, length, version, VIN, serial number, 16 sections’ lengths and checksums, checksum. */
const HEAD_LENGTH = 4 + 2 + 1 + 17 + 4 + 16 * 8 + 4;

/** Lives in which something must not come back: an erased key, a shorter lockout, a used seed, a blank key. */
const LIVES: Readonly<Record<string, (bench: TestBench) => void>> = {
  'a new car': () => undefined,
  'with seeds used': (bench) => {
    bench.extended();
    for (const level of [1, 2, 3, 4, 1] as const) bench.seed(level);
  },
  'with a lockout running': (bench) => {
    bench.extended();
    for (let attempt = 0; attempt < 3; attempt++) bench.unlockWrongly(1);
  },
  'after an erasure': (bench) => {
    bench.openWindow(1);
    bench.touch(KEY_A);
    bench.request('31 01 02 03 03');
  },
  'after the registration of a blank key': (bench) => {
    const spare = bench.newKey();
    bench.startRegistration();
    bench.touch(spare);
  },
  'after a reset': (bench) => {
    bench.beginReset();
    bench.advance(960 * SECOND);
  },
};

/** The file of a car that has lived so. */
function fileAfter(live: (bench: TestBench) => void): Uint8Array {
  const bench = new TestBench();
  live(bench);
  const { smartKey, engine, keys } = bench.car;
  return encodeImage(smartKey.image, PROFILE, encodeBenchPart(keys, engine.stored));
}

interface Known {
  readonly known: string;
  readonly isReported: boolean;
}

/** All that is known after a start with that file; null where the car starts with the memory fault, and without keys. */
function knownAfter(bytes: Uint8Array): Known | null {
  const { memory, keys, engine, isWritable, warning } = decodeNvmFile('car.nvm', bytes, PROFILE);
  const { content, damaged } = loadMemory(memory, PROFILE.keySlots);
  const isReported = warning !== null;
  if (isWritable) {
    if (damaged.length > 0) throw new Error(`a writable memory is damaged: ${damaged.join()}`);
    return { known: JSON.stringify([content, keys.all(), engine]), isReported };
  }
  // Compared here, as `expect` would take most of the time of 50,000 starts.
  const isMemoryFault = damaged.length > 0 && content.slots.every((id) => id === null) && keys.all().length === 0;
  if (!isMemoryFault || !isReported) throw new Error('neither a memory nor a memory fault');
  return null;
}

describe.each(Object.entries(LIVES))('the memory file of a car %s', (_name, live) => {
  const whole = fileAfter(live);
  const before = knownAfter(whole)?.known ?? '';
  const half = (whole.length - 2 * HEAD_LENGTH) / 2;
  const isAllReported = ({ known, isReported }: Known): boolean => known === before && isReported;

  it('VEH-5: whole, is read without a word', () => {
    expect(knownAfter(whole)).toEqual({ known: before, isReported: false });
    expect(before).toContain(live === LIVES['after a reset'] ? '"retired":[2701131777,2701131778]' : '2701131777');
  });

  it('VEH-5: with any one byte inverted, zeroed or one bit off changes nothing, and is reported', () => {
    const otherwise: unknown[] = [];
    for (const damage of [(byte: number) => byte ^ 0xff, () => 0, (byte: number) => byte ^ 0x10]) {
      for (const [index, byte] of whole.entries()) {
        const damaged = damage(byte);
        if (damaged === byte) continue;
        const after = knownAfter(whole.with(index, damaged));
        if (after === null || !isAllReported(after)) otherwise.push({ index, damaged, after });
      }
    }
    expect(otherwise).toEqual([]);
  });

  it('VEH-5: with all of one half zeroed, inverted or older changes nothing, and is reported', () => {
    const older = fileAfter(() => undefined);
    const starts = [0, HEAD_LENGTH, HEAD_LENGTH + half, HEAD_LENGTH + 2 * half];
    for (const [region, start] of starts.entries()) {
      const end = starts[region + 1] ?? whole.length;
      for (const byteOf of [() => 0, (at: number) => (whole[at] ?? 0) ^ 0xff, (at: number) => older[at] ?? 0]) {
        const bytes = whole.map((byte, at) => (at >= start && at < end ? byteOf(at) : byte));
        const isWhole = bytes.every((byte, at) => byte === whole[at]);
        const after = knownAfter(bytes);
        if (after !== null) expect(after).toEqual({ known: before, isReported: !isWhole });
        // An old head beside the newest: nobody knows which of them it is. All else is known.
        else expect([0, 3]).toContain(region);
      }
    }
  });

  it('VEH-5: cut off anywhere gives all of it or the memory fault; all of it from the half on', () => {
    const otherwise: unknown[] = [];
    for (let length = 0; length < whole.length; length++) {
      const after = knownAfter(whole.subarray(0, length));
      if (after === null ? length >= HEAD_LENGTH + half : !isAllReported(after)) otherwise.push({ length, after });
    }
    expect(otherwise).toEqual([]);
  });

  it('VEH-5: with both copies of any part damaged gives all of it or the memory fault, never an older one', () => {
    const otherwise: unknown[] = [];
    for (let at = HEAD_LENGTH; at < HEAD_LENGTH + half; at += 3) {
      const bytes = whole.with(at, (whole[at] ?? 0) ^ 0xff).with(at + half, (whole[at + half] ?? 0) ^ 0x01);
      const after = knownAfter(bytes);
      if (after !== null && !isAllReported(after)) otherwise.push({ at, after });
    }
    expect(otherwise).toEqual([]);
  });
});
