import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenDealer } from '../../../../../hil/dealer/open-dealer.ts';
import { dealerLink } from '../../../../../hil/tool/dealer/dealer-link.ts';
import { KEY_SEED, RESET_SEED, VIN } from '../../../../support/dealer-in-process.ts';
import { HOST, openDemoDealer, type Seen, valueOf, Visitor } from '../../dealer/pages/visitor.ts';

let dealer: OpenDealer;
let bugs: unknown[];
beforeEach(() => {
  bugs = [];
  dealer = openDemoDealer(bugs);
});
afterEach(async () => {
  await dealer.end();
  expect(bugs).toEqual([]);
});

/** Opens the link as somebody who is not signed in, and goes where the pages lead: password, password again, form. */
async function opened(link: string): Promise<Seen> {
  const tara = new Visitor(dealer);
  let seen = await follow(tara, await tara.get(link.slice(HOST.length)));
  expect(seen.text).toContain('action="/dealer/sign-in"');
  seen = await follow(tara, await tara.post('/dealer/sign-in', { account: 'tara', password: 'demo-tara' }));
  const [, again] = /action="(\/dealer\/(?:reset|keys)\/password)"/.exec(seen.text) ?? [];
  if (again === undefined) throw new Error(`the tab is not shut: ${seen.text}`);
  return follow(tara, await tara.post(again, { password: 'demo-tara' }));
}

async function follow(visitor: Visitor, first: Seen): Promise<Seen> {
  let seen = first;
  for (let hops = 0; seen.location !== null; hops += 1) {
    if (hops === 5) throw new Error(`it leads on and on, to ${seen.location}`);
    seen = await visitor.get(seen.location);
  }
  return seen;
}

const values = (text: string, ...names: readonly string[]): readonly (string | null)[] =>
  names.map((name) => valueOf(text, name));

/** A request of Tara's for the VIN, approved by Mona. */
async function approve(): Promise<void> {
  const tara = new Visitor(dealer);
  await tara.signIn('tara');
  await tara.openTab('reset', 'tara');
  const typed = { vin: VIN, repairOrder: 'RO-1', customerLastName: 'Doe' };
  const tickedPolicies = ['authority', 'identity', 'ownership', 'terms'];
  await tara.post('/dealer/reset', { ...typed, tickedPolicies, intent: 'next' });
  const sent = await tara.post('/dealer/reset', { managerIds: ['mona', 'paul'], intent: 'submit' });
  const path = sent.location?.split('?', 1)[0] ?? 'none';
  const mona = new Visitor(dealer);
  await mona.signIn('mona');
  await mona.get(path);
  const boxes = ['documents-reviewed', 'repair-order-open', 'responsibility'];
  await mona.post(path, { tickedPolicies: boxes, intent: 'approve' });
}

describe('what "Send" opens after the sign-in', () => {
  it('TEC-1, DLR-6: for a reset that is approved, version and seed number are filled in', async () => {
    await approve();
    const { status, text } = await opened(dealerLink(HOST, RESET_SEED, '13.10.019'));
    expect(status).toBe(200);
    expect(values(text, 'toolVersion', 'seedNumber')).toEqual(['13.10.019', '00010123456789AB']);
    expect(text).toContain(VIN);
  });

  it('TEC-1, DLR-3: for a reset that is not approved yet, the VIN of the request is filled in', async () => {
    const { status, text } = await opened(dealerLink(HOST, RESET_SEED, '13.10.019'));
    expect(status).toBe(200);
    expect(values(text, 'vin')).toEqual([VIN]);
  });

  it('TEC-1, DLR-7: for keys, VIN, Data1 to Data3, check digits and version are filled in', async () => {
    const { status, text } = await opened(dealerLink(HOST, KEY_SEED, '13.10.019'));
    expect(status).toBe(200);
    expect(
      values(
        text,
        ...['vin', 'vinCheckDigit', 'data1', 'data1CheckDigit', 'data2', 'data2CheckDigit', 'data3', 'toolVersion'],
      ),
    ).toEqual([VIN, 'R', '5A17C0D0002', 'B', '7F3C9E015D24', 'C', 'B973B6A8', '13.10.019']);
  });
});
