import { openDealer, type OpenDealer } from '../../dealer/open-dealer.ts';
import { type HttpServer, serveHttp } from '../../http/serve-http.ts';
import { benchError } from '../../../can-bus/errors/operation-error.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { PortError } from '../../../can-bus/ports/port-error.ts';
import { describeError, formatError } from '../describe-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { isLoopback } from '../../../can-bus/ports/loopback.ts';
import { parseHostPort } from '../host-port.ts';
import { terminationSignal } from '../termination-signal.ts';
import { passcodeSecretOf } from '../passcode-secret.ts';
import type { PasscodeSecretFlags } from '../passcode-secret-flags.ts';
import type { Terminal } from '../terminal.ts';
import { describePasswords } from './dealer-banner.ts';
import { docPage } from '../../smartkey.ts';

/** The flags of `smartkey dealer`, as commander returns them. */
export interface DealerFlags extends PasscodeSecretFlags {
  readonly http: string;
  readonly dealerDb?: string;
  readonly demo?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `smartkey dealer`: serves until Ctrl-C, which is its normal end. */
export async function runDealer(flags: DealerFlags, terminal: Terminal): Promise<ExitCode> {
  const { host, port } = parseHostPort('--http', flags.http);
  const warn = (text: string): void => terminal.err(`warning: ${text}`);
  const passcodeSecret = passcodeSecretOf(flags, process.env, warn) ?? DEFAULT_PROFILE.passcodeSecret;
  if (!isLoopback(host)) {
    terminal.err(`warning: HTTP on ${flags.http}: passwords cross the network unencrypted`);
  }
  const { dealerDb: path, demo = false } = flags;
  const dealer = openDealer({
    ...{ passcodeSecret, demo, host, bench: false },
    ...(path === undefined ? {} : { path }),
    calendar: () => ({ epochMs: Date.now() }),
    onBug: (error) => terminal.err(formatError(describeError(error), false).trimEnd()),
  });
  const { warning } = dealer.service;
  if (warning !== null) warn(warning);
  let server: HttpServer | null = null;
  try {
    server = await serve(dealer, host, port);
    // A program that reads that it is ready may end it at once.
    const ended = terminationSignal();
    greet(flags, dealer, server.url, terminal);
    await ended;
    return EXIT.passed;
  } finally {
    await server?.close();
    await dealer.end();
  }
}

async function serve(dealer: OpenDealer, host: string, port: number): Promise<HttpServer> {
  try {
    return await serveHttp((request, context) => dealer.fetch(request, context), host, port);
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== 'bench') throw error;
    throw benchError(error.message, `${error.hint}; the flag is --http`);
  }
}

function greet({ json, quiet, dealerDb }: DealerFlags, { service }: OpenDealer, url: string, terminal: Terminal): void {
  const passwords = service.firstPasswords;
  if (json === true) {
    const accounts = passwords.map(({ account, password, mustChange }) => ({ account, password, mustChange }));
    terminal.out(JSON.stringify({ ready: true, http: url, accounts }));
    return;
  }
  if (quiet === true) {
    terminal.out(url);
    for (const line of describePasswords(passwords)) terminal.err(line);
    return;
  }
  terminal.out(terminal.style('bold', 'The dealer server is ready.'));
  terminal.out(`  pages    ${url}/dealer`);
  terminal.out(`  scripts  ${url}/api/dealer   (${docPage('dealer.md')})`);
  terminal.out(`  stored   ${dealerDb ?? 'in memory, lost at exit (use --dealer-db FILE to keep it)'}`);
  terminal.out('');
  for (const line of describePasswords(passwords)) terminal.out(line);
  if (passwords.length > 0) terminal.out('');
  terminal.out('Press Ctrl-C to stop.');
}
