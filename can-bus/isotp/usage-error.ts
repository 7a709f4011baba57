/** A call that no correct caller makes: a mend in the calling code is needed, not on the wire. */
export class IsoTpUsageError extends Error {
  override readonly name = 'IsoTpUsageError';
  readonly code = 'ISOTP_USAGE';
}
