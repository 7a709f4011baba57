import type { DealerState } from './dealer-state.ts';

/** A made-up dealer to try things with. */
interface DemoDealer {
  readonly state: DealerState;
  /** Asks for resets and fetches pass-codes. */
  readonly technicianId: string;
  /** Two who may approve, so that a request of the technician can be sent. */
  readonly managerIds: readonly [string, string];
}

/** A dealer with managers of several titles and two technicians, all fictitious, and nothing requested yet. */
export function demoDealer(): DemoDealer {
  const dealerCode = '99001';
  return {
    state: {
      dealers: [{ code: dealerCode, name: 'Example Motors' }],
      staff: [
        { id: 'tara', name: 'Tara Technician', title: 'Technician', dealerCode },
        { id: 'mona', name: 'Mona Manager', title: 'Service Manager', dealerCode },
        { id: 'paul', name: 'Paul Partsmanager', title: 'Parts Manager', dealerCode },
        { id: 'gwen', name: 'Gwen Generalmanager', title: 'General Manager', dealerCode },
        { id: 'tom', name: 'Tom Technician', title: 'Technician', dealerCode },
        { id: 'fred', name: 'Fred Foreman', title: 'Shop Foreman', dealerCode },
      ],
      formerStaffIds: [],
      requests: [],
      issued: [],
    },
    technicianId: 'tara',
    managerIds: ['mona', 'paul'],
  };
}
