import { describe, expect, it } from 'vitest';
import { GOOD_REQUEST } from '../../../../../support/bad-fields.ts';
import { namesOf, rowsOf, textOf } from '../read-page.ts';
import { deskForEachTest } from '../visitor.ts';

const desk = deskForEachTest();

describe('the home page', () => {
  it('is for those who are signed in', async () => {
    const seen = await desk().tara.get('/dealer');
    expect([seen.status, seen.location]).toEqual([303, '/dealer/sign-in']);
  });

  it('DLR-3 DLR-4: has a request in the inbox of its manager, and among the technician’s own', async () => {
    const { tara, mona } = desk();
    await desk().request();
    await mona.signIn('mona');
    const own = await tara.get('/dealer');
    expect(namesOf(own.text).heading).toBe('Home');
    expect(rowsOf(own.text)[0]).toContain('Waiting for approval');
    expect(own.text).not.toContain('id="to-settle"');
    const inbox = await mona.get('/dealer');
    expect(textOf(inbox.text)).toContain('Waiting for your approval (1)');
    expect(rowsOf(inbox.text)).toEqual([
      [
        expect.stringMatching(/^Immobilizer Reset Request \d{11}$/),
        GOOD_REQUEST.vin,
        'Tara Technician',
        expect.any(String),
      ],
    ]);
  });

  it('has one’s own requests with the newest first', async () => {
    const { tara } = desk();
    await desk().request();
    await tara.get('/dealer/reset');
    await tara.post('/dealer/reset', { ...GOOD_REQUEST, vin: '4T1BZ1FB3KU000000', intent: 'next' });
    await tara.post('/dealer/reset', { managerIds: GOOD_REQUEST.managerIds, intent: 'submit' });
    const vins = rowsOf((await tara.get('/dealer')).text).map(([, vin]) => vin);
    expect(vins).toEqual(['4T1BZ1FB3KU000000', GOOD_REQUEST.vin]);
  });

  it('reports what has just been done, in our words only', async () => {
    const { tara } = desk();
    await tara.signIn('tara');
    expect((await tara.get('/dealer?done=password-changed')).text).toContain('Your password has been changed.');
    expect((await tara.get('/dealer?done=%3Cb%3Ehacked')).text).not.toContain('hacked');
  });
});
