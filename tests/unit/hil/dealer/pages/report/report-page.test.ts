import { describe, expect, it } from 'vitest';
import type { LoggedRecord, MonthlyReport } from '../../../../../../hil/dealer/dealer-service.ts';
import { REPORT_PATH, reportPage } from '../../../../../../hil/dealer/pages/report/report-page.ts';
import { detailsOf, htmlOf, linksOf, namesOf, rowsOf, textOf } from '../read-page.ts';
import { GWEN, NUMBER, REQUESTED_AT_MS, VIN } from '../sample-people.ts';

const CODE: LoggedRecord = {
  ...{ sequence: 3, kind: 'reset-pass-code', epochMs: REQUESTED_AT_MS, dealerCode: '99001' },
  ...{ dealerName: 'Example Motors', actorId: 'tara', actorName: 'Tara Technician', actorTitle: 'Technician' },
  ...{ vin: VIN, repairOrder: '12<3>', customerLastName: 'Doe', requestNumber: NUMBER },
  ...{ toolVersion: '13.10.019', seed: '00010123456789AB', staff: null },
};
const REMOVED: LoggedRecord = {
  ...{ ...CODE, sequence: 4, kind: 'removed', actorId: 'gwen', actorName: 'Gwen', actorTitle: 'General Manager' },
  ...{ vin: null, repairOrder: null, customerLastName: null, requestNumber: null, toolVersion: null, seed: null },
  staff: { id: 'tom', name: 'Tom Technician', title: 'Technician' },
};
const REPORT: MonthlyReport = {
  dealer: { code: '99001', name: 'Example Motors' },
  ...{ month: '2019-07', months: ['2019-05', '2019-07'], records: [CODE, REMOVED] },
  totals: { 'reset-pass-code': 1, removed: 1 },
};

describe('the monthly report', () => {
  it('DLR-9: has a row for each transaction, with who, which car or whom, and the seed, but no pass-code', async () => {
    const html = await htmlOf(reportPage({ viewer: GWEN, report: REPORT }));
    expect(namesOf(html)).toMatchObject({
      title: 'Vehicle security transactions, 2019-07 – Key Desk',
      heading: 'Vehicle security transactions, 2019-07',
    });
    const headings = [...html.matchAll(/<th scope="col">(.*?)<\/th>/g)].map(([, heading]) => heading);
    expect(headings).toEqual([
      ...['Time', 'Transaction', 'By', 'Vehicle or staff', 'Repair order', 'Customer', 'Request No.', 'Seed'],
    ]);
    expect(rowsOf(html)).toEqual([
      [
        ...['2019-07-01 08:00 UTC', 'Reset pass-code', 'Tara Technician Technician', VIN, '12<3>', 'Doe'],
        ...[NUMBER, '00010123456789AB'],
      ],
      [...['2019-07-01 08:00 UTC', 'Staff removed', 'Gwen General Manager', 'Tom Technician', '–', '–'], ...['–', '–']],
    ]);
  });

  it('DLR-9: has totals in words', async () => {
    const html = await htmlOf(reportPage({ viewer: GWEN, report: REPORT }));
    expect(detailsOf(html)).toEqual({ 'Reset pass-code': '1', 'Staff removed': '1' });
  });

  it('leads to each month that has any, the newest first, and to the export', async () => {
    expect(REPORT_PATH).toBe('/dealer/report');
    const html = await htmlOf(reportPage({ viewer: GWEN, report: REPORT }));
    expect(linksOf(html)).toEqual([
      ['2019-07', '/dealer/report?month=2019-07'],
      ['2019-05', '/dealer/report?month=2019-05'],
      ['CSV of 2019-07', '/dealer/report/export.csv?month=2019-07'],
      ['CSV of all months', '/dealer/report/export.csv'],
    ]);
    expect(html).toMatch(/<a href="\/dealer\/report\?month=2019-07" aria-current="page"/);
  });

  it('of a month without any says so, has no totals, and is in the list of months', async () => {
    const report: MonthlyReport = { ...REPORT, month: '2019-06', records: [], totals: {} };
    const html = await htmlOf(reportPage({ viewer: GWEN, report }));
    expect(textOf(html)).toContain('No transactions this month.');
    expect(html).not.toContain('id="totals"');
    const months = linksOf(html).map(([text]) => text);
    expect(months.slice(0, 3)).toEqual(['2019-07', '2019-06', '2019-05']);
  });
});
