import type { RouteDescription } from './route.ts';

/** A dealer server beside a car: loaded when the first request for it comes. */
export interface DealerMount {
  /**
   * Answers a request under `/dealer` or `/api/dealer`.
   *
   * @param bindings what the server gave with the request: its socket
   */
  fetch(request: Request, bindings: unknown): Promise<Response>;
  /** Its routes, for the OpenAPI document. */
  documentation(): Promise<readonly RouteDescription[]>;
}

/** Whether a path is the dealer's. */
export function isDealerPath(path: string): boolean {
  return ['/dealer', '/api/dealer'].some((root) => path === root || path.startsWith(`${root}/`));
}
