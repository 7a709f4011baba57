import { describe, expect, it } from 'vitest';
import { checkTouchedKeys, touchedKeys } from '../../../../../hil/cli/commands/touched-keys.ts';

describe('the keys of --touch', () => {
  it('are in the order of the flag; none without it', () => {
    expect(touchedKeys('A1000001, 10000001')).toEqual([0xa100_0001, 0x1000_0001]);
    expect(touchedKeys(undefined)).toEqual([]);
  });

  it.each([
    ['A1000001,a1000001', '--touch names a key twice'],
    [Array.from({ length: 17 }, (_, at) => `A10000${at + 10}`).join(), '--touch names 17 keys'],
  ])('%s are refused', (list, message) => {
    expect(() => touchedKeys(list)).toThrow(message);
  });
});

describe('the keys of a car', () => {
  const url = 'http://127.0.0.1:8080';
  const carWith = (...ids: readonly number[]): Parameters<typeof checkTouchedKeys>[0] => ({
    url,
    keys: () => Promise.resolve(ids.map((id) => ({ id, location: 'cabin', status: 'registered' as const }))),
  });

  it('must have those that are touched', async () => {
    await expect(checkTouchedKeys(carWith(0xa100_0001), [0xa100_0001])).resolves.toBeUndefined();
    await expect(checkTouchedKeys(carWith(0xa100_0001), [0xa100_0001, 0x1000_0001])).rejects.toMatchObject({
      code: 'usage',
      message: `--touch: the car at ${url} has no key 10000001; it has A1000001`,
      hint: `add it first: curl -d '{"id":"10000001"}' ${url}/api/keys`,
    });
    await expect(checkTouchedKeys(carWith(), [1])).rejects.toThrow('has no key 00000001; it has none');
  });

  it('are not asked for where none is touched', async () => {
    const car = { url, keys: () => Promise.reject(new Error('asked')) };
    await expect(checkTouchedKeys(car, [])).resolves.toBeUndefined();
  });
});
