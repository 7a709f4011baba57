import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import type { UdsExchange, UdsOutcome } from '../../../../can-bus/uds/exchange.ts';
import { LaneBuilder } from '../../../../hil/report/lane-builder.ts';
import { TONES, type LaneItem } from '../../../../hil/report/timeline-data.ts';
import { addExchange } from '../../../../hil/report/uds-lane.ts';

function outcomeOf(response: Uint8Array | null): UdsOutcome {
  if (response === null) return { kind: 'timeout', waitedFor: 'p2' };
  return response[0] === 0x7f ? { kind: 'negative', response, nrc: response[2] ?? 0 } : { kind: 'positive', response };
}

function exchange(request: string, answer: string | null, part: Partial<UdsExchange> = {}): UdsExchange {
  const response = answer === null ? null : fromHex(answer);
  return {
    ...{ kind: 'uds-exchange', target: 'physical', request: fromHex(request), response, outcome: outcomeOf(response) },
    ...{ pendingCount: 0, repeatCount: 0, startedUs: 1000, sentUs: 1200, finishedUs: 1500 },
    ...part,
  };
}

interface Lanes {
  readonly uds: LaneBuilder;
  readonly dealer: LaneBuilder;
  readonly add: (exchange: UdsExchange) => void;
}

function lanes(): Lanes {
  const [uds, dealer] = [new LaneBuilder('uds', 100), new LaneBuilder('dealer', 100)];
  return { uds, dealer, add: (one) => addExchange(one, 'scan-tool', uds, dealer) };
}

const shown = (lane: LaneBuilder): readonly unknown[] =>
  lane.build(9999).items.map(([from, to, label, detail, tone]: LaneItem) => [from, to, label, detail, TONES[tone]]);

describe('the lane of requests', () => {
  it('has a request with its answer in words, from begin to end, and the bytes beside', () => {
    const { uds, dealer, add } = lanes();
    add(exchange('22 F1 86', '62 F1 86 03', { pendingCount: 2 }));
    const detail = '22 F1 86 → 62 F1 86 03, 0x78 × 2; from scan-tool';
    expect(shown(uds)).toEqual([[1000, 1500, 'read session: extended', detail, 'good']]);
    expect(shown(dealer)).toEqual([]);
  });

  it.each([
    ['a refusal', exchange('3F 00', '7F 3F 11'), 'wait', '3F 00 → 7F 3F 11; from scan-tool'],
    ['silence', exchange('3E 00', null), 'bad', '3E 00 → nothing; from scan-tool'],
    [
      'silence to all ECUs',
      exchange('3E 00', null, { target: 'functional' }),
      'muted',
      '3E 00 (functional) → nothing; from scan-tool',
    ],
    [
      'silence that was asked for',
      exchange('3E 80', null, { outcome: { kind: 'no-response' } }),
      'muted',
      '3E 80 → nothing; from scan-tool',
    ],
    [
      'a request that did not get through',
      exchange('3E 00', null, { outcome: { kind: 'send-failed', fault: 'timeout-a' } }),
      'bad',
      '3E 00 → nothing; from scan-tool',
    ],
  ])('gives %s its tone', (_what, one, tone, detail) => {
    const { uds, add } = lanes();
    add(one);
    expect(shown(uds)).toMatchObject([[1000, 1500, expect.any(String), detail, tone]]);
  });

  it('shows the first 48 bytes of a long answer, and how many there are', () => {
    const { uds, add } = lanes();
    add(exchange('22 F1 90', `62 F1 90${' 41'.repeat(50)}`));
    const [item] = uds.build(0).items;
    expect(item?.[3]).toBe(`22 F1 90 → 62 F1 90${' 41'.repeat(45)} … (53 bytes); from scan-tool`);
  });
});

describe('the same request again and again', () => {
  const poll = (n: number, response = '7E 00'): UdsExchange =>
    exchange('3E 00', response, { startedUs: n * 1000, finishedUs: n * 1000 + 500 });

  it('is six single things, and then one that gets longer and counts', () => {
    const { uds, add } = lanes();
    for (let n = 0; n < 9; n += 1) add(poll(n));
    const items = shown(uds);
    expect(items).toHaveLength(6);
    const detail = '3E 00 → 7E 00; from scan-tool';
    expect(items[4]).toEqual([4000, 4500, 'tester present: done', detail, 'good']);
    expect(items[5]).toEqual([5000, 8500, '4 × tester present: done', detail, 'good']);
  });

  it('begins anew with another answer', () => {
    const { uds, add } = lanes();
    for (let n = 0; n < 8; n += 1) add(poll(n));
    add(poll(8, '7F 3E 12'));
    add(poll(9));
    expect(
      shown(uds)
        .map((item) => (Array.isArray(item) ? item.slice(0, 2) : null))
        .slice(5),
    ).toEqual([
      [5000, 7500],
      [8000, 8500],
      [9000, 9500],
    ]);
  });

  it('begins anew with another request, and where the same ends are worth another tone', () => {
    const { uds, add } = lanes();
    for (let n = 0; n < 8; n += 1) add(poll(n));
    add(exchange('22 F1 86', '62 F1 86 01'));
    expect(uds.build(0).items).toHaveLength(7);
    const silence = lanes();
    for (let n = 0; n < 8; n += 1) silence.add(exchange('3E 00', null));
    silence.add(exchange('3E 00', null, { target: 'functional' }));
    const tones = silence.uds.build(0).items.map(([, , , , tone]) => TONES[tone]);
    expect(tones).toEqual(['bad', 'bad', 'bad', 'bad', 'bad', 'bad', 'muted']);
  });

  it('is not made longer behind things that found no room', () => {
    const [uds, dealer] = [new LaneBuilder('uds', 3), new LaneBuilder('dealer', 3)];
    for (let n = 0; n < 9; n += 1) addExchange(poll(n), 'scan-tool', uds, dealer);
    expect(uds.build(0)).toMatchObject({ items: { length: 3 }, omitted: 6 });
  });
});

describe('a seed and its pass-code', () => {
  it('are shown beside the dealer too, the code as a person has it', () => {
    const { dealer, add } = lanes();
    add(exchange('27 01', '67 01 01 02 03 04 05 06 07 08'));
    add(exchange('27 02 32 39 34 32 31 31', '67 02'));
    add(exchange('27 04 10 32 26 DB A6 18', '7F 27 35'));
    expect(shown(dealer)).toEqual([
      [1500, 1500, 'seed, level 1', 'seed 0102030405060708', 'plain'],
      [1500, 1500, 'pass-code, level 1: unlocked', '294211', 'good'],
      [1500, 1500, 'pass-code, level 2: refused, 0x35 invalidKey', '103226DBA618', 'wait'],
    ]);
  });
});
