import { expect, it } from 'vitest';
import type { DoipRequest } from '../../../../can-bus/doip/entity.ts';
import { DoipTurns } from '../../../../can-bus/doip/turns.ts';

const ECU = 'smart-key';
const OTHER_ECU = 'engine';

function request(socket: number, target = 0x1750): DoipRequest {
  return { socket, tester: 0x0e00 + socket, target, data: Uint8Array.of(0x3e, 0), fault: null };
}

it('lets one request be with an ECU, and others wait until its answer is there, also those of its own tester', () => {
  const turns = new DoipTurns();
  const [first, second, third] = [request(1), request(1), request(2)];
  expect([first, second, third].map((each) => turns.enter(ECU, each, 0))).toEqual(['now', 'later', 'later']);
  expect([turns.areWaiting(1), turns.areWaiting(2), turns.areWaiting(3)]).toEqual([true, true, false]);
  expect(turns.enter(OTHER_ECU, request(2, 0x17e0), 0)).toBe('now');
  expect(turns.leave(ECU, 2)).toBeNull();
  expect(turns.leave(ECU, 1)).toBe(second);
  expect(turns.leave(ECU, 1)).toBe(third);
  expect([turns.leave(ECU, 1), turns.leave(ECU, 2)]).toEqual([null, null]);
  expect(turns.enter(ECU, request(3), 0)).toBe('now');
});

it('returns a request that has waited for 1.5 s', () => {
  const turns = new DoipTurns();
  turns.enter(ECU, request(1), 0);
  expect(turns.deadlineUs()).toBe(Infinity);
  turns.enter(ECU, request(2), 100);
  expect([turns.deadlineUs(), turns.onDeadline(1_500_099)]).toEqual([1_500_100, []]);
  expect(turns.onDeadline(1_500_100).map(({ socket }) => socket)).toEqual([2]);
  expect([turns.deadlineUs(), turns.leave(ECU, 1)]).toEqual([Infinity, null]);
});

it('lets at most 16 wait for one ECU', () => {
  const turns = new DoipTurns();
  const answers = Array.from({ length: 18 }, (_, index) => turns.enter(ECU, request(index % 3), 0));
  expect(answers).toEqual(['now', ...new Array<string>(16).fill('later'), 'full']);
});

it('forgets a connection that has ended, and lets the next one go on', () => {
  const turns = new DoipTurns();
  for (const socket of [1, 2, 3]) turns.enter(ECU, request(socket), 0);
  expect(turns.forget(2)).toEqual([]);
  expect(turns.forget(1).map(({ socket }) => socket)).toEqual([3]);
  expect(turns.forget(3)).toEqual([]);
});

it('drops what waits of a connection that has ended, while the ECU is still with its request', () => {
  const turns = new DoipTurns();
  for (const socket of [1, 1, 2]) turns.enter(ECU, request(socket), 0);
  turns.drop(1);
  expect([turns.areWaiting(1), turns.areWaiting(2), turns.enter(ECU, request(3), 0)]).toEqual([false, true, 'later']);
  expect(turns.leave(ECU, 1)?.socket).toBe(2);
  turns.clear();
  expect([turns.areWaiting(3), turns.enter(ECU, request(3), 0)]).toEqual([false, 'now']);
});

it('lets the tester whose request is answered with a 0x78 send the next one, which is not to overtake others of it', () => {
  const turns = new DoipTurns();
  turns.enter(ECU, request(1), 0);
  turns.enter(ECU, request(2), 0);
  turns.pending(ECU, 2);
  expect(turns.enter(ECU, request(1), 0)).toBe('later');
  turns.leave(ECU, 1);
  turns.leave(ECU, 2);
  turns.pending(ECU, 1);
  expect([turns.enter(ECU, request(2), 0), turns.enter(ECU, request(1), 0)]).toEqual(['later', 'now']);
  expect(turns.enter(ECU, request(1), 0)).toBe('later');
  turns.pending(ECU, 1);
  expect(turns.enter(ECU, request(1), 0)).toBe('later');
  expect(turns.leave(ECU, 1)?.socket).toBe(2);
  turns.pending(OTHER_ECU, 2);
  expect(turns.enter(ECU, request(2), 0)).toBe('later');
});

it('lets others wait for what a request to all ECUs gets, which itself waits for nobody', () => {
  const turns = new DoipTurns();
  turns.occupy(ECU, 1);
  turns.occupy(ECU, 2);
  expect(turns.enter(ECU, request(3), 0)).toBe('later');
  expect([turns.leave(ECU, 1), turns.leave(ECU, 1), turns.leave(ECU, 2)?.socket]).toEqual([null, null, 3]);
});

it('lets the tester whose request is answered with a 0x78 go on, also while another one asks all ECUs', () => {
  const turns = new DoipTurns();
  turns.enter(ECU, request(1), 0);
  turns.pending(ECU, 1);
  turns.occupy(ECU, 2);
  expect([turns.enter(ECU, request(2), 0), turns.enter(ECU, request(1), 0)]).toEqual(['later', 'now']);
  expect([turns.leave(ECU, 2), turns.leave(ECU, 1)?.socket]).toEqual([null, 2]);
});
