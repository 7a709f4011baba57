import { OperationError } from '../../can-bus/errors/operation-error.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** The members of every error of the API. */
export interface ErrorBody {
  readonly error: string;
  /** The invalid part of the request: a field with dots between the levels, a parameter, a header. */
  readonly field?: string;
  /** How to fix it. */
  readonly hint?: string;
}

/** What an input is answered that comes, or would be done, when the car has ended. */
export function carHasEnded(before = ''): HttpError {
  return new HttpError(503, `the car has ended${before}`, { hint: 'start it again' });
}

/** A refused request: the status, the reason, and how to fix it. */
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
