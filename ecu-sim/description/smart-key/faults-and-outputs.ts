/** Codes of 0x19 and 0x14, in the order in which 0x19 0A reports them. */
export const TROUBLE_CODES = {
  B278D: { code: 0xa7_8d00, meaning: 'key registration is prohibited: an ID code box is present', rule: 'VEH-8' },
  B2785: { code: 0xa7_8500, meaning: 'LIN bus: no communication', rule: 'VEH-8' },
  B2781: { code: 0xa7_8100, meaning: 'steering lock ECU: engine start is prohibited', rule: 'VEH-8' },
  B27A5: { code: 0xa7_a500, meaning: 'front cabin antenna: open circuit', rule: 'VEH-8' },
  A7F041: { code: 0xa7_f041, meaning: 'key memory: both copies are damaged', rule: 'VEH-5' },
} as const;

/** Outputs of 0x2F. */
export const OUTPUTS = {
  exteriorBuzzer: {
    id: 0x2001,
    title: 'exterior buzzer',
    state: { kind: 'number', bits: 8, unit: 'beeps', range: [1, 5] },
    ends: 'automatically, after the last beep',
    rule: 'VEH-3',
  },
  securityIndicator: {
    id: 0x2002,
    title: 'security indicator',
    state: { kind: 'enumeration', of: 'indicator' },
    ends: 'with the extended session',
  },
} as const;

/** The negative responses of the ECU, and when it gives them. */
export const NEGATIVE_RESPONSES = [
  { code: 0x11, when: 'a service that is not listed here' },
  { code: 0x12, when: 'a sub-function that is not listed here' },
  { code: 0x13, when: 'a request of the wrong length' },
  { code: 0x14, when: 'the requested data do not fit into 4095 bytes' },
  { code: 0x21, when: 'another request is still being answered, on this endpoint or another one' },
  {
    code: 0x22,
    when: 'the door, another procedure, full slots, a prohibiting fault or a different count; stop of a running reset; ECUReset while a reset runs; no seeds left',
  },
  {
    code: 0x24,
    when: 'a step out of order: begin before arm, start before the check, a repeated first step; a key without its seed; stop or results of a routine that never ran',
  },
  { code: 0x31, when: 'an identifier, routine, option, code or value that is not listed here' },
  { code: 0x33, when: "the option's security level is not unlocked" },
  { code: 0x35, when: 'a wrong pass-code' },
  { code: 0x36, when: 'the last wrong pass-code before the delay' },
  { code: 0x37, when: 'a seed requested during the delay' },
  { code: 0x72, when: 'both copies of the memory are damaged' },
  { code: 0x78, when: 'the action takes longer than P2; the final response follows' },
  { code: 0x7f, when: 'the service requires the extended session' },
  { code: 0x88, when: 'registration at 5 km/h or more' },
  { code: 0x93, when: 'the supply is below the minimum voltage of reset and registration' },
] as const;
