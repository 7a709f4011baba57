import type { Context } from 'hono';
import { HonoRequest } from 'hono/request';
import { HttpError } from './http-error.ts';
import { readBody } from './read-body.ts';

const FORM_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
/** Read once per request: its guard uses the form as well as its page. */
const FORMS = new WeakMap<Request, Promise<URLSearchParams>>();

/** Whether a request claims to contain a form. */
export function isForm(context: Context): boolean {
  return FORM_TYPES.test(context.req.header('content-type') ?? '');
}

/**
 * The fields of a form. Files, which no form here uses, are ignored.
 *
 * @throws HttpError: 413 for more than 64 KiB, 400 for an invalid or incomplete form
 */
export async function readForm(context: Context): Promise<URLSearchParams> {
  const { raw } = context.req;
  const form = FORMS.get(raw) ?? parseForm(context);
  FORMS.set(raw, form);
  return form;
}

async function parseForm(context: Context): Promise<URLSearchParams> {
  const type = context.req.header('content-type') ?? '';
  const body = await readBody(context);
  const fields = new URLSearchParams();
  if (!isForm(context)) return fields;
  try {
    const whole = new HonoRequest(
      new Request(context.req.url, { method: 'POST', headers: { 'content-type': type }, body }),
    );
    for (const [name, value] of Object.entries(await whole.parseBody({ all: true }))) {
      for (const item of Array.isArray(value) ? value : [value])
        if (typeof item === 'string') fields.append(name, item);
    }
    return fields;
  } catch {
    // Any error of the parser: the bytes came from the client.
    throw new HttpError(400, 'the body is not a form', {
      hint: `send it as its content-type says: ${type.slice(0, 60)}`,
    });
  }
}
