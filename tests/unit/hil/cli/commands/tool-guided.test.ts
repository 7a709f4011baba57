import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guidedTechnician } from '../../../../../hil/cli/commands/tool-guided.ts';
import type { ToolFlags } from '../../../../../hil/cli/commands/tool-flags.ts';

const FLAGS: ToolFlags = { endpoint: 'oem', rate: 1, toolVersion: '13.10.019', approvalWait: 60 };

let noColor: string | undefined;
beforeEach(() => {
  noColor = process.env['NO_COLOR'];
  delete process.env['NO_COLOR'];
});
afterEach(() => {
  if (noColor === undefined) delete process.env['NO_COLOR'];
  else process.env['NO_COLOR'] = noColor;
});

describe('a technician at the terminal of this process', () => {
  it('TEC-5: does at the vehicle what there is no virtual car for', async () => {
    const { operator, close } = guidedTechnician(FLAGS, null, () => undefined);
    expect(await operator.perform({ kind: 'open-driver-door' })).toMatchObject({
      done: false,
      hint: 'do it at the vehicle',
    });
    expect(operator.pressed()).toBeNull();
    await close();
  });

  it('has prompts without colors with --no-color only', async () => {
    await guidedTechnician({ ...FLAGS, color: true }, null, () => undefined).close();
    expect(process.env['NO_COLOR']).toBeUndefined();
    await guidedTechnician({ ...FLAGS, color: false }, null, () => undefined).close();
    expect(process.env['NO_COLOR']).toBe('1');
  });

  it.each([
    [{ dealerUser: 'tara' }, '--dealer-user needs a dealer server'],
    [
      { dealer: 'http://127.0.0.1:8080', passcodeSecret: 's' },
      '--dealer and --passcode-secret are two sources of pass-codes',
    ],
    [
      { passcodeSecret: 's', passcodeSecretFile: 'f' },
      '--passcode-secret and --passcode-secret-file are two sources of the secret',
    ],
  ])('is refused with %j', (flags, message) => {
    expect(() => guidedTechnician({ ...FLAGS, ...flags }, null, () => undefined)).toThrow(
      expect.objectContaining({ code: 'usage', message }),
    );
  });

  it('has a dealer session to end where the tool asks the dealer server itself', async () => {
    const flags = { ...FLAGS, dealer: 'http://127.0.0.1:1', dealerUser: 'tara' };
    await expect(guidedTechnician(flags, null, () => undefined).close()).resolves.toBeUndefined();
  });
});
