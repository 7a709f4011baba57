import { describe, expect, it } from 'vitest';
import {
  beginOperationCycle,
  clearFaults,
  faultRecord,
  STATUS_AVAILABILITY_MASK,
  SUPPORTED_CODES,
  updateFaults,
} from '../../../../ecu-sim/diagnostics/fault-memory.ts';
import type { StoredFault } from '../../../../ecu-sim/memory/content.ts';
import type { BenchFault } from '../../../../ecu-sim/smart-key/state.ts';
import type { FirmwareStep } from '../../../../ecu-sim/smart-key/step.ts';
import { stepWith, TWO_KEYS } from '../firmware-step.ts';

/** With these faults present and these records stored. */
function faultyStep(faults: readonly BenchFault[], storedFaults: readonly StoredFault[] = []): FirmwareStep {
  return stepWith({ faults, content: { ...TWO_KEYS, storedFaults } });
}

/** As the monitors record it: failed for the first time. */
function recordOf(fault: BenchFault): StoredFault {
  const step = faultyStep([fault]);
  updateFaults(step);
  const [record] = step.state.content.storedFaults;
  if (record === undefined) throw new Error(`${fault} is not recorded`);
  return record;
}

describe('the fault memory', () => {
  it('supports five status bits, and knows each code once (ISO 14229-1)', () => {
    expect(STATUS_AVAILABILITY_MASK).toBe(0x2f);
    expect(new Set(SUPPORTED_CODES).size).toBe(SUPPORTED_CODES.length);
    expect(SUPPORTED_CODES).toContain(recordOf('B2785').code);
  });

  it('records a fault with all its bits and one occurrence, and nothing new while it lasts', () => {
    const record = recordOf('B2785');
    expect(record).toMatchObject({ status: 0x2f, occurrences: 1 });
    const step = faultyStep(['B2785'], [record]);
    const { content } = step.state;
    updateFaults(step);
    expect(step.state.content).toBe(content);
    expect(step.state.content.storedFaults).toEqual([record]);
  });

  it('a fault that is over is no longer failing, and counts when it comes again, up to 255', () => {
    const record = recordOf('B2785');
    const over = faultyStep([], [{ ...record, occurrences: 255 }]);
    updateFaults(over);
    expect(over.state.content.storedFaults).toEqual([{ ...record, status: 0x2e, occurrences: 255 }]);
    for (const [before, after] of [
      [253, 254],
      [254, 255],
      [255, 255],
    ] as const) {
      const often = faultyStep(['B2785'], [{ ...record, status: 0x2e, occurrences: before }]);
      updateFaults(often);
      expect(often.state.content.storedFaults).toEqual([{ ...record, occurrences: after }]);
    }
    const again = faultyStep(['B2785'], [{ ...record, status: 0x2e, occurrences: 1 }]);
    updateFaults(again);
    expect(again.state.content.storedFaults).toEqual([{ ...record, occurrences: 2 }]);
  });

  it('keeps records as they are while 0x85 has switched it off', () => {
    const step = stepWith({ faults: ['B2785'], faultSetting: false });
    updateFaults(step);
    expect(step.state.content.storedFaults).toEqual([]);
  });

  it('is in order of the codes', () => {
    const step = faultyStep(['B27A5', 'B2781', 'B278D', 'B2785']);
    updateFaults(step);
    const codes = step.state.content.storedFaults.map(({ code }) => code);
    expect(codes).toHaveLength(4);
    expect(codes).toEqual([...codes].sort((a, b) => a - b));
  });

  it('VEH-5: damaged memory is a fault of its own', () => {
    const step = stepWith({ memoryDamaged: true });
    updateFaults(step);
    expect(step.state.content.storedFaults).toMatchObject([{ status: 0x2f, occurrences: 1 }]);
  });

  it('a new cycle keeps a fault pending that failed in the last one, and no longer', () => {
    const record = recordOf('B2785');
    const first = faultyStep([], [{ ...record, status: 0x2e }]);
    beginOperationCycle(first);
    expect(faultRecord(first, record.code).status).toBe(0x2c);
    const second = faultyStep([], first.state.content.storedFaults);
    beginOperationCycle(second);
    expect(faultRecord(second, record.code).status).toBe(0x28);
  });

  it('a new cycle records a fault that is there, and writes nothing where no status changes', () => {
    const failing = faultyStep(['B2785']);
    beginOperationCycle(failing);
    expect(failing.state.content.storedFaults).toEqual([recordOf('B2785')]);
    for (const storedFaults of [[], [{ ...recordOf('B2785'), status: 0x28 }]]) {
      const step = faultyStep([], storedFaults);
      const { content } = step.state;
      beginOperationCycle(step);
      expect(step.state.content).toBe(content);
    }
  });

  it('0x14 writes nothing where there is nothing to forget', () => {
    const step = faultyStep([], [{ ...recordOf('B2785'), status: 0x2e }]);
    const { content } = step.state;
    clearFaults(step, recordOf('B2781').code);
    expect(step.state.content).toBe(content);
  });

  it('0x14 forgets one code or all; what is still there is recorded again', () => {
    const [a, b] = [recordOf('B2785'), recordOf('B2781')];
    const one = faultyStep(
      [],
      [
        { ...b, status: 0x2e },
        { ...a, status: 0x2e },
      ],
    );
    clearFaults(one, a.code);
    expect(one.state.content.storedFaults).toEqual([{ ...b, status: 0x2e }]);
    const all = faultyStep(['B2785'], [b, { ...a, occurrences: 9 }]);
    clearFaults(all, null);
    expect(all.state.content.storedFaults).toEqual([a]);
  });

  it('has a record of zeros for a code that never failed', () => {
    expect(faultRecord(stepWith(), 0x123456)).toEqual({ code: 0x123456, status: 0, occurrences: 0 });
  });
});
