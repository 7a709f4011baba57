import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../../../hil/browser/dashboard/event-hub.ts';
import { type PortLike, serveEvents, sharedEvents } from '../../../../../hil/browser/dashboard/shared-events.ts';
import { FakeSource } from './feeds.ts';

/** Two ends; what is sent arrives at once. */
function channel(): readonly [PortLike, PortLike] {
  const port = (): PortLike => ({ onmessage: null, postMessage: () => undefined, close: () => undefined });
  const [one, other] = [port(), port()];
  const deliver = (to: PortLike, message: unknown): void =>
    to.onmessage?.(new MessageEvent('message', { data: structuredClone(message) }));
  one.postMessage = (message) => deliver(other, message);
  other.postMessage = (message) => deliver(one, message);
  return [one, other];
}

function hub(): { readonly hub: EventHub; readonly sources: FakeSource[] } {
  const sources: FakeSource[] = [];
  const made = new EventHub({
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    later: () => undefined,
  });
  return { hub: made, sources };
}

const PLACE = { lastEventId: 3, instance: 'first' };

function noting(log: string[]): { message: (kind: string, data: string) => void; connection: (state: string) => void } {
  return { message: (kind, data) => log.push(`${kind} ${data}`), connection: (state) => log.push(state) };
}

describe('the events that pages share', () => {
  it('come by way of the worker, and end when the page leaves', () => {
    const [worker, own] = [hub(), hub()];
    const log: string[] = [];
    const connect = (): { port: PortLike; onFailure: () => void } => {
      const [page, other] = channel();
      serveEvents(worker.hub, other);
      return { port: page, onFailure: () => undefined };
    };
    const leave = sharedEvents(connect, own.hub)(PLACE, noting(log));
    const [source] = worker.sources;
    source?.onopen?.(new Event('open'));
    source?.say('uds', 'x', 4);
    expect(log).toEqual(['live', 'uds "x"']);
    leave();
    expect(source?.closed).toBe(true);
    expect(own.sources).toEqual([]);
  });

  it('are the page’s own where the browser has no such worker, or it fails', () => {
    const own = hub();
    const log: string[] = [];
    const leave = sharedEvents(null, own.hub)(PLACE, noting(log));
    own.sources[0]?.say('uds', 1, 4);
    leave();
    expect(own.sources[0]?.closed).toBe(true);
    let fail = (): void => undefined;
    const connect = (): { port: PortLike; onFailure: (work: () => void) => void } => {
      return { port: channel()[0], onFailure: (work) => (fail = work) };
    };
    const follow = sharedEvents(connect, own.hub);
    const leaveFailed = follow(PLACE, noting(log));
    expect(own.sources).toHaveLength(1);
    fail();
    own.sources[1]?.say('uds', 2, 4);
    leaveFailed();
    follow(PLACE, noting(log));
    own.sources[2]?.say('uds', 3, 4);
    expect(log).toEqual(['uds 1', 'uds 2', 'uds 3']);
    expect(own.sources.map(({ closed }) => closed)).toEqual([true, true, false]);
  });

  it('pass a real port as they are', async () => {
    const worker = hub();
    const { port1, port2 } = new MessageChannel();
    const received = new Promise((resolve) => port1.once('message', resolve));
    const page: PortLike = {
      onmessage: null,
      postMessage: (message) => port2.postMessage(message),
      close: () => port2.close(),
    };
    serveEvents(worker.hub, page);
    page.onmessage?.(new MessageEvent('message', { data: PLACE }));
    worker.sources[0]?.say('uds', { id: 4 }, 4);
    expect(await received).toEqual({ kind: 'uds', data: '{"id":4}' });
    page.onmessage?.(new MessageEvent('message', { data: null }));
    expect(worker.sources[0]?.closed).toBe(true);
  });
});
