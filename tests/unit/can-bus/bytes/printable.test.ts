import { describe, expect, it } from 'vitest';
import { printable, quoted } from '../../../../can-bus/bytes/printable.ts';

describe('text for a terminal', () => {
  it.each([
    ['\u001b]0;pwned\u0007', '\\u001b]0;pwned\\u0007'],
    ['\u001b[2J', '\\u001b[2J'],
    ['a\u001b[31mb', 'a\\u001b[31mb'],
    ['\u009b31m', '\\u009b31m'],
    ['one\rtwo', 'one\\u000dtwo'],
    ['back\b', 'back\\u0008'],
    ['\u202eDESREVER', '\\u202eDESREVER'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['\u2028', '\\u2028'],
    ['\ufeff', '\\ufeff'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['Zoë Ågren 鈴木', 'Zoë Ågren 鈴木'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves JSON the value that it was', () => {
    const text = JSON.stringify({ vin: 'A\u009b31m\u202e' });
    expect(printable(text)).toBe('{"vin":"A\\u009b31m\\u202e"}');
    expect(JSON.parse(printable(text))).toEqual({ vin: 'A\u009b31m\u202e' });
  });

  it('leaves plain text as it is', () => {
    expect(printable('no bus is open')).toBe('no bus is open');
  });
});

describe('a quoted text of the other side', () => {
  it('is printable, and cut after 120 characters', () => {
    expect(quoted('\u001b[2J')).toBe('\\u001b[2J');
    expect(quoted('x'.repeat(120))).toBe('x'.repeat(120));
    expect(quoted('x'.repeat(121))).toBe(`${'x'.repeat(120)}…`);
  });
});
