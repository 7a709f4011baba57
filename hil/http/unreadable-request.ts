import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly hint: string;
}

const NOT_HTTP: Refusal = {
  status: 400,
  error: 'the request is not HTTP',
  hint: 'send a method, a path and HTTP/1.1 on the first line, with special characters of the path percent-encoded',
};
/** What Node's parser refuses, by its codes. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    error: 'the path and headers of the request are too long',
    hint: 'send at most 16 KiB of them; put data into the body',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    error: 'the request did not arrive in time',
    hint: 'send the whole request at once',
  },
};

/** The body of an expectation that no request of this server has a use for. */
export const NO_EXPECTATION = {
  error: 'the header Expect has another value than 100-continue',
  hint: 'leave it out',
} as const;

/**
 * Answers what the parser of HTTP refuses like every other error, as JSON, and ends the connection.
 *
 * @param isAnswering a response has begun on this connection: nothing can be put into it
 */
export function answerUnreadable(error: Error, socket: Duplex, isAnswering: boolean): void {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!socket.writable || isAnswering || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, ...body } = REFUSALS[code] ?? NOT_HTTP;
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
