import { describe, expect, it } from 'vitest';
import { brokenRules, explainLog, MUCH_LATER } from './explain-log.ts';

describe('a link between two ends', () => {
  it('joins a segmented response, its 0x78 and its request', () => {
    const { items } = explainLog([
      [0, '7E0', '03 22 F1 90'],
      [10, '7E8', '03 7F 22 78'],
      [2000, '7E8', '10 0A 62 F1 90 31 32 33'],
      [2001, '7E0', '30 00 00'],
      [2002, '7E8', '21 34 35 36 37'],
    ]);
    expect(items).toMatchObject([
      {
        kind: 'exchange',
        timeUs: 0,
        pending: 1,
        waitedUs: 2_000_000,
        outcome: { kind: 'positive', response: Uint8Array.from([0x62, 0xf1, 0x90, ...Buffer.from('1234567')]) },
        broken: [],
      },
    ]);
  });

  it('reports a response that nothing asked for, and a request that has none', () => {
    const { items } = explainLog([[0, '7E8', '02 7E 00'], [10, '7E0', '02 3E 00'], MUCH_LATER]);
    expect(items).toMatchObject([
      { kind: 'note', text: '7E8: a response that no request in the log explains: 7E 00' },
      {
        kind: 'exchange',
        outcome: { kind: 'timeout', waitedFor: 'p2' },
        broken: [{ rule: 18, text: '7E8: no response' }],
      },
    ]);
  });

  it('says how much of a response came before it broke off: no response is missing then', () => {
    const { items } = explainLog([
      [0, '7E0', '03 22 F1 90'],
      [10, '7E8', '10 14 62 F1 90 31 32 33'],
      [11, '7E0', '30 00 00'],
      [12, '7E8', '21 34 35 36 37 38 39 30'],
      [500, '7E0', '02 3E 00'],
      [510, '7E8', '02 7E 00'],
    ]);
    expect(items).toMatchObject([
      { outcome: { kind: 'receive-failed' }, brokenOff: { received: 13, length: 20 }, broken: [] },
      { outcome: { kind: 'positive' } },
    ]);
  });

  it('takes 3E 80 during a request, and 0x21 for any other (conformance 28)', () => {
    const { items, explainer } = explainLog([
      [0, '7E0', '04 31 01 02 03'],
      [10, '7E8', '03 7F 31 78'],
      [1000, '7E0', '02 3E 80'],
      [1500, '7E0', '03 22 F1 90'],
      [1510, '7E8', '03 7F 22 21'],
      [2000, '7E8', '04 71 01 02 03'],
    ]);
    expect(items).toMatchObject([
      { request: Uint8Array.of(0x3e, 0x80), outcome: { kind: 'no-response' } },
      { request: Uint8Array.of(0x22, 0xf1, 0x90), outcome: { kind: 'negative', nrc: 0x21 }, broken: [] },
      { request: Uint8Array.of(0x31, 1, 2, 3), outcome: { kind: 'positive' }, pending: 1, broken: [] },
    ]);
    expect(explainer.ledger.rules.find(({ rule }) => rule === 28)).toMatchObject({ kept: 1, broken: 0 });
  });

  it('breaks rule 28 where a request during 0x78 is answered', () => {
    expect(
      brokenRules([
        [0, '7E0', '04 31 01 02 03'],
        [10, '7E8', '03 7F 31 78'],
        [1500, '7E0', '03 22 F1 90'],
        [2000, '7E8', '04 71 01 02 03'],
        [2010, '7E8', '04 62 F1 90 31'],
      ]),
    ).toEqual([18, 28]);
  });

  it('has no final response to a request that another one takes the place of (conformance 24, 28)', () => {
    expect(
      brokenRules([
        [0, '7E0', '04 31 01 02 03'],
        [10, '7E8', '03 7F 31 78'],
        [1500, '7E0', '03 22 F1 90'],
        [1510, '7E8', '04 62 F1 90 31'],
        MUCH_LATER,
      ]),
    ).toEqual([24, 28]);
  });

  it('reports what has had no response after 5 s without waiting for the next request', () => {
    const { items } = explainLog([
      [0, '7E0', '02 3E 00'],
      [10, '7E8', '02 7E 00'],
      [20, '7E0', '03 22 F1 90'],
      [9000, '123', '00'],
      [9001, '7DF', '02 3E 80'],
    ]);
    expect(items.map((item) => (item.kind === 'exchange' ? item.outcome.kind : item.text))).toEqual([
      'positive',
      'timeout',
      'no-response',
    ]);
  });

  it('waits five seconds beyond P2 for a response', () => {
    const UNEXPLAINED = '7E8: a response that no request in the log explains: 62 F1 90 01 02';
    const kinds = (atMs: number): readonly string[] =>
      explainLog([
        [0, '7E0', '02 3E 00'],
        [10, '7E8', '02 7E 00'],
        [20, '7E0', '03 22 F1 90'],
        [atMs, '7E8', '05 62 F1 90 01 02'],
      ]).items.map((item) => (item.kind === 'exchange' ? item.outcome.kind : item.text));
    expect(kinds(20 + 5050)).toEqual(['positive', 'positive']);
    expect(kinds(20 + 5051)).toEqual(['positive', 'timeout', UNEXPLAINED]);
  });

  it('keeps the 0x78 of an ECU that answers a request to all', () => {
    const { items } = explainLog([
      [0, '7DF', '01 04'],
      [10, '7E8', '03 7F 04 78'],
      [500, '7E8', '01 44'],
    ]);
    expect(items).toMatchObject([{ functional: true, pending: 1, outcome: { kind: 'positive' }, broken: [] }]);
  });
});
