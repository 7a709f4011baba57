import { describe, expect, it } from 'vitest';
import { runDoctor, type DoctorFlags } from '../../../../../hil/cli/commands/doctor-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';

function examine(flags: DoctorFlags): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runDoctor(flags, terminal));
}

describe('an examination of this machine', () => {
  it('has the requested buses first, then a verdict for each way in, then what it rests on', async () => {
    const { exitCode, out, err } = await examine({ bus: ['virtual'] });
    expect([exitCode, err]).toEqual([0, []]);
    expect(out.slice(0, 4)).toEqual(['Requested buses', 'ok      virtual: always available', '', 'Transports']);
    expect(out.filter((line) => /^[A-Z]/.test(line))).toEqual(['Requested buses', 'Transports', 'This machine']);
    const hints = out.filter((line) => line.includes('→'));
    expect(new Set(hints).size).toBe(hints.length);
  });

  it('ends with 5 where a requested bus cannot be had', async () => {
    const { exitCode, out } = await examine({ bus: ['slcan-pty:/no/such/folder/car'], quiet: true });
    expect([exitCode, out[0]]).toEqual([5, 'Requested buses']);
    expect(out[1]).toMatch(/^missing cannot put a terminal at /);
    expect(out[2]).toMatch(/^ {8}→ create its directory first/);
  });

  it('leaves out what is well with --quiet', async () => {
    const { out } = await examine({ bus: ['virtual'], quiet: true });
    expect(out.some((line) => line.startsWith('ok '))).toBe(false);
  });

  it('is one object with --json', async () => {
    const { out } = await examine({ bus: ['virtual'], json: true });
    const value: unknown = JSON.parse(out.join('\n'));
    expect(value).toMatchObject({
      findings: expect.arrayContaining([
        { topic: 'bus', status: 'ok', text: 'virtual: always available', fix: null },
      ]) as unknown,
      verdicts: expect.arrayContaining([expect.objectContaining({ way: 'slcan-tcp, socketcand' })]) as unknown,
    });
  });

  it('refuses an invalid bus URL', async () => {
    expect((await examine({ bus: ['nonsense'] })).exitCode).toBe(2);
  });
});
