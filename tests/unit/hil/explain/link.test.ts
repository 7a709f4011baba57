import { describe, expect, it } from 'vitest';
import { explainLog } from './explain-log.ts';

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
    const { items } = explainLog([
      [0, '7E8', '02 7E 00'],
      [10, '7E0', '02 3E 00'],
    ]);
    expect(items).toMatchObject([
      { kind: 'note', text: '7E8: a response that no request in the log explains' },
      {
        kind: 'exchange',
        outcome: { kind: 'timeout', waitedFor: 'p2' },
        broken: [{ rule: 18, text: '7E8: no response' }],
      },
    ]);
  });
});
