import type { PasswordHasher } from './accounts/accounts.ts';
import type { FirstPassword } from './accounts/one-time-password.ts';
import { dealerPages } from './pages/dealer-pages.ts';
import type { DealerNow } from './rules/dealer-commands.ts';
import { demoDealer } from './rules/demo-dealer.ts';
import { createDealerApp } from './server/dealer-app.ts';
import { StoredDealer } from './stored-dealer.ts';

export interface OpenDealerOptions {
  /** The database's file; in memory where absent. */
  readonly path?: string;
  /** The secret that cars and dealer share. */
  readonly passcodeSecret: string;
  /** First passwords are fixed and need not be changed. */
  readonly demo: boolean;
  /** First passwords that were already passed on; created here where absent. */
  readonly firstPasswords?: readonly FirstPassword[];
  readonly calendar: () => DealerNow;
  /** Where the server listens: determines which Host headers are accepted. */
  readonly host: string;
  /** A bench may set faults over HTTP. */
  readonly bench: boolean;
  readonly onBug: (error: unknown) => void;
  /** Computes and checks hashes of passwords; the server's own where absent. */
  readonly hasher?: PasswordHasher;
}

/** A dealer server, ready to answer. */
export interface OpenDealer {
  readonly service: StoredDealer;
  fetch(request: Request, bindings: unknown): Response | Promise<Response>;
  /** Ends it after all passwords being hashed are stored. */
  end(): Promise<void>;
}

/**
 * Opens a dealer: the demo dealer where the database is new.
 *
 * @throws DealerStoreError for an unusable file
 */
export function openDealer(options: OpenDealerOptions): OpenDealer {
  const { passcodeSecret, demo, calendar, host, bench, onBug, firstPasswords, hasher } = options;
  const realNowMs = (): number => Date.now();
  const service = new StoredDealer({
    path: options.path ?? ':memory:',
    founding: demoDealer().state,
    ...{ passcodeSecret, demo, calendar, realNowMs },
    ...(firstPasswords === undefined ? {} : { firstPasswords }),
    ...(hasher === undefined ? {} : { hasher }),
  });
  const faultBoard = bench ? service : null;
  const app = createDealerApp({ service, host, pages: dealerPages, faultBoard, realNowMs, onBug });
  return {
    service,
    fetch: (request, bindings) => app.fetch(request, asBindings(bindings)),
    end: async () => service.end(),
  };
}

/** The server's data about a request; empty for a request within the process. */
function asBindings(bindings: unknown): object {
  return typeof bindings === 'object' && bindings !== null ? bindings : {};
}
