/** A call that no correct caller makes: a mend in the calling code is needed, not on the wire. */
export class UdsUsageError extends Error {
  override readonly name = 'UdsUsageError';
  readonly code = 'UDS_USAGE';
}
