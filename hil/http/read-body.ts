import type { Context } from 'hono';
import { HonoRequest } from 'hono/request';
import { HttpError } from './http-error.ts';

/** Largest body of a request. */
export const MAX_BODY_BYTES = 65_536;

/**
 * A request's body, up to the limit.
 *
 * @throws HttpError: 413 for more than 64 KiB; 400 where the client disconnected before its end, which is not our fault
 */
export async function readBody(context: Context): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(context.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = body?.getReader(); reader !== undefined;) {
    const part = await reader.read().catch((error: unknown) => {
      throw cutOff(error);
    });
    if (part.done) break;
    length += part.value.length;
    if (length > MAX_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    parts.push(part.value);
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (const part of parts) {
    bytes.set(part, filled);
    filled += part.length;
  }
  return bytes;
}

function tooLarge(): HttpError {
  return new HttpError(413, `the body is larger than ${MAX_BODY_BYTES} bytes`, { hint: 'no request needs more' });
}

/** A stream of a request fails in one way only: its connection ends. */
function cutOff(error: unknown): HttpError {
  const why = error instanceof Error ? error.message : String(error);
  return new HttpError(400, `the body ended early: ${why}`, { hint: 'send the complete body' });
}

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
