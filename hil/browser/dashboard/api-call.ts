/** One call of the car's HTTP interface, as data: done, and shown as a command or as a step of a scenario. */
export interface ApiCall {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
  /** The scenario step that does the same; null where scenarios have none. */
  readonly step: string | null;
}

/** What came of a call: the answer, or why there is none, in words. */
export type ApiAnswer =
  | { readonly ok: true; readonly json: unknown }
  | {
      readonly ok: false;
      readonly message: string;
      readonly hint: string;
      /** `conflict` (409): it does not fit the state, which somebody else may have changed. `silent`: nobody answered. */
      readonly why?: 'conflict' | 'silent';
    };

/** Why there is no answer. */
export type Refusal = Extract<ApiAnswer, { readonly ok: false }>;

/** The parts of `fetch` that are used here. */
export type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** A car that has not answered by then is taken to hang; an hour of virtual time takes less. */
const ANSWER_MS = 60_000;

/** Does the call. Never throws: a server that is gone, or that never answers, is an answer, too. */
export async function send(call: ApiCall, fetcher: Fetch): Promise<ApiAnswer> {
  const { method, path, body } = call;
  const headers = { 'content-type': 'application/json' };
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const content = body === null ? {} : { headers, body: JSON.stringify(body) };
    const response = await fetcher(path, { method, signal, ...content });
    const json = (await response.json()) as unknown;
    if (response.ok) return { ok: true, json };
    return { ok: false, ...errorOf(json), ...(response.status === 409 ? { why: 'conflict' } : {}) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      const message = `The car took the request and did not answer within ${ANSWER_MS / 1000} s.`;
      return { ok: false, message, hint: 'Is it stopped, or busy? Restart it where it hangs.', why: 'silent' };
    }
    return { ok: false, message: 'The car does not answer.', hint: 'Is it still running?', why: 'silent' };
  }
}

/** What a program calls, in brackets behind the words of a hint: a person has a button for it. */
const ROUTE = / \((?:GET|POST|PATCH|DELETE) \/[^()]*\)/g;

function errorOf(json: unknown): { readonly message: string; readonly hint: string } {
  const { error, hint } = (json ?? {}) as { readonly error?: unknown; readonly hint?: unknown };
  const message = typeof error === 'string' ? error : 'The request was refused.';
  return { message, hint: typeof hint === 'string' ? hint.replaceAll(ROUTE, '') : '' };
}

/** Why a call was refused, in sentences. */
export function refusalText({ message, hint }: Pick<Refusal, 'message' | 'hint'>): string {
  return [message, hint]
    .filter((part) => part !== '')
    .map(asSentence)
    .join(' ');
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

/** The call as a command for a shell. */
export function asCurl({ method, path, body }: ApiCall, origin: string): string {
  const parts = ['curl'];
  if (method !== 'POST' || body === null) parts.push('-X', method);
  if (body !== null) parts.push('--json', `'${JSON.stringify(body).replaceAll("'", "'\\''")}'`);
  return [...parts, origin + path].join(' ');
}
