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

it('a ledger judges no rule by times once the times of the log have gone backwards', () => {
  const ledger = new RuleLedger();
  const place = { timeUs: 0, text: 'x', bytes: '21' };
  ledger.kept(62);
  ledger.broken({ rule: 18, ...place });
  ledger.broken({ rule: 57, ...place });
  ledger.dropTimes();
  ledger.kept(61);
  ledger.broken({ rule: 60, ...place });
  ledger.kept(5);
  expect([ledger.hasTimes, ledger.judges(18), ledger.judges(57)]).toEqual([false, false, true]);
  expect(ledger.rules.map(({ rule }) => rule)).toEqual([5, 57]);
  expect(ledger.drain().map(({ rule }) => rule)).toEqual([57]);
});
