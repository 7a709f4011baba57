import { stringify } from 'csv-stringify/sync';
import type { LogEntry } from './store/dealer-store.ts';

const COLUMNS: readonly string[] = [
  'sequence',
  'time',
  'transaction',
  'dealer code',
  'dealer name',
  'staff id',
  'staff name',
  'job title',
  'VIN',
  'repair order',
  'customer last name',
  'request number',
  'tool version',
  'seed',
  'about staff id',
  'about staff name',
  'about job title',
];

/**
 * Log entries for the crime bureau (DLR-9): CSV by RFC 4180 with a header line. A text that a spreadsheet would
 * interpret as a formula is prefixed with an apostrophe.
 */
export function exportCsv(entries: readonly LogEntry[]): string {
  const rows = entries.map(({ sequence, record }) => [
    sequence,
    new Date(record.epochMs).toISOString(),
    record.kind,
    record.dealerCode,
    record.dealerName,
    record.actorId,
    record.actorName,
    record.actorTitle,
    record.vin,
    record.repairOrder,
    record.customerLastName,
    record.requestNumber,
    record.toolVersion,
    record.seed,
    record.staff?.id,
    record.staff?.name,
    record.staff?.title,
  ]);
  return stringify([[...COLUMNS], ...rows], { escape_formulas: true, record_delimiter: 'windows' });
}
