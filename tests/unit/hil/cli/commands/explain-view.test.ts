import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { DEFAULT_PROFILE } from '../../../../../ecu-sim/profile.ts';
import { knownPairs, viewExplainer } from '../../../../../hil/cli/commands/explain-view.ts';
import { endName } from '../../../../../hil/explain/diagnostic-pair.ts';
import type { ExplainedEvent } from '../../../../../hil/report/explained-event.ts';

const OPTIONS = { profile: DEFAULT_PROFILE, given: [], description: null };

type Line = readonly [ms: number, id: number, data: string];

function explained(onlyRules: boolean, ...lines: readonly Line[]): readonly ExplainedEvent[] {
  const explainer = viewExplainer(OPTIONS, onlyRules);
  const events = lines.flatMap(([ms, id, data]) => explainer.take(dataFrame(id, fromHex(data)), ms * 1000));
  return [...events, ...explainer.end(60_000_000)];
}

const LATE: readonly Line[] = [
  [0, 0x7e0, '0322F190'],
  [80, 0x7e8, '037F2231'],
];

describe('a log explained for the viewer', () => {
  it('has exchanges with their ends, words and bytes, and the rules that are broken', () => {
    const [exchange, rule] = explained(false, ...LATE);
    expect(exchange).toMatchObject({
      event: {
        kind: 'uds',
        event: 'uds-exchange',
        timeUs: 80_000,
        startedUs: 0,
        endpoint: '7E0 → 7E8',
        request: '22F190',
        response: '7F2231',
        text: '22 readDataByIdentifier: F190 VIN: refused, 0x31 requestOutOfRange',
      },
      span: { startedUs: 0, endUs: 80_000, tone: 'bad' },
    });
    expect(rule).toMatchObject({
      event: {
        event: 'rule-broken',
        rule: 18,
        text: 'Rule 18 broken: 7E8: response after 80 ms, P2 is 50 ms [7F 22 31]',
      },
      span: null,
    });
  });

  it('has only the rules where the trace has the exchanges, or the viewer shows them by itself', () => {
    expect(explained(true, ...LATE).map(({ event }) => event.event)).toEqual(['rule-broken']);
    const smartKey = explained(false, [0, 0x750, 'B5021003'], [80, 0x758, 'B5065003003201F4']);
    expect(smartKey.map(({ event }) => event.event)).toEqual(['rule-broken']);
  });

  it('leaves out a tester present that wants no response, and has notes', () => {
    expect(explained(false, [0, 0x7df, '023E80'])).toEqual([]);
    expect(explained(false, [0, 0x7e8, '027E00']).map(({ event }) => event.text)).toEqual([
      '7E8: a response that no request in the log explains: 7E 00',
    ]);
  });

  it('has the tone of how an exchange ended', () => {
    const tones = explained(
      false,
      [0, 0x7e0, '023E00'],
      [1, 0x7e8, '027E00'],
      [100, 0x7e0, '0322F190'],
      [101, 0x7e8, '037F2231'],
      [200, 0x7df, '02010C'],
      [300, 0x7e0, '021081'],
    ).map(({ span }) => span?.tone);
    expect(tones).toEqual(['good', 'wait', 'muted', 'muted']);
  });

  it('knows the pairs that were given before those of the profile', () => {
    const given = [{ ...(knownPairs(OPTIONS)[0] ?? never()), origin: 'given' as const }];
    expect(knownPairs({ ...OPTIONS, given }).map(({ request, origin }) => `${endName(request)} ${origin}`)).toEqual([
      '750/B5 given',
      '750/B5 profile',
      '7B5 profile',
      '750/40 profile',
    ]);
  });
});

function never(): never {
  throw new Error('the profile has no pair');
}
