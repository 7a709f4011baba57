import { describe, expect, it } from 'vitest';
import { namesOf, rowsOf } from '../read-page.ts';
import { deskForEachTest } from '../visitor.ts';

const PATH = '/dealer/report';
const desk = deskForEachTest();

describe('the report', () => {
  it('DLR-9: of a month lists what was done; without a month it is the present one', async () => {
    await desk().approvedRequest();
    const { gwen } = desk();
    await gwen.signIn('gwen');
    for (const query of ['', '?month=', '?month=2019-07']) {
      const { status, text } = await gwen.get(PATH + query);
      expect([status, namesOf(text).heading]).toEqual([200, 'Vehicle security transactions, 2019-07']);
      expect(rowsOf(text).map(([, kind, by]) => [kind, by])).toEqual([
        ['Reset requested', 'Tara Technician Technician'],
        ['Approved', 'Mona Manager Service Manager'],
      ]);
    }
    expect(rowsOf((await gwen.get(`${PATH}?month=2019-06`)).text)).toEqual([]);
  });

  it('DLR-9: is exported as a CSV file, of a month or of all', async () => {
    await desk().approvedRequest();
    const { gwen } = desk();
    await gwen.signIn('gwen');
    const month = await gwen.get(`${PATH}/export.csv?month=2019-07`);
    expect(month.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(month.headers.get('content-disposition')).toBe('attachment; filename="transactions-99001-2019-07.csv"');
    const lines = month.text.split('\r\n');
    expect(lines[0]).toMatch(/^sequence,time,transaction,/);
    expect(lines[1]).toMatch(/^1,2019-07-01T08:00:00.000Z,requested,/);
    const all = await gwen.get(`${PATH}/export.csv`);
    expect(all.headers.get('content-disposition')).toBe('attachment; filename="transactions-99001.csv"');
    expect(all.text).toBe(month.text);
  });

  it.each([PATH, `${PATH}/export.csv`])('is not found for an invalid month: %s', async (path) => {
    const { gwen } = desk();
    await gwen.signIn('gwen');
    const seen = await gwen.get(`${path}?month=July"`);
    expect([seen.status, namesOf(seen.text).heading]).toEqual([422, 'Report not found']);
  });

  it.each([PATH, `${PATH}/export.csv`])('DLR-9: %s is for an administrator who is signed in', async (path) => {
    const { tara, mona, gwen } = desk();
    expect((await gwen.get(path)).location).toBe(`/dealer/sign-in?${new URLSearchParams({ next: path }).toString()}`);
    await tara.signIn('tara');
    await mona.signIn('mona');
    for (const visitor of [tara, mona]) {
      const seen = await visitor.get(path);
      expect([seen.status, namesOf(seen.text).heading]).toEqual([403, 'Not permitted for your job title']);
    }
  });
});
