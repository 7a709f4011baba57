import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDealer } from '../../../../../hil/dealer/open-dealer.ts';
import { APPROVAL, BAD_FIELDS, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from '../../../../support/bad-fields.ts';
import { fieldsWithErrors, openDemoDealer, valueOf, Visitor } from './visitor.ts';

/** The same table that the JSON routes are held to. */
describe('a form with one field typed wrongly', () => {
  const bugs: unknown[] = [];
  let dealer: OpenDealer;
  let tara: Visitor;
  let requestPath = '';

  beforeAll(async () => {
    dealer = openDemoDealer(bugs);
    tara = new Visitor(dealer);
    const mona = new Visitor(dealer);
    await tara.signIn('tara');
    await mona.signIn('mona');
    await tara.openTab('keys', 'tara');
    await tara.openTab('reset', 'tara');
    await tara.post('/dealer/reset', { ...GOOD_REQUEST, intent: 'next' });
    const sent = await tara.post('/dealer/reset', { managerIds: GOOD_REQUEST.managerIds, intent: 'submit' });
    requestPath = sent.location?.split('?', 1)[0] ?? '';
    await mona.get(requestPath);
    await mona.post(requestPath, { ...APPROVAL, intent: 'approve' });
  });

  afterAll(async () => {
    await dealer.end();
    expect(bugs).toEqual([]);
  });

  const rows = BAD_FIELDS.map((row) => [row.form, row.field, JSON.stringify(row.typed).slice(0, 30), row] as const);

  it.each(rows)('DLR-10 is refused at that field, and keeps it: %s, %s %s', async (_form, _field, _typed, row) => {
    const page = { request: '/dealer/reset', keys: '/dealer/keys', seed: `${requestPath}/pass-code` }[row.form];
    const good = { request: GOOD_REQUEST, keys: GOOD_KEYS, seed: GOOD_SEED }[row.form];
    await tara.get(page);
    const seen = await tara.post(page, { ...good, [row.field]: row.typed, intent: 'next' });
    expect(seen.status).toBe(422);
    expect(fieldsWithErrors(seen.text)).toEqual([row.named ?? row.field]);
    expect(valueOf(seen.text, row.field)).toBe(row.typed);
    expect(seen.text).not.toContain('id="pass-code"');
    if (row.checkDigit !== undefined) expect(seen.text).toContain(`check digit &quot;${row.checkDigit.expected}&quot;`);
  });
});
