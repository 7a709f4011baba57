import type { TechnicianState } from '../../view/technician-state.ts';

/** A reset that waits for its first pass-code, for the documentation. */
export const TECHNICIAN_EXAMPLE: TechnicianState = {
  utility: 'reset',
  running: true,
  log: [
    {
      timeUs: 2_104_630,
      number: null,
      title: 'Vehicle',
      text: ['Model  Avalon', 'Year   2019', 'VIN    4T1BZ1FB4KU999999'],
      pressed: 'Next',
    },
  ],
  question: {
    id: 7,
    kind: 'pass-code',
    number: null,
    title: 'Smart Code Reset',
    text: ['Enter the pass-code from the dealer server.'],
    isWarning: false,
    alerts: [],
    notes: [],
    beeps: null,
    checks: [],
    choices: [
      { answer: 'back', label: 'Back' },
      { answer: 'exit', label: 'Exit' },
    ],
    agrees: false,
    input: { form: 'pass-code', label: 'Pass-Code Number', value: '' },
    seed: {
      level: 1,
      vin: '4T1BZ1FB4KU999999',
      fields: { seedNumber: '0001012345678AB9', toolVersion: '13.10.019' },
      copy: '0001012345678AB9',
      link: '/dealer/reset?vin=4T1BZ1FB4KU999999&seedNumber=0001012345678AB9&toolVersion=13.10.019',
    },
    status: null,
    progress: null,
    stimulus: null,
  },
  result: null,
};
