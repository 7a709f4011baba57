import { describe, expect, it } from 'vitest';
import { exportCsv } from '../../../../hil/dealer/log-export.ts';
import type { LogEntry } from '../../../../hil/dealer/store/dealer-store.ts';

const RECORD: LogEntry['record'] = {
  ...{ kind: 'approved', epochMs: 1_561_968_000_000, dealerCode: '99001', dealerName: 'Example, "Motors"' },
  ...{ actorId: 'mona', actorName: '=1+1', actorTitle: 'Service Manager', vin: null, repairOrder: null },
  ...{ customerLastName: null, requestNumber: '19070100001', toolVersion: null, seed: null, staff: null },
};

describe('the exported log (DLR-9)', () => {
  const entry: Pick<LogEntry, 'sequence' | 'record'> = { sequence: 7, record: RECORD };
  const [heading = '', line = '', end] = exportCsv([entry]).split('\r\n');

  it('has a heading and a line for each entry, of as many columns', () => {
    expect(heading.split(',').slice(0, 4)).toEqual(['sequence', 'time', 'transaction', 'dealer code']);
    expect(heading.split(',')).toHaveLength(17);
    expect(line.startsWith('7,2019-07-01T08:00:00.000Z,approved,99001,')).toBe(true);
    expect(end).toBe('');
  });

  it('RFC 4180: has quotes around a text with a comma or quotes', () => {
    expect(line).toContain('"Example, ""Motors"""');
  });

  it('has an apostrophe in front of what a spreadsheet takes for a formula', () => {
    expect(line).toContain(",'=1+1,");
  });
});
