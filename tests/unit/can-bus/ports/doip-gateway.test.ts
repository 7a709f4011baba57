import { expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { DoipGateway } from '../../../../can-bus/ports/doip-gateway.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

it('disconnects by the clock, and counts active sockets', async () => {
  const clock = new VirtualClock();
  const gateway = new DoipGateway({ vehicle: doipTestVehicle, clock, isReady: () => true });
  const done: string[] = [];
  const socket = {
    send: ({ type }: { readonly type: number }): unknown => done.push(`send ${type}`),
    forward: (): unknown => done.push('forward'),
    end: (reason: string): unknown => done.push(reason),
  };
  const first = gateway.open(socket, false);
  gateway.open(socket, false);
  gateway.receive(first, { kind: 'message', version: 2, type: 5, payload: fromHex('0E800000000000') });
  expect([done, gateway.status]).toEqual([['send 6'], { maxSockets: 8, openSockets: 1, isReady: true }]);
  clock.advanceTo(2_000_000);
  await turn();
  expect(done).toEqual(['send 6', 'no routing activation within the time limit']);
  gateway.closed(first);
  expect(gateway.status.openSockets).toBe(0);
  gateway.close();
});
