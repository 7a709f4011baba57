import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../../can-bus/bytes/hex.ts';
import {
  hexOf,
  IsoTpRules,
  messageOf,
  RULES_IDLE,
  type RuleState,
} from '../../../../../hil/explore/transport/isotp-rules.ts';

const CONFIG = {
  addressBytes: 0,
  sendAddress: 0,
  receiveAddress: 0,
  blockSize: 1,
  separationTime: 0,
  receiveLimit: 20,
  maxWaitFrames: 1,
  functional: false,
} as const;
const rules = new IsoTpRules(CONFIG);

function receive(state: RuleState, hex: string, nowUs: number = 0): ReturnType<IsoTpRules['receive']> {
  return rules.receive(state, fromHex(hex), nowUs);
}

describe('the rules of ISO-TP', () => {
  it('take a single frame of any length that it can have (conformance 52)', () => {
    expect(receive(RULES_IDLE, '02 3E 00').effects).toEqual(['received 3e00']);
    expect(receive(RULES_IDLE, '00 3E 00').effects).toEqual([]);
    expect(receive(RULES_IDLE, '03 3E 00').effects).toEqual([]);
  });

  it('answer a first frame by its length (conformance 53 to 55)', () => {
    expect(receive(RULES_IDLE, '10 08 01 26 4B 70 95 BA').effects).toEqual(['frame 300100cccccccccc']);
    expect(receive(RULES_IDLE, '10 07 01 26 4B 70 95 BA').effects).toEqual([]);
    expect(receive(RULES_IDLE, '10 00 00 00 0F FF 95 BA').effects).toEqual([]);
    expect(receive(RULES_IDLE, '10 15 01 26 4B 70 95 BA').effects).toEqual(['frame 320000cccccccccc']);
  });

  it('take a message to its end, and drop it at a wrong sequence number (conformance 57)', () => {
    const first = receive(RULES_IDLE, '10 08 01 26 4B 70 95 BA').state;
    const ready = rules.confirm(first, '300100cccccccccc', 5).state;
    expect(rules.deadlineUs(ready)).toBe(1_000_005);
    expect(receive(ready, '21 DF 04').effects).toEqual([`received ${hexOf(messageOf(8))}`]);
    expect(receive(ready, '22 DF 04')).toEqual({ state: RULES_IDLE, effects: [], rules: [57] });
  });

  it('send by BS and STmin, and wait for a bounded number of times (conformance 60, 61)', () => {
    const first = rules.send(RULES_IDLE, 20, 0);
    expect(first.effects).toEqual(['frame 101401264b7095ba']);
    const waiting = rules.confirm(first.state, '101401264b7095ba', 0).state;
    expect(receive(waiting, '30 00 F2').effects).toEqual([`frame 21${hexOf(messageOf(13).subarray(6))}`]);
    const once = receive(waiting, '31 00 00', 7).state;
    expect(rules.deadlineUs(once)).toBe(1_000_007);
    expect(receive(once, '31 00 00').effects).toEqual(['not sent']);
    const running = receive(waiting, '30 00 F2').state;
    const paused = rules.confirm(running, running.sending?.frame ?? '', 100).state;
    expect(rules.deadlineUs(paused)).toBe(300);
    expect(rules.expire(paused, 300).effects).toEqual([`frame 22${hexOf(messageOf(20).subarray(13))}`]);
  });
});
