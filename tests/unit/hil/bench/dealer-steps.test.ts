import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { carryOutDealerStep, dealerEventOf } from '../../../../hil/bench/dealer-steps.ts';
import { InMemoryDealer } from '../../../../hil/dealer/in-memory-dealer.ts';

const VIN = '4T1BZ1FB4KU999999';
const NUMBER = '19070100001';
const RESET_SEED = fromHex('00 01 01 23 45 67 89 AB');

function dealer(): InMemoryDealer {
  return new InMemoryDealer({
    passcodeSecret: 'virtual-car-fleet-secret',
    calendar: () => ({ epochMs: 1_561_968_000_000 }),
  });
}

describe('a dealer step', () => {
  it('DLR-3, DLR-4: asks as the technician and approves as a manager, and the pass-code is there', () => {
    const there = dealer();
    expect(carryOutDealerStep(there, { kind: 'request' }, VIN, null)).toEqual({
      ...{ answer: 'accepted', reason: null, refusal: null, passCode: null, requestNumber: NUMBER },
      ...{ logged: 1, newestEntry: 'requested' },
    });
    expect(carryOutDealerStep(there, { kind: 'approve' }, VIN, null)).toMatchObject({
      ...{ answer: 'accepted', newestEntry: 'approved' },
    });
    const { passCode } = carryOutDealerStep(there, { kind: 'passCode', level: 1 }, VIN, RESET_SEED);
    expect(toHex(passCode ?? new Uint8Array())).toBe(toHex(new TextEncoder().encode('294211')));
  });

  it('is refused with the reason of the dealer', () => {
    expect(carryOutDealerStep(dealer(), { kind: 'request', ticks: 'none' }, VIN, null)).toMatchObject({
      ...{ answer: 'refused', requestNumber: null, logged: 0, newestEntry: null },
      reason: 'policy-not-accepted',
      refusal: expect.stringMatching(/^policy-not-accepted: .+; .+/) as unknown,
    });
  });

  it('is put into the record of the car, accepted or refused', () => {
    const command = { kind: 'decline', actorId: 'mona', requestNumber: NUMBER } as const;
    expect(dealerEventOf(command, { kind: 'declined', requestNumber: NUMBER })).toEqual({
      ...{ kind: 'dealer-asked', action: 'decline', by: 'mona', requestNumber: NUMBER },
      ...{ outcome: 'declined', refusal: null },
    });
    const refused = { kind: 'refused', code: 'already-settled', message: '', hint: '' } as const;
    expect(dealerEventOf(command, refused)).toMatchObject({ outcome: null, refusal: 'already-settled' });
  });
});
