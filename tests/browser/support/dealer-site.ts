import { openDealer, type OpenDealer } from '../../../hil/dealer/open-dealer.ts';
import { serveHttp, type HttpServer } from '../../../hil/http/serve-http.ts';

export const SECRET = 'virtual-car-fleet-secret';

/** A dealer server on a port of its own, with the demo dealer's staff. */
export class DealerSite {
  readonly url: string;
  /** Errors that nobody foresaw. */
  readonly bugs: readonly unknown[];
  readonly #dealer: OpenDealer;
  readonly #server: HttpServer;

  private constructor(dealer: OpenDealer, server: HttpServer, bugs: readonly unknown[]) {
    this.#dealer = dealer;
    this.#server = server;
    this.url = server.url;
    this.bugs = bugs;
  }

  /** @param demo fixed passwords, `demo-` and the staff ID; else one-time ones */
  static async open(demo: boolean): Promise<DealerSite> {
    const bugs: unknown[] = [];
    const dealer = openDealer({
      ...{ passcodeSecret: SECRET, demo, host: '127.0.0.1', bench: false },
      calendar: () => ({ epochMs: Date.now() }),
      onBug: (error) => bugs.push(error),
    });
    const server = await serveHttp((request, surroundings) => dealer.fetch(request, surroundings), '127.0.0.1', 0);
    return new DealerSite(dealer, server, bugs);
  }

  passwordOf(account: string): string {
    const first = this.#dealer.service.firstPasswords.find((candidate) => candidate.account === account);
    if (first === undefined) throw new Error(`${account} has no first password`);
    return first.password;
  }

  async close(): Promise<void> {
    await this.#server.close();
    await this.#dealer.end();
  }
}
