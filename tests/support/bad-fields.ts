/** One field typed wrongly, and what the dealer says of it – over JSON and in a form alike. */
export interface BadField {
  readonly form: 'request' | 'keys' | 'seed';
  readonly field: string;
  readonly typed: string;
  readonly code: 'invalid-field' | 'tool-too-old';
  /** The field that is named; the typed one where absent. */
  readonly named?: string;
  /** Where the check digit is and what it would be (DLR-10). */
  readonly checkDigit?: { readonly field: string; readonly expected: string };
}

const TEXTS: readonly string[] = ['', '   ', 'x'.repeat(65), 'bell \u0007'];

/** Rules of each field (DLR-3, DLR-6, DLR-7, DLR-10). */
export const BAD_FIELDS: readonly BadField[] = [
  ...(['request', 'keys'] as const).flatMap((form): BadField[] => [
    { form, field: 'vin', typed: '', code: 'invalid-field' },
    { form, field: 'vin', typed: '4T1BZ1FB4KU99999', code: 'invalid-field' },
    { form, field: 'vin', typed: '4T1BZ1FB4KU9999999', code: 'invalid-field' },
    { form, field: 'vin', typed: '4T1BZ1FB4KU99999I', code: 'invalid-field' },
    { form, field: 'vin', typed: '4T1BZ1FB4KU99999O', code: 'invalid-field' },
    { form, field: 'vin', typed: '4T1BZ1FB4KU99999Q', code: 'invalid-field' },
    { form, field: 'vin', typed: '4Т1ВZ1FВ4КU999999', code: 'invalid-field' },
    { form, field: 'vin', typed: '<b>1BZ1FB4KU99999', code: 'invalid-field' },
    { form, field: 'vin', typed: 'x'.repeat(10_000), code: 'invalid-field' },
    {
      ...{ form, field: 'vin', typed: '4T1BZ1FB5KU999999', code: 'invalid-field' },
      checkDigit: { field: 'vin', expected: '4' },
    },
    ...TEXTS.map((typed): BadField => ({ form, field: 'repairOrder', typed, code: 'invalid-field' })),
    ...TEXTS.map((typed): BadField => ({ form, field: 'customerLastName', typed, code: 'invalid-field' })),
  ]),
  ...(['keys', 'seed'] as const).flatMap((form): BadField[] => [
    { form, field: 'toolVersion', typed: '', code: 'invalid-field' },
    { form, field: 'toolVersion', typed: 'newest', code: 'invalid-field' },
    { form, field: 'toolVersion', typed: '13.10.019<script>', code: 'invalid-field' },
    { form, field: 'toolVersion', typed: '１３.10.019', code: 'invalid-field' },
    { form, field: 'toolVersion', typed: '13.10.018', code: 'tool-too-old' },
    { form, field: 'toolVersion', typed: '13.00.022', code: 'tool-too-old' },
  ]),
  ...['', '0001', '00010123456789A', '00010123456789ABC', '00010123456789AG', '0001012З456789AB'].map(
    (typed): BadField => ({ form: 'seed', field: 'seedNumber', typed, code: 'invalid-field' }),
  ),
  { form: 'keys', field: 'data1', typed: '', code: 'invalid-field' },
  { form: 'keys', field: 'data1', typed: '5A17C0D0002F', code: 'invalid-field' },
  { form: 'keys', field: 'data1', typed: '5A17C0D000О', code: 'invalid-field' },
  {
    ...{ form: 'keys', field: 'data1', typed: '5A17C0D0003', code: 'invalid-field' },
    checkDigit: { field: 'data1CheckDigit', expected: '9' },
  },
  {
    ...{ form: 'keys', field: 'data1CheckDigit', typed: '', code: 'invalid-field', named: 'data1' },
    checkDigit: { field: 'data1CheckDigit', expected: 'B' },
  },
  { form: 'keys', field: 'data2', typed: '7F3C9E015D2', code: 'invalid-field' },
  {
    ...{ form: 'keys', field: 'data2', typed: '7F3C9E015D42', code: 'invalid-field' },
    checkDigit: { field: 'data2CheckDigit', expected: 'E' },
  },
  {
    ...{ form: 'keys', field: 'data2CheckDigit', typed: 'D', code: 'invalid-field', named: 'data2' },
    checkDigit: { field: 'data2CheckDigit', expected: 'C' },
  },
  { form: 'keys', field: 'data3', typed: '', code: 'invalid-field' },
  { form: 'keys', field: 'data3', typed: 'B973B6A9', code: 'invalid-field' },
  {
    ...{ form: 'keys', field: 'vinCheckDigit', typed: 'S', code: 'invalid-field', named: 'vin' },
    checkDigit: { field: 'vinCheckDigit', expected: 'R' },
  },
];

/** Everything right: what a field of the table is put into. */
export const GOOD_REQUEST = {
  vin: '4T1BZ1FB4KU999999',
  repairOrder: '123456',
  customerLastName: 'Example',
  tickedPolicies: ['authority', 'identity', 'ownership', 'terms'],
  managerIds: ['mona', 'paul'],
} as const;

export const GOOD_KEYS = {
  vin: '4T1BZ1FB4KU999999',
  vinCheckDigit: 'R',
  data1: '5A17C0D0002',
  data1CheckDigit: 'B',
  data2: '7F3C9E015D24',
  data2CheckDigit: 'C',
  data3: 'B973B6A8',
  repairOrder: '123456',
  customerLastName: 'Example',
  toolVersion: '13.10.019',
} as const;

export const GOOD_SEED = { toolVersion: '13.10.019', seedNumber: '00010123456789AB' } as const;
export const APPROVAL = { tickedPolicies: ['documents-reviewed', 'repair-order-open', 'responsibility'] } as const;
