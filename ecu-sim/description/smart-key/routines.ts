import type { CodedFields, FieldSpec } from '../value-spec.ts';

/** The first part of every routine's answer to 0x31 03. */
export const RUN_RESULTS = [
  { name: 'state', kind: 'enumeration', of: 'procedureState' },
  { name: 'outcome', kind: 'enumeration', of: 'outcome' },
  { name: 'reason', kind: 'enumeration', of: 'reason' },
  { name: 'elapsedMs', title: 'elapsed', kind: 'number', bits: 24, unit: 'ms', isTime: true },
  { name: 'remainingMs', title: 'remaining', kind: 'number', bits: 24, unit: 'ms', isTime: true },
] as const;

/** Every routine's answer to 0x31 02. */
export const STOPPED = [{ name: 'state', kind: 'enumeration', of: 'procedureState' }] as const;

/** The routines of 0x31, each by the name of its procedure; `detail` follows the results that all routines have. */
export const ROUTINES = {
  reset: {
    id: 0x0201,
    title: 'Smart Code Reset',
    start: {
      arm: {
        code: 0x01,
        title: 'arm',
        level: 1,
        parameters: [],
        answer: [{ name: 'state', kind: 'enumeration', of: 'procedureState' }],
        rule: 'RST-1',
      },
      begin: {
        code: 0x02,
        title: 'begin',
        level: 2,
        parameters: [],
        answer: [{ name: 'state', kind: 'enumeration', of: 'procedureState' }],
        rule: 'RST-2',
      },
    },
    detail: [],
    stopRule: 'RST-5, RST-7',
    rule: 'RST-5',
  },
  registration: {
    id: 0x0202,
    title: 'Smart Code Registration',
    start: {
      enter: {
        code: 0x01,
        title: 'enter',
        level: 3,
        parameters: [],
        answer: [
          { name: 'state', kind: 'enumeration', of: 'procedureState' },
          { name: 'mode', kind: 'enumeration', of: 'registrationMode' },
          { name: 'freeSlots', kind: 'number', bits: 8 },
        ],
        rule: 'REG-1',
      },
      check: {
        code: 0x02,
        title: 'Pre-Start Check',
        parameters: [],
        answer: [
          { name: 'state', kind: 'enumeration', of: 'procedureState' },
          {
            kind: 'flags',
            flags: [
              { name: 'doorKnown', title: 'door signal known' },
              { name: 'battery' },
              { name: 'freeSlot' },
              { name: 'keyPresent', title: 'a registered key in the cabin or touched' },
              { name: 'noFault', title: 'no prohibiting fault' },
            ],
          },
        ],
        rule: 'REG-3',
      },
      start: {
        code: 0x03,
        title: 'start',
        parameters: [],
        answer: [{ name: 'state', kind: 'enumeration', of: 'procedureState' }],
        rule: 'REG-3',
      },
    },
    detail: [
      { name: 'keysAdded', kind: 'number', bits: 8 },
      { name: 'freeSlots', kind: 'number', bits: 8 },
      { name: 'lastRefusal', title: 'reason of the last refused touch', kind: 'enumeration', of: 'reason' },
    ],
    stopRule: 'REG-7',
    rule: 'REG-8',
  },
  erasure: {
    id: 0x0203,
    title: 'Undesignated Key Permanent Erasure',
    start: {
      declare: {
        code: 0x01,
        title: 'declare',
        parameters: [{ name: 'keysPresent', title: 'number of keys present', kind: 'number', bits: 8 }],
        answer: [
          { name: 'state', kind: 'enumeration', of: 'procedureState' },
          { name: 'kept', kind: 'number', bits: 8 },
          { name: 'toBeErased', kind: 'number', bits: 8 },
        ],
        rule: 'ERA-1',
      },
      open: {
        code: 0x02,
        title: 'open the window',
        level: 4,
        parameters: [],
        answer: [{ name: 'state', kind: 'enumeration', of: 'procedureState' }],
        rule: 'ERA-2',
      },
      delete: {
        code: 0x03,
        title: 'delete',
        parameters: [],
        answer: [
          { name: 'state', kind: 'enumeration', of: 'procedureState' },
          { name: 'erased', kind: 'number', bits: 8 },
        ],
        rule: 'ERA-4',
      },
    },
    detail: [
      { name: 'declared', kind: 'number', bits: 8 },
      { name: 'touched', kind: 'number', bits: 8 },
    ],
    rule: 'ERA-6',
  },
} as const;

type Routines = typeof ROUTINES;

/** Data after the echo in the answer to an option of a routine's start. */
export type StartAnswer<
  Name extends keyof Routines,
  Option extends keyof Routines[Name]['start'],
> = Routines[Name]['start'][Option] extends { readonly answer: infer Fields extends readonly FieldSpec[] }
  ? CodedFields<Fields>
  : never;

/** Data after the echo in the answer to 0x31 02. */
export type StopAnswer = CodedFields<typeof STOPPED>;

/** Data after the echo in the answer to 0x31 03. */
export type RunResults<Name extends keyof Routines> = CodedFields<typeof RUN_RESULTS> &
  CodedFields<Routines[Name]['detail']>;
