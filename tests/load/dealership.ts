import { StoredDealer } from '../../hil/dealer/stored-dealer.ts';
import type { DealerState, StaffMember } from '../../hil/dealer/rules/dealer-state.ts';
import { encodeKeySeed, formatKeySeed, type KeySeedText, vehicleConstant } from '../../ecu-sim/identity/seed-data.ts';
import { vinCheckDigit } from '../../ecu-sim/identity/vin.ts';

const DEALER_CODE = '99001';
const SECRET = 'virtual-car-fleet-secret';

/** A big dealer: the number of both, and an administrator. */
export interface Dealership {
  readonly technicians: readonly string[];
  readonly managers: readonly string[];
}

export function dealership(technicians: number, managers: number): Dealership {
  const names = (kind: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${kind}${String(index + 1)}`);
  return { technicians: names('tech', technicians), managers: names('boss', managers) };
}

export function passwordOf(account: string): string {
  return `load-${account}-password`;
}

/** Makes the database of a dealership in which everybody has a password of their own. */
export async function foundDealership(path: string, { technicians, managers }: Dealership): Promise<void> {
  const member = (id: string, title: string): StaffMember => ({ id, name: id, title, dealerCode: DEALER_CODE });
  const staff = [
    ...technicians.map((id) => member(id, 'Technician')),
    ...managers.map((id) => member(id, 'Team Leader')),
  ];
  const founding: DealerState = {
    dealers: [{ code: DEALER_CODE, name: 'Load Motors' }],
    ...{ staff, formerStaffIds: [], requests: [], issued: [] },
  };
  const dealer = new StoredDealer({
    ...{ path, passcodeSecret: SECRET, founding, demo: false },
    firstPasswords: staff.map(({ id }) => ({ account: id, password: passwordOf(id), mustChange: false })),
    calendar: () => ({ epochMs: Date.now() }),
    realNowMs: () => Date.now(),
  });
  await dealer.end();
}

/** A fictitious VIN of its own for each number up to 999,999. */
export function vinOf(number: number): string {
  const vin = `4T1BZ1FB0KU${String(number).padStart(6, '0')}`;
  return `${vin.slice(0, 8)}${vinCheckDigit(vin)}${vin.slice(9)}`;
}

/** What a car of that VIN would show as its seed of that number. */
export function keySeedOf(vin: string, number: number): KeySeedText {
  const nonce = new Uint8Array(6);
  new DataView(nonce.buffer).setUint32(2, number);
  const seed = { ecuSerial: 0x5a17c0d, counter: (number % 65_535) + 1, nonce, vehicleConstant: vehicleConstant(vin) };
  return formatKeySeed(encodeKeySeed(seed));
}

/** A seed number of level 1. */
export function seedNumberOf(number: number): string {
  return number.toString(16).toUpperCase().padStart(16, '0');
}
