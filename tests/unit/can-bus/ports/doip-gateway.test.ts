import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { DoipGateway, type DoipSocket } from '../../../../can-bus/ports/doip-gateway.ts';
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

it('DOIP-24: passes the request of a second tester on when the first one has its answers, or refuses it after 1.5 s', async () => {
  const clock = new VirtualClock();
  const gateway = new DoipGateway({ vehicle: doipTestVehicle, clock, isReady: () => true });
  const done: string[] = [];
  const socket = (name: string): DoipSocket => ({
    send: ({ type, payload }): unknown => done.push(`${name} ${type.toString(16)} ${toHex(payload)}`),
    forward: (): unknown => done.push(`${name} to the ECU`),
    end: (reason: string): unknown => done.push(reason),
  });
  const ids = ['A', 'B', 'C'].map((name) => gateway.open(socket(name), false));
  const receive = (index: number, type: number, payload: string): readonly string[] => {
    gateway.receive(ids[index] ?? 0, { kind: 'message', version: 2, type, payload: fromHex(payload) });
    return done.splice(0);
  };
  for (const index of [0, 1, 2]) receive(index, 5, `0E8${index}0000000000`);
  expect(receive(0, 0x8001, '0E8010003E00')).toEqual(['A to the ECU']);
  expect(receive(1, 0x8001, '0E8110003E00')).toEqual([]);
  expect(receive(2, 0x8001, '0E82E4003E00')).toEqual(['C to the ECU']);
  gateway.idle(ids[0] ?? 0, 'smart-key');
  expect(done.splice(0)).toEqual(['B to the ECU']);
  expect(receive(2, 0x8001, '0E8210003E00')).toEqual([]);
  expect(ids.map((id) => gateway.areWaiting(id))).toEqual([false, false, true]);
  clock.advanceTo(1_500_000);
  await turn();
  expect(done.splice(0)).toEqual(['C 8003 10000E8205']);
  expect(receive(0, 0x8001, '0E8010003E00')).toEqual([]);
  gateway.closed(ids[1] ?? 0);
  expect(done.splice(0)).toEqual(['A to the ECU']);
  for (const index of [0, 2, 0]) receive(index, 0x8001, `0E8${index}10003E00`);
  gateway.left(ids[0] ?? 0);
  gateway.respond(ids[0] ?? 0, 0x1000, 0x0e80, fromHex('7E00'));
  expect(done.splice(0)).toEqual([]);
  gateway.idle(ids[0] ?? 0, 'smart-key');
  expect(done.splice(0)).toEqual(['C to the ECU']);
  gateway.close();
});

it('DOIP-12, 24: a tester that does not respond to an alive check leaves its place, and what the ECU answers it is waited for', async () => {
  const clock = new VirtualClock();
  const gateway = new DoipGateway({ vehicle: doipTestVehicle, clock, isReady: () => true });
  const done: string[] = [];
  const ids: number[] = [];
  for (const name of ['A', 'B']) {
    const id = gateway.open(
      {
        send: ({ type, payload }) => done.push(`${name} ${type.toString(16)} ${toHex(payload)}`),
        forward: () => done.push(`${name} to the ECU`),
        end: () => {
          done.push(`${name} ends`);
          gateway.left(id);
        },
      },
      false,
    );
    ids.push(id);
  }
  const [a = 0, b = 0] = ids;
  const receive = (id: number, type: number, payload: string): void => {
    gateway.receive(id, { kind: 'message', version: 2, type, payload: fromHex(payload) });
  };
  receive(a, 5, '0E800000000000');
  for (const data of ['22F190', '22F187']) receive(a, 0x8001, `0E801000${data}`);
  receive(b, 5, '0E800000000000');
  clock.advanceTo(500_000);
  await turn();
  receive(b, 0x8001, '0E80100022F190');
  expect(done.splice(0)).toEqual([
    'A 6 0E8010001000000000',
    'A to the ECU',
    'A 7 ',
    'A ends',
    'B 6 0E8010001000000000',
  ]);
  gateway.idle(a, 'smart-key');
  gateway.closed(a);
  expect(done).toEqual(['B to the ECU']);
  gateway.close();
});

it('passes nothing on when the supply voltage is cut: the connections end one after the other', () => {
  const gateway = new DoipGateway({ vehicle: doipTestVehicle, clock: new VirtualClock(), isReady: () => true });
  const done: string[] = [];
  for (const tester of ['0E80', '0E81']) {
    const id: number = gateway.open(
      {
        send: ({ type }) => done.push(`send ${type}`),
        forward: ({ socket }) => done.push(`${socket} to the ECU`),
        end: () => gateway.closed(id),
      },
      false,
    );
    gateway.receive(id, { kind: 'message', version: 2, type: 5, payload: fromHex(`${tester}0000000000`) });
    gateway.receive(id, { kind: 'message', version: 2, type: 0x8001, payload: fromHex(`${tester}10003E00`) });
  }
  gateway.setPowered(false);
  expect([done, gateway.status.openSockets]).toEqual([['send 6', '1 to the ECU', 'send 6'], 0]);
  gateway.close();
});
