import { describe, expect, it } from 'vitest';
import { parseHostPort } from '../../../../hil/cli/host-port.ts';

describe('parseHostPort', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
  ])('reads %s', (text, address) => {
    expect(parseHostPort('--http', text)).toEqual(address);
  });

  it.each(['', '8080', ':8080', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '::1:80', 'a b:80'])(
    'refuses "%s" and names the flag',
    (text) => {
      expect(() => parseHostPort('--http', text)).toThrow(`--http: "${text}" is not HOST:PORT`);
    },
  );
});
