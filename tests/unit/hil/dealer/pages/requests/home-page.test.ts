import { describe, expect, it } from 'vitest';
import { homePage } from '../../../../../../hil/dealer/pages/requests/home-page.ts';
import { htmlOf, linksOf, mainOf, namesOf, rowsOf, textOf } from '../read-page.ts';
import { APPROVED_REQUEST, MONA, OPEN_REQUEST, TARA, VIN } from '../sample-people.ts';

const LINK = 'Immobilizer Reset Request 19070100001';

describe('the home page', () => {
  it('DLR-3: lists one’s own requests with their status, as links', async () => {
    const html = await htmlOf(
      homePage({ viewer: TARA, notice: null, isManager: false, toSettle: [], own: [APPROVED_REQUEST] }),
    );
    expect(namesOf(html)).toEqual({ title: 'Home – Key Desk', heading: 'Home', tab: 'Home' });
    expect(rowsOf(html)).toEqual([[LINK, VIN, 'Approved', '2019-07-01 08:00 UTC']]);
    expect(linksOf(html)).toEqual([
      [LINK, '/dealer/requests/19070100001'],
      ['Immobilizer Reset', '/dealer/reset'],
      ['Add/Remove Key', '/dealer/keys'],
    ]);
    expect(html).not.toContain('Waiting for your approval');
  });

  it('DLR-4: has a manager’s inbox first, with the technician, and counts it', async () => {
    const html = await htmlOf(
      homePage({ viewer: MONA, notice: null, isManager: true, toSettle: [OPEN_REQUEST, OPEN_REQUEST], own: [] }),
    );
    expect(textOf(mainOf(html))).toContain('Waiting for your approval (2)');
    const row = [LINK, VIN, 'Tara Technician', '2019-07-01 08:00 UTC'];
    expect(rowsOf(html)).toEqual([row, row]);
    expect(textOf(html)).toContain('You have not requested a reset yet.');
  });

  it('says so where nothing waits, and counts nothing', async () => {
    const html = await htmlOf(homePage({ viewer: MONA, notice: null, isManager: true, toSettle: [], own: [] }));
    expect(html).toContain('<h2 id="to-settle">Waiting for your approval</h2>');
    expect(textOf(html)).toContain('No requests to approve.');
    expect(html).not.toContain('<table>');
  });

  it('reports what has just been done, where a screen reader hears it', async () => {
    const html = await htmlOf(
      homePage({ viewer: MONA, notice: 'You approved <it>.', isManager: true, toSettle: [], own: [] }),
    );
    expect(html).toContain('<p class="notice" role="status">You approved &lt;it&gt;.</p>');
  });
});
