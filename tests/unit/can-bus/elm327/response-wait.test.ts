import { describe, expect, it } from 'vitest';
import { ParameterMemory } from '../../../../can-bus/elm327/parameter-memory.ts';
import { ResponseWait } from '../../../../can-bus/elm327/response-wait.ts';
import { defaultSettings } from '../../../../can-bus/elm327/settings.ts';

const settings = defaultSettings(new ParameterMemory());

describe('how long an ELM327 waits (ELM-12)', () => {
  it('as ATST says until it has seen responses', () => {
    const wait = new ResponseWait();
    expect(wait.forFirst(1_000, settings)).toBe(201_000);
    expect(wait.forNext(5_000, 1_000, settings)).toBe(205_000);
  });

  it('for further responses as long as the slowest took, and a margin', () => {
    const wait = new ResponseWait();
    wait.learn(40_000);
    expect(wait.forNext(5_000, 1_000, settings)).toBe(61_000);
    expect(wait.forNext(90_000, 1_000, settings)).toBe(110_000);
    expect(wait.forNext(5_000, 1_000, { ...settings, adaptiveTiming: 2 })).toBe(49_000);
    expect(wait.forNext(5_000, 1_000, { ...settings, adaptiveTiming: 0 })).toBe(205_000);
    expect(wait.forNext(5_000, 1_000, { ...settings, timeout: 1 })).toBe(9_000);
  });

  it('forgets a slow response by an eighth with each faster one', () => {
    const wait = new ResponseWait();
    wait.learn(40_000);
    wait.learn(1_000);
    expect(wait.forNext(0, 0, settings)).toBe(55_000);
    wait.reset();
    expect(wait.forNext(0, 0, settings)).toBe(200_000);
  });

  it('ELM-19: 5 s after a response pending', () => {
    expect(new ResponseWait().afterPending(3)).toBe(5_000_003);
  });
});
