import { describe, expect, it } from 'vitest';
import { explainedLines } from '../../../../hil/explain/explain-text.ts';
import { explainLog, type Line } from './explain-log.ts';

function ends(lines: readonly Line[]): readonly string[] {
  return explainLog(lines).items.map((item) => (item.kind === 'note' ? item.text : `${item.from} ${item.to}`));
}

describe('a log of any vehicle', () => {
  it('has its ends found where ISO 15765-4 or -2 name them', () => {
    expect(
      ends([
        [0, '7E0', '02 3E 00 00 00 00 00 00'],
        [1, '7E8', '02 7E 00 00 00 00 00 00'],
        [2, '18DA10F1', '02 3E 00'],
        [3, '18DAF110', '02 7E 00'],
        [4, '18CE10F1', '55 02 3E 00'],
        [5, '18CEF110', '55 02 7E 00'],
      ]),
    ).toEqual(['7E0 7E8', '18DA10F1 18DAF110', '18CE10F1/55 18CEF110/55']);
  });

  it('has any two ids found that ask and answer twice, and the first exchange too', () => {
    const once = (ms: number): readonly Line[] => [
      [ms, '612', '03 22 F1 90 00 00 00 00'],
      [ms + 5, '4AB', '04 62 F1 90 31 00 00 00'],
    ];
    expect(ends(once(0))).toEqual([]);
    expect(ends([...once(0), ...once(100), ...once(200)])).toEqual(['612 4AB', '612 4AB', '612 4AB']);
  });

  it('has ids with an address byte found', () => {
    const once = (ms: number): readonly Line[] => [
      [ms, '6F1', '12 03 22 F1 90 00 00 00'],
      [ms + 5, '612', 'F1 03 7F 22 31 00 00 00'],
    ];
    expect(ends([...once(0), ...once(100)])).toEqual(['6F1/12 612/F1', '6F1/12 612/F1']);
  });

  it('does not take broadcast frames for diagnostics', () => {
    const lines: Line[] = [];
    for (let count = 0; count < 600; count++) {
      const byte = (count & 0xff).toString(16).padStart(2, '0');
      lines.push([10 * count, '1B0', `${byte}22A1B2C3D4E5F6`], [10 * count + 1, '110', `${byte}62A1B2C3D4E5F6`]);
    }
    const { items, explainer } = explainLog(lines);
    expect([items.length, explainer.links.length]).toEqual([0, 0]);
    expect(explainer.talkers.buses[0]?.talkers.size).toBe(2);
  });

  it('names each ECU that answers a request to all, and a request that nobody answers', () => {
    const lines: readonly Line[] = [
      [0, '7DF', '02 01 00'],
      [5, '7E8', '06 41 00 BE 3F A8 13'],
      [6, '7E9', '06 41 00 80 00 00 00'],
      [500, '7DF', '02 09 02'],
    ];
    expect(ends(lines)).toEqual(['7DF 7E8', '7DF 7E9', '7DF all']);
  });

  it('reports a session that S3 has ended, unless a request to all kept it', () => {
    const start: readonly Line[] = [
      [0, '7E0', '02 10 03'],
      [5, '7E8', '06 50 03 00 32 01 F4'],
    ];
    const next: readonly Line[] = [
      [6000, '7E0', '02 3E 00'],
      [6001, '7E8', '02 7E 00'],
    ];
    expect(ends([...start, ...next])[1]).toBe('7E8: no request for 5995 ms: S3 has run out, the session is over');
    expect(ends([...start, [3000, '7DF', '02 3E 80'], ...next]).filter((text) => text.includes('S3'))).toEqual([]);
  });

  it('is explained in words, with the bytes of what is broken', () => {
    const { items } = explainLog([
      [0, '7E0', '03 22 F1 90'],
      [80, '7E8', '03 7F 22 31'],
    ]);
    expect(items.flatMap((item) => explainedLines(item, { description: null, showBus: false }))).toEqual([
      '      0.000000 s  7E0 → 7E8  22 readDataByIdentifier: F190 VIN',
      '                  80 ms: refused, 0x31 requestOutOfRange',
      '                  rule 18 broken: 7E8: response after 80 ms, P2 is 50 ms  [7F 22 31]',
    ]);
  });
});
