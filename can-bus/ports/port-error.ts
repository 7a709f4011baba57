/** `usage`: what was asked for is wrong (exit 2). `bench`: it is right, and the bench does not give it (exit 5). */
export type PortErrorCode = 'usage' | 'bench';

/** Why a port cannot be opened. */
export class PortError extends Error {
  override readonly name = 'PortError';
  readonly code: PortErrorCode;
  /** What the person can do about it. */
  readonly hint: string;
  /** The URL, the part of it, the system's error code: whatever helps. */
  readonly context: Readonly<Record<string, string>>;

  constructor(
    code: PortErrorCode,
    message: string,
    hint: string,
    context: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.hint = hint;
    this.context = context;
  }
}
