/** One box to tick, with its text. */
export interface PolicyBox {
  readonly id: string;
  readonly text: string;
}

/** Boxes of a reset request (DLR-3). */
export const IDENTIFICATION_POLICY: readonly PolicyBox[] = [
  { id: 'authority', text: 'The customer is entitled to security information for this vehicle; I checked it.' },
  { id: 'identity', text: 'I compared the customer’s full legal name with a valid photo ID.' },
  {
    id: 'ownership',
    text: 'I have seen, or will see, the registration document and that the customer owns the vehicle.',
  },
  { id: 'terms', text: 'I accept the terms of use of this server.' },
];

/** Boxes of an approval (DLR-4). */
export const APPROVAL_POLICY: readonly PolicyBox[] = [
  { id: 'documents-reviewed', text: 'I reviewed this request and its supporting documents.' },
  { id: 'repair-order-open', text: 'The repair order is ours and open.' },
  { id: 'responsibility', text: 'I take responsibility for this reset on behalf of the dealer.' },
];
