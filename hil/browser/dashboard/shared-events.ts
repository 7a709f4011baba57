import type { FollowEvents } from './event-feed.ts';
import type { EventHub, FeedPlace, HubListener } from './event-hub.ts';

/** What a page asks of the worker: to follow from a place, and null when it leaves. */
type Asked = FeedPlace | null;
/** What the worker reports. */
type Reported =
  | { readonly connection: 'live' | 'lost' }
  | { readonly connection?: undefined; readonly kind: string; readonly data: string };

/** The parts of a MessagePort that are used here. */
export interface PortLike {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  postMessage(message: Asked | Reported): void;
  close(): void;
}

/** The worker's end of a page's port. */
export function serveEvents(hub: EventHub, port: PortLike): void {
  let leave = (): void => undefined;
  port.onmessage = ({ data }) => {
    leave();
    leave = (): void => undefined;
    const asked = data as Asked;
    if (asked === null) port.close();
    else {
      leave = hub.follow(asked, {
        message: (kind, text) => port.postMessage({ kind, data: text }),
        connection: (connection) => port.postMessage({ connection }),
      });
    }
  };
}

/** What a page has of the worker that it shares with others. */
export interface WorkerLink {
  readonly port: PortLike;
  /** Calls where the worker cannot run. */
  readonly onFailure: (work: () => void) => void;
}

/**
 * Follows events by way of the worker that all pages share.
 *
 * @param connect null where the browser has no such workers @param own does it in this page then, or where it fails
 */
export function sharedEvents(connect: (() => WorkerLink) | null, own: EventHub): FollowEvents {
  let hasWorker = connect !== null;
  return (place, listener) => {
    if (connect === null || !hasWorker) return own.follow(place, listener);
    let stop = (): void => undefined;
    let hasLeft = false;
    const { port, onFailure } = connect();
    onFailure(() => {
      hasWorker = false;
      port.close();
      if (!hasLeft) stop = own.follow(place, listener);
    });
    port.onmessage = ({ data }) => report(data as Reported, listener);
    port.postMessage(place);
    return () => {
      hasLeft = true;
      stop();
      port.onmessage = null;
      port.postMessage(null);
      port.close();
    };
  };
}

function report(reported: Reported, listener: HubListener): void {
  if (reported.connection === undefined) listener.message(reported.kind, reported.data);
  else listener.connection(reported.connection);
}
