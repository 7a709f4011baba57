import { TROUBLE_CODES } from '../description/smart-key/faults-and-outputs.ts';
import { TROUBLE_STATUS } from '../description/trouble-status.ts';
import type { StoredFault } from '../memory/content.ts';
import type { FirmwareState } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';

/** Diagnostic trouble codes and their status bytes (ISO 14229-1, annex on the DTC status byte). */

/** DTCStatusAvailabilityMask. The ECU's monitors run all the time, so that none is ever "not completed". */
export const STATUS_AVAILABILITY_MASK: number =
  TROUBLE_STATUS.testFailed |
  TROUBLE_STATUS.testFailedThisOperationCycle |
  TROUBLE_STATUS.pending |
  TROUBLE_STATUS.confirmed |
  TROUBLE_STATUS.testFailedSinceLastClear;

/** Every code the ECU knows, in the order in which 0x19 0A reports them. */
export const SUPPORTED_CODES: readonly number[] = Object.values(TROUBLE_CODES).map(({ code }) => code);

/** The record of a code; all zero where it has not failed since the last clear. */
export function faultRecord(step: FirmwareStep, code: number): StoredFault {
  return step.state.content.storedFaults.find((fault) => fault.code === code) ?? { code, status: 0, occurrences: 0 };
}

/** Updates the records from the monitors; nothing is written while 0x85 has switched them off. */
export function updateFaults(step: FirmwareStep): void {
  if (!step.state.faultSetting) return;
  const failing = failingCodes(step.state);
  let records = step.state.content.storedFaults;
  for (const code of SUPPORTED_CODES) {
    const record = records.find((fault) => fault.code === code);
    const updated = updatedRecord(code, record, failing.includes(code));
    if (updated === record || updated === undefined) continue;
    records = [...records.filter((fault) => fault !== record), updated].sort((a, b) => a.code - b.code);
  }
  if (records !== step.state.content.storedFaults) step.store({ storedFaults: records });
}

function failingCodes(state: FirmwareState): readonly number[] {
  const codes = state.faults.map((fault) => TROUBLE_CODES[fault].code);
  return state.memoryDamaged ? [...codes, TROUBLE_CODES.A7F041.code] : codes;
}

function updatedRecord(code: number, record: StoredFault | undefined, failing: boolean): StoredFault | undefined {
  const wasFailing = ((record?.status ?? 0) & TROUBLE_STATUS.testFailed) !== 0;
  if (failing === wasFailing) return record;
  if (!failing) return record && { ...record, status: record.status & ~TROUBLE_STATUS.testFailed };
  return { code, status: STATUS_AVAILABILITY_MASK, occurrences: Math.min((record?.occurrences ?? 0) + 1, 0xff) };
}

/** A new operation cycle begins with the supply: a code that failed only in the previous one is no longer pending. */
export function beginOperationCycle(step: FirmwareStep): void {
  const { storedFaults } = step.state.content;
  const begun = storedFaults.map((fault) => ({ ...fault, status: statusInNewCycle(fault.status) }));
  if (begun.some((fault, index) => fault.status !== storedFaults[index]?.status)) step.store({ storedFaults: begun });
  updateFaults(step);
}

function statusInNewCycle(status: number): number {
  const failedLastCycle = (status & TROUBLE_STATUS.testFailedThisOperationCycle) !== 0;
  const kept = status & ~(TROUBLE_STATUS.testFailed | TROUBLE_STATUS.testFailedThisOperationCycle);
  return failedLastCycle ? kept : kept & ~TROUBLE_STATUS.pending;
}

/** 0x14: clears one code or all; a fault that is still present is stored again at once. */
export function clearFaults(step: FirmwareStep, code: number | null): void {
  const { storedFaults } = step.state.content;
  const kept = storedFaults.filter((fault) => code !== null && fault.code !== code);
  if (kept.length !== storedFaults.length) step.store({ storedFaults: kept });
  updateFaults(step);
}
