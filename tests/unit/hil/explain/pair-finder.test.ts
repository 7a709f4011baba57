import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { PairFinder, type IdForms } from '../../../../hil/explain/pair-finder.ts';

function found(...lines: readonly (readonly [number, number, string])[]): number {
  const finder = new PairFinder();
  const forms = new Map<number, IdForms>();
  let count = 0;
  for (const [ms, id, data] of lines) {
    const known = forms.get(id) ?? { plain: true, addressed: true };
    forms.set(id, known);
    if (finder.take(dataFrame(id, fromHex(data), { fd: data.length > 16 }), ms * 1000, known) !== null) count++;
  }
  return count;
}

describe('a pair of ids', () => {
  it('is certain once two responses fit their requests', () => {
    expect(found([0, 1, '0322F190'], [5, 2, '0462F19000'], [10, 1, '023E00'], [15, 2, '027E00'])).toBe(1);
    expect(found([0, 1, '0322F190'], [5, 2, '0462F19000'])).toBe(0);
  });

  it('is not found if the identifier, the sub-function or the service differs', () => {
    const twice = (request: string, response: string): number =>
      found([0, 1, request], [5, 2, response], [10, 1, request], [15, 2, response]);
    expect(twice('0322F190', '0462F19100')).toBe(0);
    expect(twice('021003', '025001')).toBe(0);
    expect(twice('021003', '037F2231')).toBe(0);
    expect(twice('021003', '037F1022')).toBe(1);
  });

  it('is not found if the response takes longer than P2*, or an id has frames that are not ISO-TP', () => {
    expect(found([0, 1, '023E00'], [5000, 2, '027E00'], [6000, 1, '023E00'], [11000, 2, '027E00'])).toBe(1);
    expect(found([0, 1, '023E00'], [5001, 2, '027E00'], [6000, 1, '023E00'], [11001, 2, '027E00'])).toBe(0);
    expect(found([0, 1, '023E00'], [5001, 2, '027E00'], [6000, 1, '023E00'], [12000, 2, '027E00'])).toBe(0);
    expect(found([0, 1, '023E00'], [1, 2, '027E00'], [2, 1, 'FFFFFF'], [3, 1, '023E00'], [4, 2, '027E00'])).toBe(0);
  });

  it('comes with its frames since the first exchange, segmented ones too', () => {
    const finder = new PairFinder();
    const forms = new Map<number, IdForms>();
    const befores = (
      [
        [1, '0322F190'],
        [2, '100A62F190313233'],
        [1, '3000000000000000'],
        [2, '2134353637000000'],
        [3, '0322F190'],
        [1, '023E00'],
        [2, '027E00'],
      ] as const
    ).flatMap(([id, data], at) => {
      const known = forms.get(id) ?? { plain: true, addressed: true };
      forms.set(id, known);
      return finder.take(dataFrame(id, fromHex(data)), at * 1000, known)?.before.map(({ frame }) => frame.id) ?? [];
    });
    expect(befores).toEqual([1, 2, 1, 2, 1]);
  });

  it('is found in CAN FD frames, whose length is in the second byte', () => {
    const fd = (payload: string): string => payload.padEnd(40, 'C');
    const response = fd('00096250011234567890');
    expect(found([0, 1, '03225001'], [5, 2, response], [10, 1, '03225001'], [15, 2, response])).toBe(1);
  });
});
