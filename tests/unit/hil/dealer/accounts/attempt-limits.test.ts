import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptLimits } from '../../../../../hil/dealer/accounts/attempt-limits.ts';

const HERE = '127.0.0.1';
const ELSEWHERE = '127.0.0.2';

let limits: AttemptLimits;
beforeEach(() => {
  vi.useFakeTimers();
  limits = new AttemptLimits();
});
afterEach(() => vi.useRealTimers());

/** One attempt from beginning to end. @returns `admitted`, or the code of the refusal */
async function attempt(account: string, isRight: boolean, address: string = HERE): Promise<string> {
  const admitted = await limits.admit(account, address);
  if (admitted.kind === 'refused') return admitted.code;
  await limits.settle(admitted, isRight);
  return admitted.kind;
}

async function wrong(account: string, times: number, address: string = HERE): Promise<void> {
  for (let count = 0; count < times; count++) await attempt(account, false, address);
}

describe('an account', () => {
  it('DLR-8: is locked by the fifth wrong password, for 15 minutes from then on', async () => {
    await wrong('tara', 4);
    vi.advanceTimersByTime(60_000);
    expect(await attempt('tara', false)).toBe('admitted');
    expect(await limits.admit('tara', HERE)).toEqual({
      ...{ kind: 'refused', code: 'locked', retryAfterS: 900 },
      message: 'the account is locked after 5 wrong passwords',
      hint: 'wait 15 minutes, or ask the administrator to reset the password',
    });
    vi.advanceTimersByTime(899_000);
    expect(await limits.admit('tara', ELSEWHERE)).toMatchObject({ code: 'locked', retryAfterS: 1 });
    vi.advanceTimersByTime(1_000);
    expect(await attempt('tara', true)).toBe('admitted');
  });

  it('DLR-8: is locked alone', async () => {
    await wrong('tara', 5);
    expect(await attempt('mona', true)).toBe('admitted');
  });

  it('DLR-8: counts anew after a right one, and after a reset by the administrator', async () => {
    await wrong('tara', 4);
    await attempt('tara', true);
    await wrong('tara', 4);
    expect(await attempt('tara', true)).toBe('admitted');
    await wrong('tara', 5);
    await limits.clear('tara');
    expect(await attempt('tara', true)).toBe('admitted');
  });

  it('DLR-8: does not count wrong ones of a quarter of an hour ago', async () => {
    await wrong('tara', 4);
    vi.advanceTimersByTime(900_000);
    await wrong('tara', 4);
    expect(await attempt('tara', true)).toBe('admitted');
  });
});

describe('an address', () => {
  it('DLR-8: is stopped by a hundred wrong ones over all accounts, for ten minutes from the first on', async () => {
    for (let n = 0; n < 100; n++) await wrong(`user${n}`, 1);
    expect(await limits.admit('tara', HERE)).toEqual({
      ...{ kind: 'refused', code: 'too-many-attempts', retryAfterS: 600 },
      message: 'too many wrong passwords from this address',
      hint: 'wait 10 minutes, or ask the administrator to reset the password',
    });
    expect(await attempt('tara', true, ELSEWHERE)).toBe('admitted');
    vi.advanceTimersByTime(600_000);
    expect(await attempt('tara', true)).toBe('admitted');
  });

  it('DLR-8: is not stopped by right ones, however many', async () => {
    for (let n = 0; n < 150; n++) expect(await attempt('tara', true)).toBe('admitted');
  });

  it('DLR-8: has a hundred attempts under way at most: the next waits until one is settled as right', async () => {
    const underWay = await Promise.all(Array.from({ length: 100 }, async (_, n) => limits.admit(`user${n}`, HERE)));
    let next: string | null = null;
    const waiting = attempt('tara', true).then((code) => (next = code));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(next).toBeNull();
    const [first] = underWay;
    if (first?.kind !== 'admitted') throw new Error('the first has a place');
    await limits.settle(first, true);
    expect(await waiting).toBe('admitted');
  });

  it('DLR-8: refuses those who wait once all under way were wrong', async () => {
    const underWay = await Promise.all(Array.from({ length: 100 }, async (_, n) => limits.admit(`user${n}`, HERE)));
    const waiting = [attempt('tara', true), attempt('mona', true)];
    for (const one of underWay) if (one.kind === 'admitted') await limits.settle(one, false);
    expect(await Promise.all(waiting)).toEqual(['too-many-attempts', 'too-many-attempts']);
  });
});
