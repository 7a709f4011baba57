import type { DealerState } from './dealer-state.ts';

/** A fictitious dealer for trying things out. */
interface DemoDealer {
  readonly state: DealerState;
  /** Requests resets and gets pass-codes. */
  readonly technicianId: string;
  /** Two people who may approve, so that the technician can send a request. */
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
