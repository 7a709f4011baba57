import { expect, it } from 'vitest';
import { Turns } from '../../../../hil/bench/turns.ts';
import { FakeWall } from '../car/host/fake-wall.ts';

it('gives the event loop a turn each 20 ms of real time, and reports it', async () => {
  const wall = new FakeWall();
  let count = 0;
  const turns = new Turns({ signal: new AbortController().signal, wall, onTurn: () => (count += 1) });
  await turns.take();
  expect(count).toBe(0);
  wall.hang(20_000);
  const turn = turns.take();
  expect(count).toBe(0);
  wall.pass(0);
  await turn;
  await turns.take();
  expect(count).toBe(1);
});

it('ends the work at the next turn after the signal', async () => {
  const wall = new FakeWall();
  const controller = new AbortController();
  const turns = new Turns({ signal: controller.signal, wall });
  wall.hang(20_000);
  const turn = turns.take();
  controller.abort();
  wall.pass(0);
  await expect(turn).rejects.toMatchObject({ code: 'interrupted' });
});
