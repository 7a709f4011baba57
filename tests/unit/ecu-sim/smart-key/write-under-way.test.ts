import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { imageOf, loadMemory, type LoadedMemory } from '../../../../ecu-sim/memory/non-volatile-memory.ts';
import type { ErasureProcedure, FirmwareState, Processing } from '../../../../ecu-sim/smart-key/state.ts';
import { imageAtCut } from '../../../../ecu-sim/smart-key/write-under-way.ts';
import { NOW_US, stateWith, TWO_KEYS } from '../firmware-step.ts';

const MEMORY: LoadedMemory = loadMemory(imageOf(TWO_KEYS), 7);
const PROCEDURE: ErasureProcedure = {
  kind: 'erasure',
  state: 'window-open',
  sinceUs: 0,
  deadlineUs: Infinity,
  declared: 1,
  touched: [0xa1],
  stoppedAtUs: NOW_US,
};
/** Writes for 120 ms from now on. */
const PROCESSING: Processing = {
  endpoint: 'oem',
  request: fromHex('31 01'),
  finishUs: NOW_US + 120_000,
  nextPendingUs: NOW_US + 50_000,
  pendingSent: false,
  response: null,
  suppressed: false,
  write: { startUs: NOW_US },
};

function deleting(part: Partial<FirmwareState> = {}): FirmwareState {
  return stateWith({ procedure: PROCEDURE, processing: PROCESSING, ...part });
}

describe('a power cut within a delete’s write', () => {
  it('ERA-7: leaves the keys as they were, with the record partly there', () => {
    const image = imageAtCut(MEMORY, deleting(), NOW_US + 60_000);
    // Half of its 62 bytes: count, number, generation, length, payload of 45 bytes, CRC-32, mark.
    expect(image.journal.map(({ length }) => length)).toEqual([31, 0]);
    expect(loadMemory(image, 7)).toMatchObject({ content: { slots: TWO_KEYS.slots }, damaged: [] });
    const last = imageAtCut(MEMORY, deleting(), NOW_US + 119_999);
    expect(loadMemory(last, 7).content.slots).toEqual(TWO_KEYS.slots);
  });

  it('changes nothing where no write is under way, or the memory is damaged', () => {
    const { image } = MEMORY;
    expect(imageAtCut(MEMORY, deleting({ processing: null }), NOW_US + 60_000)).toBe(image);
    expect(imageAtCut(MEMORY, deleting({ processing: { ...PROCESSING, write: null } }), NOW_US + 60_000)).toBe(image);
    expect(imageAtCut(MEMORY, deleting({ procedure: { kind: 'none' } }), NOW_US + 60_000)).toBe(image);
    expect(imageAtCut({ ...MEMORY, damaged: ['log'] }, deleting(), NOW_US + 60_000)).toBe(image);
  });
});
