import { describe, expect, it } from 'vitest';
import type { PassCodeRequest } from '../../../../../hil/tester/command.ts';
import { copySeed, sendSeed } from '../../../../../hil/tool/guided/seed-buttons.ts';
import { TerminalScreens } from '../../../../../hil/tool/guided/terminal-screens.ts';
import { FakeTerminal } from '../../../../support/fake-terminal.ts';

const VEHICLE = { vin: '4T1BZ1FB4KU999999', vinCheckDigit: 'R', seed: new Uint8Array(8) };
const RESET: PassCodeRequest = {
  ...VEHICLE,
  level: 1,
  shown: { kind: 'seed-number', seedNumber: '00010123456789AB' },
};
const KEYS: PassCodeRequest = {
  ...VEHICLE,
  level: 3,
  shown: {
    kind: 'data',
    ...{ data1: '5A17C0D0002', data1CheckDigit: 'B', data2: '7F3C9E015D24', data2CheckDigit: 'C', data3: 'B973B6A8' },
  },
};

function copied(
  seed: PassCodeRequest,
  terminalType: string,
): { readonly clipboard: string | null; readonly said: string } {
  const terminal = new FakeTerminal(200, false);
  const screens = new TerminalScreens(terminal.output, { NO_COLOR: '1' });
  copySeed(seed, terminal.output, screens, { TERM: terminalType });
  const encoded = /\u001b\]52;c;([^\u0007]*)\u0007/.exec(terminal.raw)?.[1];
  const clipboard = encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
  return { clipboard, said: terminal.raw };
}

describe('Copy', () => {
  it('AUT-1: puts the seed number on the clipboard', () => {
    const { clipboard, said } = copied(RESET, 'xterm');
    expect(clipboard).toBe('00010123456789AB');
    expect(said).toContain('The ID was sent to the clipboard of your terminal.');
  });

  it('DLR-7: puts VIN and Data1 to 3 with their check digits on it, one a line', () => {
    expect(copied(KEYS, 'xterm').clipboard).toBe(
      'VIN\t4T1BZ1FB4KU999999\tR\nData1\t5A17C0D0002\tB\nData2\t7F3C9E015D24\tC\nData3\tB973B6A8',
    );
  });

  it('says what to do where the terminal has no clipboard', () => {
    const { clipboard, said } = copied(RESET, 'dumb');
    expect(clipboard).toBeNull();
    expect(said).toContain('select the ID above with the mouse');
  });
});

describe('Send', () => {
  it('gives the address of the form, filled in, where no browser is available', async () => {
    const terminal = new FakeTerminal(400, false);
    const screens = new TerminalScreens(terminal.output, { NO_COLOR: '1' });
    const dealer = { dealerUrl: 'http://127.0.0.1:8080', toolVersion: '13.10.019' };
    await sendSeed(RESET, dealer, screens, { BROWSER: 'none' });
    expect(terminal.raw).toContain('No browser is available here.');
    expect(terminal.raw).toContain(
      'http://127.0.0.1:8080/dealer/reset?vin=4T1BZ1FB4KU999999&seedNumber=00010123456789AB&toolVersion=13.10.019',
    );
  });
});
