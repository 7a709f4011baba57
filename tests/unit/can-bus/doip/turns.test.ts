import { expect, it } from 'vitest';
import type { DoipRequest } from '../../../../can-bus/doip/entity.ts';
import { DoipTurns } from '../../../../can-bus/doip/turns.ts';

function request(socket: number, target = 0x1750): DoipRequest {
  return { socket, tester: 0x0e00 + socket, target, data: Uint8Array.of(0x3e, 0), fault: null };
}

it('lets one tester follow its own requests, and others wait until its answers are there', () => {
  const turns = new DoipTurns();
  expect([turns.enter(request(1), 0), turns.enter(request(1), 0), turns.enter(request(2), 0)]).toEqual([
    'now',
    'now',
    'later',
  ]);
  expect(turns.enter(request(2, 0x17e0), 0)).toBe('now');
  expect(turns.enter(request(1), 0)).toBe('later');
  expect(turns.leave(0x1750, 2)).toBeNull();
  expect([turns.leave(0x1750, 1)?.socket, turns.leave(0x1750, 2)?.socket, turns.leave(0x1750, 1)]).toEqual([
    2,
    1,
    null,
  ]);
  expect(turns.enter(request(3), 0)).toBe('now');
});

it('returns a request that has waited for 1.5 s', () => {
  const turns = new DoipTurns();
  turns.enter(request(1), 0);
  expect(turns.deadlineUs()).toBe(Infinity);
  turns.enter(request(2), 100);
  expect([turns.deadlineUs(), turns.onDeadline(1_500_099)]).toEqual([1_500_100, []]);
  expect(turns.onDeadline(1_500_100).map(({ socket }) => socket)).toEqual([2]);
  expect([turns.deadlineUs(), turns.leave(0x1750, 1)]).toEqual([Infinity, null]);
});

it('lets at most 16 wait for one ECU', () => {
  const turns = new DoipTurns();
  const answers = Array.from({ length: 18 }, (_, index) => turns.enter(request(index), 0));
  expect(answers).toEqual(['now', ...new Array<string>(16).fill('later'), 'full']);
});

it('forgets a connection that has ended, and lets the next one go on', () => {
  const turns = new DoipTurns();
  for (const socket of [1, 2, 3]) turns.enter(request(socket), 0);
  expect(turns.forget(2)).toEqual([]);
  expect(turns.forget(1).map(({ socket }) => socket)).toEqual([3]);
  expect(turns.forget(3)).toEqual([]);
});
