import { expect, it } from 'vitest';
import { dataFrame } from '../../../../../can-bus/frame/can-frame.ts';
import { Car } from '../../../../../hil/car/car.ts';
import { CarHost } from '../../../../../hil/car/host/car-host.ts';
import type { HostEvent } from '../../../../../hil/car/host/host-event.ts';
import { ToolNode } from '../../../../../hil/car/host/tool-node.ts';

const REQUEST = dataFrame(0x7b5, Uint8Array.of(2, 0x3e, 0, 0xcc, 0xcc, 0xcc, 0xcc, 0xcc));

function startHost(): { readonly host: CarHost; readonly events: HostEvent[]; readonly tool: ToolNode } {
  const host = new CarHost({ car: new Car(), timeMode: 'virtual', onFatal: () => undefined });
  const events: HostEvent[] = [];
  host.hostEvents.subscribe((event) => events.push(event));
  host.start();
  const tool = new ToolNode({ name: 'technician', onEvent: () => undefined, onAlarm: () => undefined });
  return { host, events, tool };
}

it('a tool of this process is a client: its request is answered while time does not move by itself, and it is counted', () => {
  const { host, events, tool } = startHost();
  const startUs = host.car.nowUs;
  const link = host.connectTool(tool);
  link.adjust(() => undefined);
  expect(host.car.nowUs).toBe(startUs);
  link.apply((outbox) => outbox.send(REQUEST));
  expect(host.car.nowUs).toBeGreaterThan(startUs);
  const [bus] = host.buses();
  expect(bus).toMatchObject({ url: 'virtual', clients: [{ id: 'technician', since: startUs, waiting: 0 }] });
  link.leave();
  link.leave();
  expect(host.buses()).toEqual([]);
  expect(events).toMatchObject([
    { event: 'client-connected', url: 'virtual', client: 'technician' },
    { event: 'client-left', url: 'virtual', client: 'technician', cause: 'requested', reason: 'it has finished' },
  ]);
});

it('it stays over a restart of the car, and may leave after the car has ended', () => {
  const { host, tool } = startHost();
  host.advanceTo(host.car.nowUs + 1_000_000);
  const link = host.connectTool(tool);
  host.restart();
  expect(host.buses()).toMatchObject([{ clients: [{ id: 'technician', since: 0 }] }]);
  host.close();
  link.leave();
});
