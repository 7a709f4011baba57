import { OperationError } from '../../can-bus/errors/operation-error.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** What every error of the API says. */
export interface ErrorBody {
  readonly error: string;
  /** Which part of the request is wrong: a field with dots between the levels, a parameter, a header. */
  readonly field?: string;
  /** What would do instead. */
  readonly hint?: string;
}

/** A request that is refused: with which status, why, and how to fix it. */
export class HttpError extends OperationError {
  override readonly name = 'HttpError';
  readonly status: ErrorStatus;
  readonly field: string | null;

  constructor(status: ErrorStatus, message: string, parts: { readonly field?: string; readonly hint?: string } = {}) {
    const { field = null, hint = null } = parts;
    super('http', message, { hint, context: { status, field } });
    this.status = status;
    this.field = field;
  }

  toBody(): ErrorBody {
    return {
      error: this.message,
      ...(this.field === null ? {} : { field: this.field }),
      ...(this.hint === null ? {} : { hint: this.hint }),
    };
  }
}
