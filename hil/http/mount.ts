import type { RouteDescription } from './route.ts';

/** A dealer server beside a car: loaded with the first request for it. */
export interface DealerMount {
  /**
   * Answers a request under `/dealer` or `/api/dealer`.
   *
   * @param bindings the server's data about the request: its socket
   */
  fetch(request: Request, bindings: unknown): Promise<Response>;
  /** Its routes, for the OpenAPI document. */
  documentation(): Promise<readonly RouteDescription[]>;
}

/** Whether a path belongs to the dealer. */
export function isDealerPath(path: string): boolean {
  return ['/dealer', '/api/dealer'].some((root) => path === root || path.startsWith(`${root}/`));
}
