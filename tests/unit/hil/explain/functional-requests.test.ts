import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { brokenRules, explainLog, type Line } from './explain-log.ts';

const FIRST: Line = [0, '7DF', '02 01 0C'];
const SECOND: Line = [0.2, '7DF', '02 01 0D'];

function answers(lines: readonly Line[]): readonly string[] {
  return explainLog(lines).items.map((item) =>
    item.kind === 'note' ? item.text : `${toHex(item.request)} ${item.to} ${item.outcome.kind}`,
  );
}

describe('requests to all ECUs', () => {
  it('are answered by each ECU, several before the first response too', () => {
    const lines: readonly Line[] = [
      FIRST,
      SECOND,
      [5, '7E8', '04 41 0C 1A F8'],
      [6, '7E9', '04 41 0C 1A F9'],
      [7, '7E8', '03 41 0D 20'],
      [8, '7E9', '03 41 0D 21'],
    ];
    expect(answers(lines)).toEqual([
      '010C 7E8 positive',
      '010C 7E9 positive',
      '010D 7E8 positive',
      '010D 7E9 positive',
    ]);
    expect(brokenRules(lines)).toEqual([]);
  });

  it('that nobody answers are reported with the next one after P2, others are not', () => {
    expect(answers([FIRST, SECOND, [5, '7E8', '03 41 0D 20'], [200, '7DF', '02 01 00']])).toEqual([
      '010D 7E8 positive',
      '010C all no-response',
      '0100 all no-response',
    ]);
  });

  it('are not taken for an older one that only other ECUs have answered', () => {
    const { items } = explainLog([
      FIRST,
      [5, '7E8', '04 41 0C 1A F8'],
      [100, '7DF', '02 01 0C'],
      [105, '7E8', '04 41 0C 1A F8'],
      [106, '7E9', '04 41 0C 1A F8'],
    ]);
    expect(items).toMatchObject([{ waitedUs: 5000 }, { waitedUs: 5000 }, { waitedUs: 6000 }]);
  });

  it('may be pending at one ECU while the next one is answered (conformance 13, 24)', () => {
    const lines: readonly Line[] = [
      [0, '7DF', '01 04'],
      [5, '7E8', '03 7F 04 78'],
      [100, '7DF', '02 01 0C'],
      [105, '7E9', '04 41 0C 1A F8'],
      [2000, '7E8', '01 44'],
    ];
    expect(answers(lines)).toEqual(['010C 7E9 positive', '04 7E8 positive']);
    expect(brokenRules(lines)).toEqual([]);
  });

  it('are bounded: the oldest one is forgotten, and reported where nobody has answered it', () => {
    const lines = Array.from({ length: 20 }, (_, index): Line => [index / 10, '7DF', '02 01 0C']);
    expect(answers(lines)).toEqual(lines.map(() => '010C all no-response'));
  });
});
