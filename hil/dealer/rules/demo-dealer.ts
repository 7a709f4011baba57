import type { DealerState } from './dealer-state.ts';

/** A made-up dealer to try things with. */
export interface DemoDealer {
  readonly state: DealerState;
  /** Asks for resets and fetches pass-codes. */
  readonly technicianId: string;
  /** May approve; two, so that a request of the technician can be sent. */
  readonly managerIds: readonly [string, string];
}

/** A dealer with two managers and a technician, all fictitious, and nothing requested yet. */
export function demoDealer(): DemoDealer {
  const dealerCode = '99001';
  return {
    state: {
      dealers: [{ code: dealerCode, name: 'Example Motors' }],
      staff: [
        { id: 'tara', name: 'Tara Technician', title: 'Technician', dealerCode },
        { id: 'mona', name: 'Mona Manager', title: 'Service Manager', dealerCode },
        { id: 'paul', name: 'Paul Partsmanager', title: 'Parts Manager', dealerCode },
      ],
      requests: [],
      issued: [],
    },
    technicianId: 'tara',
    managerIds: ['mona', 'paul'],
  };
}
