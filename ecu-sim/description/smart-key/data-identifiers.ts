/** Data identifiers of 0x22 and 0x2E, in the order in which a tool shows them. */
export const DATA_IDENTIFIERS = {
  partNumber: {
    id: 0xf187,
    title: 'Part number',
    value: { kind: 'text', bytes: 'rest' },
    constant: '89990-VSK01',
  },
  supplier: { id: 0xf18a, title: 'Supplier', value: { kind: 'text', bytes: 'rest' }, constant: 'VSK' },
  hardware: { id: 0xf191, title: 'Hardware', value: { kind: 'text', bytes: 'rest' }, constant: 'VSK-HW1' },
  software: { id: 0xf195, title: 'Software', value: { kind: 'text', bytes: 'rest' }, constant: 'VSK-1.00' },
  systemName: { id: 0xf197, title: 'System', value: { kind: 'text', bytes: 'rest' }, constant: 'Smart Key' },
  ecuSerial: { id: 0xf18c, title: 'ECU serial number', value: { kind: 'number', bits: 32, hexDigits: 7 } },
  vin: { id: 0xf190, title: 'VIN', value: { kind: 'text', bytes: 'rest' } },
  testerSerial: {
    id: 0xf198,
    title: 'Tester serial number',
    value: { kind: 'bytes', bytes: 16 },
    writable: true,
    rule: 'conformance 49',
  },
  programmingDate: {
    id: 0xf199,
    title: 'Programming date',
    value: { kind: 'date' },
    writable: true,
    rule: 'conformance 49',
  },
  session: { id: 0xf186, title: 'Session', value: { kind: 'enumeration', of: 'session' }, rule: 'conformance 29' },
  registeredKeys: { id: 0x1001, title: 'Registered keys', value: { kind: 'number', bits: 8 }, rule: 'KEY-2' },
  freeSlots: { id: 0x1002, title: 'Free slots', value: { kind: 'number', bits: 8 }, rule: 'KEY-2' },
  slots: {
    id: 0x1003,
    title: 'Slots',
    value: {
      kind: 'list',
      each: 'slot',
      of: { kind: 'optional', of: { kind: 'number', bits: 32, hexDigits: 8 } },
    },
    rule: 'KEY-2',
  },
  retiredKeys: { id: 0x1008, title: 'Retired keys', value: { kind: 'number', bits: 16 }, rule: 'KEY-3' },
  inputs: {
    id: 0x1004,
    title: 'Inputs',
    value: {
      kind: 'record',
      fields: [
        {
          kind: 'flags',
          flags: [
            { name: 'driverDoorOpen', title: "driver's door open" },
            { name: 'passengerDoorOpen', title: 'front passenger door open' },
            { name: 'rearLeftDoorOpen' },
            { name: 'rearRightDoorOpen' },
            { name: 'trunkOpen' },
            { name: 'doorUnknown' },
            { name: 'brake', title: 'brake pressed' },
            { name: 'shiftP', title: 'shift position P' },
          ],
        },
        { name: 'powerMode', kind: 'enumeration', of: 'powerMode' },
      ],
    },
    rule: 'VEH-2',
  },
  batteryMv: {
    id: 0x1005,
    title: '12 V supply',
    value: { kind: 'number', bits: 16, unit: 'mV' },
    rule: 'VEH-1',
  },
  procedure: {
    id: 0x1006,
    title: 'Procedure',
    value: {
      kind: 'record',
      fields: [
        { name: 'procedure', kind: 'enumeration', of: 'procedure' },
        { name: 'state', kind: 'enumeration', of: 'procedureState' },
        {
          name: 'elapsedMs',
          title: 'elapsed',
          note: 'rounded down',
          kind: 'number',
          bits: 24,
          unit: 'ms',
          isTime: true,
        },
        {
          name: 'remainingMs',
          title: 'remaining',
          note: 'rounded up',
          kind: 'number',
          bits: 24,
          unit: 'ms',
          isTime: true,
        },
      ],
    },
    rule: 'RST-5',
  },
  beeps: {
    id: 0x1007,
    title: 'Beeps since power-on',
    value: {
      kind: 'record',
      fields: [
        { name: 'total', kind: 'number', bits: 32 },
        { name: 'last', title: 'last signal', kind: 'number', bits: 8 },
      ],
    },
    rule: 'VEH-3',
  },
  passCodeAttempts: {
    id: 0x1009,
    title: 'Wrong pass-codes',
    value: {
      kind: 'record',
      fields: [
        { name: 'wrong', title: 'wrong attempts', kind: 'number', bits: 8 },
        { name: 'delayLeftMs', title: 'delay left', kind: 'number', bits: 16, unit: 'ms', isTime: true },
      ],
    },
    rule: 'AUT-3',
  },
  keyLowBatterySeen: { id: 0x100a, title: 'Low key battery seen', value: { kind: 'flag' }, rule: 'KEY-6' },
  immobilizerSet: {
    id: 0x100b,
    title: 'Immobilizer',
    value: { kind: 'flag', words: ['not set', 'set'] },
    rule: 'KEY-7',
  },
  history: {
    id: 0x1010,
    title: 'History',
    value: {
      kind: 'counted-list',
      capacity: 16,
      of: {
        kind: 'record',
        fields: [
          { name: 'procedure', kind: 'enumeration', of: 'procedure' },
          { name: 'outcome', kind: 'enumeration', of: 'outcome' },
          { name: 'reason', kind: 'enumeration', of: 'reason' },
          { name: 'counter', title: 'entry number', kind: 'number', bits: 8 },
          {
            name: 'seconds',
            title: 'age of the ECU',
            kind: 'number',
            bits: 32,
            unit: 's',
            isTime: true,
          },
        ],
      },
    },
    rule: 'VEH-6',
  },
} as const;

export type DataIdentifierName = keyof typeof DATA_IDENTIFIERS;
