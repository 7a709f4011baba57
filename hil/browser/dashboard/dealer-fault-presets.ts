import type { DealerFaults } from '../../view/faults-in-force.ts';

/** A fault of the dealer server as a switch: fields of `POST /api/dealer/faults`. */
export interface DealerPreset {
  readonly id: string;
  readonly title: string;
  isOn(inForce: DealerFaults): boolean;
  readonly on: Partial<DealerFaults>;
  readonly off: Partial<DealerFaults>;
}

function preset(id: string, title: string, on: Partial<DealerFaults>, off: Partial<DealerFaults>): DealerPreset {
  const fields = Object.entries(off);
  return { id, title, on, off, isOn: (inForce) => fields.some(([name, value]) => fieldOf(inForce, name) !== value) };
}

/** Of those that share a field one replaces the other, as at the dealer server. */
function approval(title: string, fate: 'expired' | 'declined'): DealerPreset {
  const id = `approval-${fate}`;
  return { id, title, on: { approval: fate }, off: { approval: null }, isOn: (inForce) => inForce.approval === fate };
}

function fieldOf(faults: DealerFaults, name: string): unknown {
  return Object.entries(faults).find(([field]) => field === name)?.[1];
}

const DAY_MS = 24 * 3_600_000;

/** The faults of the dealer server (docs/dealer.md), one switch for each kind. */
export const DEALER_PRESETS: readonly DealerPreset[] = [
  preset('away', 'The dealer server does not answer', { away: true }, { away: false }),
  preset('late', 'The dealer server answers 3 s late', { lateMs: 3000 }, { lateMs: 0 }),
  preset('clock', 'The dealer’s clock is a day ahead', { clockAheadMs: DAY_MS }, { clockAheadMs: 0 }),
  preset('wrong-pass-code', 'The next pass-code is wrong', { wrongPassCodes: 1 }, { wrongPassCodes: 0 }),
  preset('older-seed', 'The next pass-code is of the seed before', { olderSeeds: 1 }, { olderSeeds: 0 }),
  approval('The next approval has expired', 'expired'),
  approval('The next approval is declined', 'declined'),
];

/** Ends all of them. */
export const NO_DEALER_FAULTS: Partial<DealerFaults> = Object.assign(
  {},
  ...DEALER_PRESETS.map(({ off }) => off),
) as Partial<DealerFaults>;
