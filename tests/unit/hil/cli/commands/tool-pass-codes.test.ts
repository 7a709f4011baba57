import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dealerOf,
  managersOf,
  passwordOfEnvironment,
  scriptPassCodes,
} from '../../../../../hil/cli/commands/tool-pass-codes.ts';
import type { ToolFlags } from '../../../../../hil/cli/commands/tool-flags.ts';
import { serveHttp, type HttpServer } from '../../../../../hil/http/serve-http.ts';
import { KeptTerminal } from '../../../../support/command-line.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import { KEY_SEED, RESET_SEED, smallDealer } from '../../../../support/dealer-in-process.ts';

const FLAGS: ToolFlags = { endpoint: 'oem', rate: 1, toolVersion: '13.10.019', approvalWait: 60 };
const SECRET = 'virtual-car-fleet-secret';
const { signal } = new AbortController();

let password: string | undefined;
beforeEach(() => {
  password = process.env['SMARTKEY_DEALER_PASSWORD'];
  delete process.env['SMARTKEY_DEALER_PASSWORD'];
});
afterEach(() => {
  if (password === undefined) delete process.env['SMARTKEY_DEALER_PASSWORD'];
  else process.env['SMARTKEY_DEALER_PASSWORD'] = password;
});

describe('the dealer server of the flags', () => {
  it('is the one at the address, or none without an address', () => {
    expect(dealerOf(FLAGS)).toBeNull();
    expect(dealerOf({ ...FLAGS, dealer: 'http://127.0.0.1:8080/dealer' })?.base).toBe('http://127.0.0.1:8080');
  });

  it.each([
    [{ dealerUser: 'tara' }, '--dealer-user needs a dealer server', 'give its address with --dealer'],
    [
      { dealer: 'http://127.0.0.1:8080', passcodeSecret: 's' },
      '--dealer and --passcode-secret are two sources of pass-codes',
      'remove one of them',
    ],
    [
      { dealer: 'http://127.0.0.1:8080', passcodeSecretFile: 'f' },
      '--dealer and --passcode-secret are two sources of pass-codes',
      'remove one of them',
    ],
  ])('is refused with %j', (flags, message, hint) => {
    expect(() => dealerOf({ ...FLAGS, ...flags })).toThrow(expect.objectContaining({ code: 'usage', message, hint }));
  });
});

describe('the managers of the flags', () => {
  it.each([
    [undefined, []],
    ['mona', ['mona']],
    [' mona, paul,,', ['mona', 'paul']],
  ])('%j are %j', (managers, ids) => {
    expect(managersOf(managers === undefined ? FLAGS : { ...FLAGS, managers })).toEqual(ids);
  });
});

describe('the password of the dealer account', () => {
  it('comes from the environment; an empty one is ignored', () => {
    expect(passwordOfEnvironment()).toBeNull();
    process.env['SMARTKEY_DEALER_PASSWORD'] = '';
    expect(passwordOfEnvironment()).toBeNull();
    process.env['SMARTKEY_DEALER_PASSWORD'] = 'demo-tara';
    expect(passwordOfEnvironment()).toBe('demo-tara');
  });
});

describe('the pass-codes of a script', () => {
  it('come from a dealer in this process with a secret', async () => {
    const terminal = new KeptTerminal();
    const { passCodes, close } = scriptPassCodes('reset', { ...FLAGS, passcodeSecret: SECRET }, terminal);
    expect(await passCodes(RESET_SEED, signal)).toEqual({ granted: true, passCode: '294211' });
    expect(terminal.errLines).toEqual([]);
    await close();
  });

  it('refuse what only the forms of a dealer server need', () => {
    const flags = { ...FLAGS, passcodeSecret: SECRET, customer: 'Doe', managers: 'mona' };
    expect(() => scriptPassCodes('reset', flags, new KeptTerminal())).toThrow(
      '--customer, --managers have no effect: they fill in the forms of a dealer server',
    );
  });

  it('warn of a secret that others see', () => {
    const terminal = new KeptTerminal();
    scriptPassCodes('reset', { ...FLAGS, passcodeSecret: 'mine' }, terminal);
    expect(terminal.errLines).toEqual([
      expect.stringMatching(/^warning: --passcode-secret: other users of this machine see the secret/),
    ]);
  });

  const dealer = 'http://127.0.0.1:8080';
  it.each([
    [{}, 'tool reset --yes needs a source of pass-codes'],
    [{ dealer }, 'tool reset --yes --dealer needs an account at the dealer server'],
    [
      { dealer, dealerUser: 'tara', customer: 'Doe' },
      "the dealer's forms need the repair order number and the customer's last name",
    ],
    [
      { dealer, dealerUser: 'tara', repairOrder: 'RO-1' },
      "the dealer's forms need the repair order number and the customer's last name",
    ],
    [{ dealer, dealerUser: 'tara', repairOrder: 'RO-1', customer: 'Doe' }, 'the password of tara is missing'],
  ])('are refused with %j', (flags, message) => {
    expect(() => scriptPassCodes('reset', { ...FLAGS, ...flags }, new KeptTerminal())).toThrow(
      expect.objectContaining({ code: 'usage', message }),
    );
  });
});

describe('the pass-codes of a script from a dealer server', () => {
  let bench: DealerBench;
  let server: HttpServer;
  beforeEach(async () => {
    bench = new DealerBench({ state: smallDealer() });
    server = await serveHttp((request) => bench.app.fetch(request, {}), '127.0.0.1', 0);
    process.env['SMARTKEY_DEALER_PASSWORD'] = 'demo-tara';
  });
  afterEach(async () => {
    await server.close();
    await bench.end();
  });
  const flagsOf = (more: Partial<ToolFlags> = {}): ToolFlags => ({
    ...FLAGS,
    ...{ dealer: server.url, dealerUser: 'tara', repairOrder: 'RO-1', customer: 'Doe' },
    ...more,
  });

  it('DLR-7 are asked for with the order of the flags, and what goes on is reported', async () => {
    const terminal = new KeptTerminal();
    const { passCodes, close } = scriptPassCodes('register', flagsOf(), terminal);
    expect(await passCodes(KEY_SEED, signal)).toEqual({ granted: true, passCode: 'E6B810B8E679' });
    expect(terminal.errLines[0]).toBe(`dealer server: signed in at ${server.url} as Tara Technician`);
    await close();
  });

  it.each([{ quiet: true }, { json: true }])('are asked for without a word with %j', async (flag) => {
    const terminal = new KeptTerminal();
    const { passCodes, close } = scriptPassCodes('register', flagsOf(flag), terminal);
    expect((await passCodes(KEY_SEED, signal)).granted).toBe(true);
    expect(terminal.errLines).toEqual([]);
    await close();
  });

  it('DLR-3 for a reset need managers; the hint lists those of the dealer', async () => {
    const { passCodes, close } = scriptPassCodes('reset', flagsOf({ quiet: true }), new KeptTerminal());
    expect(await passCodes(RESET_SEED, signal)).toEqual({
      granted: false,
      message:
        'the dealer server issued no pass-code: no approval for 4T1BZ1FB4KU999999: a request must name its managers',
      hint: 'give --managers with two or more of mona, paul',
    });
    await close();
  });
});
