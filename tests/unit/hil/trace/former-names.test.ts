import { describe, expect, it } from 'vitest';
import { lineWithPresentNames, withPresentNames } from '../../../../hil/trace/former-names.ts';

describe('a line of a trace that calls a stimulus a hand', () => {
  it.each([
    [
      '{"timeUs":2,"kind":"hand","source":"hand","event":"key-moved","keyId":"A1000001","to":"cabin"}',
      '{"timeUs":2,"kind":"stimulus","source":"stimulus","event":"key-moved","keyId":"A1000001","to":"cabin"}',
    ],
    [
      '{"timeUs":2,"kind":"hand","source":"second/hand","event":"power-cut"}',
      '{"timeUs":2,"kind":"stimulus","source":"second/stimulus","event":"power-cut"}',
    ],
    [
      '{"timeUs":2,"kind":"hand","source":"dealer","event":"dealer-asked","deed":"approve"}',
      '{"timeUs":2,"kind":"dealer","source":"dealer","event":"dealer-asked","action":"approve"}',
    ],
    [
      '{"timeUs":2,"kind":"stimulus","source":"dealer","event":"dealer-asked","action":"decline"}',
      '{"timeUs":2,"kind":"dealer","source":"dealer","event":"dealer-asked","action":"decline"}',
    ],
  ])('%s is read with the names of today', (former, present) => {
    expect(lineWithPresentNames(former)).toBe(present);
    expect(withPresentNames(JSON.parse(former) as Record<string, unknown>)).toEqual(JSON.parse(present));
  });

  it.each([
    '{"timeUs":2,"kind":"effect","source":"body","event":"locks-changed","locks":{"cause":"hand"}}',
    '{"timeUs":2,"kind":"stimulus","source":"stimulus","event":"power-cut"}',
    '{"timeUs":2,"kind":"hand","source":',
  ])('other lines stay as they are: %s', (line) => {
    expect(lineWithPresentNames(line)).toBe(line);
  });
});
