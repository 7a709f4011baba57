import { z } from 'zod';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { smartkey } from '../smartkey.ts';

const REQUEST_TIMEOUT_MS = 30_000;
const HINT = `start it with "${smartkey('car')}", and give the address it prints as http`;

const errorAnswer = z.object({ error: z.string(), hint: z.string().optional() });

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * One exchange with a car's HTTP interface.
 *
 * @param base its origin, from `httpAddress`
 * @param signal where given, to give up when it is aborted
 * @throws PortError (`bench`) where it refuses, or no car answers
 */
export async function callCar<Answer>(
  base: string,
  method: HttpMethod,
  path: string,
  body: unknown,
  answer: z.ZodType<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const { status, value } = await exchange(base, method, path, body, signal);
  if (status >= 400) {
    const refusal = errorAnswer.safeParse(value);
    const message = refusal.success ? refusal.data.error : `${method} ${path} is answered with status ${status}`;
    throw new PortError('bench', `the car at ${base}: ${message}`, refusal.data?.hint ?? HINT, { url: base });
  }
  const parsed = answer.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PortError('bench', `the server at ${base} is not a virtual car`, HINT, { url: base, path });
}

/** The response of a car, of which only the head has arrived. @throws PortError (`bench`) where no car answers */
export async function fetchFromCar(base: string, path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(`${base}${path}`, request);
  } catch (error) {
    throw noCarAnswers(base, error);
  }
}

/** A car whose answer is of no use. */
export function carRefuses(base: string, message: string): PortError {
  return new PortError('bench', `the car at ${base} ${message}`, HINT, { url: base });
}

async function exchange(
  base: string,
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly value: unknown }> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const response = await fetchFromCar(base, path, {
    method,
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, value: await jsonOf(base, response) };
}

function noCarAnswers(base: string, error: unknown): PortError {
  const reason = error instanceof Error ? describeCause(error) : String(error);
  return new PortError('bench', `no car answers at ${base}: ${reason}`, HINT, { url: base }, error);
}

async function jsonOf(base: string, response: Response): Promise<unknown> {
  try {
    const value: unknown = await response.json();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw noCarAnswers(base, error);
  }
}

/** `fetch` reports "fetch failed" and has the reason in its cause. */
function describeCause(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
