import { describe, expect, it } from 'vitest';
import { dealerLink } from '../../../../../hil/tool/dealer/dealer-link.ts';
import { copySequence } from '../../../../../hil/tool/guided/clipboard.ts';
import { browserOpener } from '../../../../../hil/tool/guided/open-browser.ts';
import { findPassCodeFault, passCodeText } from '../../../../../hil/tool/guided/pass-code-form.ts';
import type { PassCodeRequest } from '../../../../../hil/tester/command.ts';

const VEHICLE = { vin: '4T1BZ1FB4KU999999', vinCheckDigit: 'R', seed: new Uint8Array() };
const STEP_1: PassCodeRequest = {
  ...VEHICLE,
  level: 1,
  shown: { kind: 'seed-number', seedNumber: '00010123456789AB' },
};
const STEP_2: PassCodeRequest = {
  ...VEHICLE,
  level: 2,
  shown: {
    kind: 'data',
    data1: '5A17C0D0002',
    data1CheckDigit: 'B',
    data2: '7F3C9E015D24',
    data2CheckDigit: 'C',
    data3: 'B973B6A8',
  },
};

describe('Send', () => {
  it('TEC-1: leads to the reset form with VIN, seed number and software version', () => {
    expect(dealerLink('http://127.0.0.1:8080', STEP_1, '13.10.019')).toBe(
      'http://127.0.0.1:8080/dealer/reset?vin=4T1BZ1FB4KU999999&seedNumber=00010123456789AB&toolVersion=13.10.019',
    );
  });

  it('TEC-1: leads to the add and remove form with the data and their check digits', () => {
    expect(dealerLink('https://dealer.example/', STEP_2, '13.10.019')).toBe(
      'https://dealer.example/dealer/keys?vin=4T1BZ1FB4KU999999&vinCheckDigit=R&data1=5A17C0D0002&data1CheckDigit=B' +
        '&data2=7F3C9E015D24&data2CheckDigit=C&data3=B973B6A8&toolVersion=13.10.019',
    );
  });

  it.each([
    ['linux', {}, null],
    ['linux', { DISPLAY: ':0' }, ['xdg-open']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
    ['linux', { DISPLAY: ':0', SSH_CONNECTION: 'a 1 b 2' }, null],
    ['linux', { DISPLAY: ':0', BROWSER: 'none' }, null],
    ['darwin', {}, ['open']],
    ['win32', {}, ['explorer']],
  ] as const)('on %s with %o a browser is opened by %o', (platform, environment, opener) => {
    expect(browserOpener(platform, environment)).toEqual(opener);
  });
});

describe('Copy', () => {
  it('TEC-1: copies the text to the clipboard of the terminal', () => {
    expect(copySequence('00010123456789AB', 'xterm-256color')).toBe('\u001b]52;c;MDAwMTAxMjM0NTY3ODlBQg==\u0007');
  });

  it.each([undefined, '', 'dumb', 'linux'])('does not try a terminal of type "%s"', (type) => {
    expect(copySequence('text', type)).toBeNull();
  });

  it('does not try what a terminal would cut off', () => {
    expect(copySequence('x'.repeat(4_097), 'xterm')).toBeNull();
  });
});

describe('the form of a pass-code', () => {
  it.each([
    [1, '294211', null],
    [1, ' 294 211\n', null],
    [1, '29421', 'This pass-code has 6 digits; you entered 5.'],
    [1, '29421A', 'This pass-code consists of 6 digits.'],
    [1, '', 'Enter the pass-code (6 digits), "back" or "exit".'],
    [2, 'e6b8 10b8 e679', null],
    [3, 'E6B810B8E67', 'This pass-code has 12 hexadecimal digits (0-9, A-F); you entered 11.'],
    [4, 'E6B810B8E67G', 'This pass-code consists of 12 hexadecimal digits (0-9, A-F).'],
  ] as const)('level %i: "%s"', (level, typed, fault) => {
    expect(findPassCodeFault(level, typed)).toBe(fault);
  });

  it('is sent without blanks and in capitals', () => {
    expect(passCodeText(' e6b8 10b8 e679 ')).toBe('E6B810B8E679');
  });
});
