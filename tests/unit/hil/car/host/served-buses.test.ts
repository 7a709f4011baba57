import { Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { CanPort, ServerStatus } from '../../../../../can-bus/ports/can-port.ts';
import type { HostEvent } from '../../../../../hil/car/host/host-event.ts';
import { PortNode } from '../../../../../hil/car/host/port-node.ts';
import { ServedBuses } from '../../../../../hil/car/host/served-buses.ts';
import { FakePort } from './fake-port.ts';

it('have the clients that are connected now, and report who comes and goes', () => {
  const events: HostEvent[] = [];
  const buses = new ServedBuses({
    nowUs: () => 7,
    connect: (port) => new PortNode('client-1', port, 5, () => undefined),
    waitingOf: () => 3,
    report: (event) => events.push(event),
  });
  const clients = new Subject<CanPort>();
  const status = new Subject<ServerStatus>();
  buses.serve({ url: 'bus:', clients, status, close: () => Promise.resolve() });
  const port = new FakePort();
  clients.next(port);
  const client = { id: 'fake:', since: 5, framesIn: 0, framesOut: 0, waiting: 3 };
  expect(buses.state(40)).toEqual([{ url: 'bus:', clients: [client], loadPercent: 40 }]);
  port.leaves();
  expect(buses.state(0)).toEqual([{ url: 'bus:', clients: [], loadPercent: 0 }]);
  expect(events).toEqual([
    { timeUs: 7, kind: 'client', event: 'client-connected', url: 'bus:', client: 'fake:' },
    { timeUs: 7, kind: 'client', event: 'client-left', url: 'bus:', client: 'fake:', cause: 'left', reason: 'left' },
  ]);
});
