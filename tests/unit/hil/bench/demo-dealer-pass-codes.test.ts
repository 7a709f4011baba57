import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { formatKeySeed } from '../../../../ecu-sim/identity/seed-data.ts';
import { demoDealerPassCodes } from '../../../../hil/bench/demo-dealer-pass-codes.ts';
import type { PassCodeRequest } from '../../../../hil/tester/command.ts';

const SECRET = 'virtual-car-fleet-secret';
const VIN = '4T1BZ1FB4KU999999';

function resetRequest(seedNumber: string): PassCodeRequest {
  const shown = { kind: 'seed-number', seedNumber } as const;
  return { level: 1, vin: VIN, vinCheckDigit: 'R', shown, seed: fromHex(seedNumber) };
}

function keyRequest(hex: string, vinCheckDigit = 'R'): PassCodeRequest {
  const seed = fromHex(hex);
  return { level: 3, vin: VIN, vinCheckDigit, shown: { kind: 'data', ...formatKeySeed(seed) }, seed };
}

describe('the dealer in this process', () => {
  it('DLR-5, DLR-6: gives the pass-code of every seed number from one approval', () => {
    const dealer = demoDealerPassCodes({ passcodeSecret: SECRET });
    expect(dealer(resetRequest('00010123456789AB'))).toEqual({ granted: true, passCode: '294211' });
    expect(dealer(resetRequest('00020000000000FF'))).toEqual({ granted: true, passCode: '030332' });
  });

  it('DLR-5: asks for a new approval when the old one has expired after 7 days', () => {
    let epochMs = 1_561_968_000_000;
    const dealer = demoDealerPassCodes({ passcodeSecret: SECRET, now: () => ({ epochMs }) });
    dealer(resetRequest('00010123456789AB'));
    epochMs += 7 * 24 * 3_600_000;
    expect(dealer(resetRequest('00020000000000FF'))).toEqual({ granted: true, passCode: '030332' });
  });

  it('DLR-7: gives the pass-code for Data1 to Data3', () => {
    const dealer = demoDealerPassCodes({ passcodeSecret: SECRET });
    expect(dealer(keyRequest('05A17C0D00027F3C9E015D24B973B6A8'))).toEqual({ granted: true, passCode: 'E6B810B8E679' });
  });

  it.each([
    ['DLR-6', resetRequest('00010123456789AB')],
    ['DLR-7', keyRequest('05A17C0D00027F3C9E015D24B973B6A8')],
  ])('%s: refuses a tool older than 13.10.019', (_rule, request) => {
    const dealer = demoDealerPassCodes({ passcodeSecret: SECRET, toolVersion: '13.00.022' });
    const answer = dealer(request);
    expect(answer.granted).toBe(false);
    expect(!answer.granted && answer.message).toContain('13.00.022 is older than 13.10.019');
  });

  it('DLR-10: names a check digit that does not fit', () => {
    const dealer = demoDealerPassCodes({ passcodeSecret: SECRET });
    const answer = dealer(keyRequest('05A17C0D00027F3C9E015D24B973B6A8', 'X'));
    expect(!answer.granted && answer.message).toContain('check digit "R"');
  });
});
