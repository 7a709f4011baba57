import type { RequestView } from '../../../../../hil/dealer/dealer-service.ts';
import type { Viewer } from '../../../../../hil/dealer/pages/kit/layout.ts';
import type { FormState } from '../../../../../hil/dealer/pages/kit/typed-form.ts';

/** 2019-07-01 08:00 UTC. */
export const REQUESTED_AT_MS = 1_561_968_000_000;
export const NUMBER = '19070100001';
export const VIN = '4T1BZ1FB4KU999999';

export const TARA: Viewer = {
  ...{ name: 'Tara Technician', title: 'Technician', dealerName: 'Example Motors', csrfToken: 'csrf of tara' },
  tabs: ['home', 'reset', 'keys'],
};
export const MONA: Viewer = { ...TARA, name: 'Mona Manager', title: 'Service Manager', csrfToken: 'csrf of mona' };
export const GWEN: Viewer = {
  ...{ name: 'Gwen Generalmanager', title: 'General Manager', dealerName: 'Example Motors', csrfToken: 'csrf of gwen' },
  tabs: ['home', 'reset', 'keys', 'staff', 'report'],
};

/** Tara's request, sent to Mona and Paul, as Tara sees it while it is open. */
export const OPEN_REQUEST: RequestView = {
  ...{ number: NUMBER, status: 'open', dealerCode: '99001', dealerName: 'Example Motors' },
  ...{
    requesterId: 'tara',
    requesterName: 'Tara Technician',
    vin: VIN,
    repairOrder: '123456',
    customerLastName: 'Doe',
  },
  managers: [
    { id: 'mona', name: 'Mona Manager', title: 'Service Manager' },
    { id: 'paul', name: 'Paul Partsmanager', title: 'Parts Manager' },
  ],
  ...{ requestedAtMs: REQUESTED_AT_MS, settledByName: null, settledAtMs: null, validTillMs: null },
  ...{ canSettle: false, canIssue: false, canClose: true },
};

/** The same, approved by Mona a minute later. */
export const APPROVED_REQUEST: RequestView = {
  ...OPEN_REQUEST,
  ...{ status: 'approved', settledByName: 'Mona Manager', canIssue: true },
  ...{ settledAtMs: REQUESTED_AT_MS + 60_000, validTillMs: REQUESTED_AT_MS + 60_000 + 604_800_000 },
};

/** A form with something typed, and what is wrong with it. */
export function formWith(
  typed: Readonly<Record<string, string | readonly string[]>>,
  errors: Readonly<Record<string, string>> = {},
  problem: string | null = null,
): FormState {
  const values = Object.entries(typed).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]);
  return { typed: Object.fromEntries(values) as FormState['typed'], errors, problem };
}
