import { expect, it } from 'vitest';
import {
  formatAddress,
  formatOptions,
  parseHostPort,
  parseSwitch,
  refuseUrl,
  splitOptions,
} from '../../../../can-bus/ports/bus-url-parts.ts';

it('reads and writes the parts of a URL', () => {
  expect(parseHostPort('x:[::1]:5', '[::1]:5', 'x:HOST:PORT')).toEqual({ host: '::1', port: 5 });
  expect(formatAddress({ host: '::1', port: 5 })).toBe('[::1]:5');
  const { base, options } = splitOptions('x:a?b=c', 'a?b=c', ['b']);
  expect([base, ...options]).toEqual(['a', ['b', 'c']]);
  expect([formatOptions([]), formatOptions(['b=c', 'd=e'])]).toEqual(['', '?b=c&d=e']);
  expect([parseSwitch('x', 'tls', 'on'), parseSwitch('x', 'tls', '0')]).toEqual([true, false]);
});

it('refuses a URL with its wrong part', () => {
  expect(refuseUrl('x:', 'host', 'it is missing', 'write one')).toMatchObject({
    message: 'bus URL "x:": it is missing',
    context: { part: 'host' },
  });
  expect(() => parseHostPort('x:h', 'h', 'x:HOST:PORT')).toThrow('the port is missing');
});
