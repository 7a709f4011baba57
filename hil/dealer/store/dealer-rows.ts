import type { SQLOutputValue } from 'node:sqlite';
import type { DealerRecord } from '../rules/dealer-commands.ts';
import type { IssuedPassCode, RequestStatus, ResetRequest, StaffMember } from '../rules/dealer-state.ts';

/** One row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

const STATUSES: readonly RequestStatus[] = ['open', 'approved', 'declined', 'closed', 'expired'];

export function toStaff(row: Row): StaffMember {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    title: text(row, 'title'),
    dealerCode: text(row, 'dealer_code'),
  };
}

export function toRequest(row: Row): ResetRequest {
  const status = STATUSES.find((known) => known === row['status']);
  if (status === undefined) throw new TypeError(`a request has the status ${text(row, 'status')}`);
  return {
    number: text(row, 'number'),
    status,
    dealerCode: text(row, 'dealer_code'),
    requesterId: text(row, 'requester_id'),
    requesterName: text(row, 'requester_name'),
    vin: text(row, 'vin'),
    repairOrder: text(row, 'repair_order'),
    customerLastName: text(row, 'customer_last_name'),
    managerIds: toManagerIds(text(row, 'manager_ids')),
    requestedAtMs: number(row, 'requested_at_ms'),
    settledBy: textOrNull(row, 'settled_by'),
    settledByName: textOrNull(row, 'settled_by_name'),
    settledAtMs: numberOrNull(row, 'settled_at_ms'),
    validTillMs: numberOrNull(row, 'valid_till_ms'),
  };
}

export function toIssued(row: Row): IssuedPassCode {
  return {
    kind: row['kind'] === 'reset' ? 'reset' : 'keys',
    requestNumber: textOrNull(row, 'request_number'),
    actorId: text(row, 'actor_id'),
    dealerCode: text(row, 'dealer_code'),
    vin: text(row, 'vin'),
    repairOrder: text(row, 'repair_order'),
    customerLastName: text(row, 'customer_last_name'),
    toolVersion: text(row, 'tool_version'),
    seed: text(row, 'seed'),
    issuedAtMs: number(row, 'issued_at_ms'),
  };
}

/** A log entry's text as the record it was made from; `verifyLog` checks whether the text is unchanged. */
export function toRecord(row: Row): DealerRecord {
  return JSON.parse(text(row, 'record')) as DealerRecord;
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} has no text`);
  return value;
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} has no number`);
  return value;
}

export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

function toManagerIds(json: string): readonly string[] {
  const ids: unknown = JSON.parse(json);
  if (!Array.isArray(ids)) throw new TypeError('a request has no list of managers');
  return ids.map(String);
}
