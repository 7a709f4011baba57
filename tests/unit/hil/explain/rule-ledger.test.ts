import { expect, it } from 'vitest';
import { RuleLedger } from '../../../../hil/explain/rule-ledger.ts';

it('a ledger counts each rule, keeps the first places, and gives fresh ones once', () => {
  const ledger = new RuleLedger();
  ledger.kept(61);
  for (let at = 0; at < 7; at++) ledger.broken({ rule: 57, timeUs: at, text: 'x', bytes: '21' });
  expect(ledger.drain().length).toBe(7);
  expect(ledger.drain()).toEqual([]);
  expect(ledger.rules.map(({ rule, kept, broken, places }) => [rule, kept, broken, places.length])).toEqual([
    [57, 0, 7, 5],
    [61, 1, 0, 0],
  ]);
});
