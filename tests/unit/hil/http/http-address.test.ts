import { describe, expect, it } from 'vitest';
import { httpAddress, isHttpAddress } from '../../../../hil/http/http-address.ts';

describe('the HTTP address of a server', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['https://bench.example/dealer?x=1', 'https://bench.example'],
    ['HTTP://[::1]:80/', 'http://[::1]'],
  ])('%s has the origin %s', (text, origin) => {
    expect(httpAddress(text, 'car').origin).toBe(origin);
    expect(isHttpAddress(text)).toBe(true);
  });

  it.each(['', 'here', '127.0.0.1:8080', 'localhost:8080', 'ftp://127.0.0.1', 'http://', 'http://a b', 'file:///x'])(
    '"%s" is refused, with a valid one as the hint',
    (text) => {
      expect(isHttpAddress(text)).toBe(false);
      expect(() => httpAddress(text, 'dealer server')).toThrow(
        expect.objectContaining({
          code: 'usage',
          message: `"${text}" is not the address of a dealer server`,
          hint: 'write http://127.0.0.1:8080',
        }),
      );
    },
  );
});
