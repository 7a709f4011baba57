import { z } from 'zod';
import { type ErrorBody, type ErrorStatus, HttpError } from '../../http/http-error.ts';
import type { NamedSchema } from '../../http/route.ts';
import type { Refusal, RefusalCode } from '../rules/dealer-commands.ts';

/** A refusal in the form of the JSON routes. */
interface RefusalBody extends ErrorBody {
  readonly code?: string;
  readonly checkDigit?: { readonly field: string; readonly expected: string };
  readonly requestNumber?: string;
}

const STATUS: Readonly<Record<RefusalCode, ErrorStatus>> = {
  'not-signed-in': 401,
  'wrong-password': 401,
  'one-time-password-expired': 401,
  'unknown-actor': 401,
  'not-allowed': 403,
  'password-must-change': 403,
  'password-again': 403,
  csrf: 403,
  'unknown-request': 404,
  'unknown-staff': 404,
  'request-pending': 409,
  'already-settled': 409,
  'not-approved': 409,
  'approval-expired': 409,
  'too-few-managers': 409,
  'staff-exists': 409,
  oneself: 409,
  'numbers-exhausted': 409,
  'invalid-field': 422,
  'policy-not-accepted': 422,
  'managers-not-chosen': 422,
  'tool-too-old': 422,
  locked: 429,
  'too-many-attempts': 429,
  busy: 503,
  'database-changed': 503,
  'no-answer': 503,
};

/** The status of a refusal, in JSON and on a page. */
export function statusOf(refusal: Refusal): ErrorStatus {
  return STATUS[refusal.code];
}

/** A refusal on its way to the client. */
export class RefusalError extends HttpError {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    const { field, hint } = refusal;
    super(statusOf(refusal), refusal.message, { hint, ...(field === undefined ? {} : { field }) });
    this.refusal = refusal;
  }

  override toBody(): RefusalBody {
    const { code, checkDigit, requestNumber } = this.refusal;
    return {
      ...super.toBody(),
      code,
      ...(checkDigit === undefined ? {} : { checkDigit }),
      ...(requestNumber === undefined ? {} : { requestNumber }),
    };
  }
}

/** The answer, unless it is a refusal. @throws RefusalError */
export function accepted<Answer extends object>(answer: Answer | Refusal): Exclude<Answer, Refusal> {
  if (isRefusal(answer)) throw new RefusalError(answer);
  return answer as Exclude<Answer, Refusal>;
}

function isRefusal(answer: object): answer is Refusal {
  return 'kind' in answer && answer.kind === 'refused';
}

export const REFUSAL: NamedSchema<RefusalBody> = {
  name: 'Refusal',
  schema: z.strictObject({
    error: z.string().describe('why the request was refused'),
    field: z.string().describe('the field concerned').exactOptional(),
    hint: z.string().describe('what to do').exactOptional(),
    code: z.string().describe('the kind of refusal, for programs').exactOptional(),
    checkDigit: z
      .strictObject({ field: z.string(), expected: z.string() })
      .describe('for a mistyped field: the field of its check digit, and the correct digit (DLR-10)')
      .exactOptional(),
    requestNumber: z.string().describe('the request that is open or approved for this VIN').exactOptional(),
  }),
};
