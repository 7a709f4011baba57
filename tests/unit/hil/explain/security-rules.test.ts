import { describe, expect, it } from 'vitest';
import { explainLog, type Line } from './explain-log.ts';

/** Requests and responses, 100 ms apart; each rule with how often it is kept and broken. */
function judged(
  ...exchanges: readonly (readonly [request: string, response: string])[]
): Readonly<Record<number, string>> {
  const frame = (payload: string): string => (payload.length / 2).toString(16).padStart(2, '0') + payload;
  const lines = exchanges.flatMap(([request, response], index): readonly Line[] => [
    [100 * index, '7E0', frame(request)],
    [100 * index + 10, '7E8', frame(response)],
  ]);
  const { rules } = explainLog(lines).explainer.ledger;
  const ofSecurity = rules.filter(({ rule }) => rule >= 36 && rule <= 43);
  return Object.fromEntries(ofSecurity.map(({ rule, kept, broken }) => [rule, `${kept}/${broken}`]));
}

const EXTENDED = ['1003', '5003003201F4'] as const;
const DEFAULT = ['1001', '5001003201F4'] as const;
const SEED = ['2701', '670112345678'] as const;
const RIGHT = ['2702AABBCCDD', '6702'] as const;
const WRONG = ['270200000000', '7F2735'] as const;

describe('security access in a log', () => {
  it('is kept by a seed, a wrong key, a new seed and a right key (conformance 36, 38, 41)', () => {
    expect(judged(EXTENDED, SEED, WRONG, SEED, RIGHT, ['2701', '670100000000'])).toEqual({
      36: '3/0',
      38: '3/0',
      41: '1/0',
    });
  });

  it('conformance 36: 00 and 7F are refused by 0x12, and a seed has bytes', () => {
    expect(judged(EXTENDED, ['2700', '7F2712'], ['277F', '7F2712'])).toEqual({ 36: '2/0' });
    expect(judged(EXTENDED, ['2700', '7F2713'])).toEqual({ 36: '0/1' });
    expect(judged(EXTENDED, ['2701', '6701'])).toEqual({ 36: '0/1' });
  });

  it('conformance 37: refused by 0x7F in the default session, once the log shows that one', () => {
    expect(judged(DEFAULT, ['2701', '7F277F'])).toEqual({ 37: '1/0' });
    expect(judged(DEFAULT, SEED)).toEqual({ 37: '0/1' });
    expect(judged(['2701', '7F277F'])).toEqual({});
  });

  it('conformance 38: zeros while locked, or a seed while unlocked', () => {
    expect(judged(EXTENDED, ['2701', '670100000000'])).toEqual({ 36: '1/0', 38: '0/1' });
    expect(judged(EXTENDED, SEED, RIGHT, SEED)).toEqual({ 36: '2/0', 38: '1/1' });
    expect(judged(EXTENDED, SEED, RIGHT, ['2701', '67010000'])).toEqual({ 36: '2/0', 38: '1/1' });
    expect(judged(['2701', '670100000000'])).toEqual({ 36: '1/0' });
  });

  it('conformance 39: a key without its seed, or for another level, gets 0x24', () => {
    expect(judged(EXTENDED, ['2702AABBCCDD', '7F2724'])).toEqual({ 39: '1/0' });
    expect(judged(EXTENDED, RIGHT)).toEqual({ 39: '0/1' });
    expect(judged(EXTENDED, SEED, ['2762AABBCCDD', '7F2735'])).toEqual({ 36: '1/0', 38: '1/0', 39: '0/1', 41: '1/0' });
    expect(judged(RIGHT)).toEqual({});
  });

  it('conformance 40: a length that differs from that of a right key gets 0x13', () => {
    expect(judged(EXTENDED, SEED, RIGHT, EXTENDED, SEED, ['2702AABB', '7F2713'])[40]).toBe('1/0');
    expect(judged(EXTENDED, SEED, RIGHT, EXTENDED, SEED, ['2702AABB', '6702'])[40]).toBe('0/1');
    expect(judged(EXTENDED, SEED, RIGHT, EXTENDED, SEED, ['2702AABBCCDD', '7F2713'])[40]).toBe('0/1');
    expect(judged(EXTENDED, SEED, ['2702AABB', '7F2713'])[40]).toBe('1/0');
  });

  it('conformance 41: after a wrong key the seed is void', () => {
    expect(judged(EXTENDED, SEED, WRONG, ['2702AABBCCDD', '7F2724'])).toMatchObject({ 39: '1/0', 41: '2/0' });
    expect(judged(EXTENDED, SEED, WRONG, RIGHT)).toMatchObject({ 39: '0/1', 41: '1/1' });
  });

  it('conformance 42, 43: after 0x36 comes a delay', () => {
    const last = ['270200000000', '7F2736'] as const;
    expect(judged(EXTENDED, SEED, last, ['2701', '7F2737'])).toMatchObject({ 42: '1/0', 43: '1/0' });
    expect(judged(EXTENDED, SEED, last, SEED)).toMatchObject({ 42: '1/0', 43: '0/1' });
  });

  it('conformance 43: a seed within a second of 0x36 shows that there is no delay', () => {
    const seedAfter = (afterMs: number): string => {
      const { rules } = explainLog([
        ...([
          [0, '7E0', '02 10 03'],
          [10, '7E8', '06 50 03 00 32 01 F4'],
          [20, '7E0', '02 27 01'],
          [30, '7E8', '06 67 01 12 34 56 78'],
          [40, '7E0', '06 27 02 00 00 00 00'],
          [50, '7E8', '03 7F 27 36'],
        ] as const),
        [40 + afterMs, '7E0', '02 27 01'],
        [50 + afterMs, '7E8', '06 67 01 87 65 43 21'],
      ]).explainer.ledger;
      const found = rules.find(({ rule }) => rule === 43);
      return `${found?.kept ?? 0}/${found?.broken ?? 0}`;
    };
    expect(seedAfter(999)).toBe('0/1');
    expect(seedAfter(1000)).toBe('0/0');
  });

  it('conformance 39, 40: a key without its seed whose length is refused says nothing about either', () => {
    expect(judged(EXTENDED, ['2702AABB', '7F2713'])).toEqual({});
    expect(judged(EXTENDED, SEED, ['2762AABB', '7F2713'])).toEqual({ 36: '1/0', 38: '1/0' });
  });

  it('is not judged where an earlier check refused the request', () => {
    expect(judged(EXTENDED, ['2702AABBCCDD', '7F2721'], ['2702AABBCCDD', '7F2733'])).toEqual({});
  });
});
