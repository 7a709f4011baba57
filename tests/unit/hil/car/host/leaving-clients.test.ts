import { expect, it } from 'vitest';
import { LeavingClients } from '../../../../../hil/car/host/leaving-clients.ts';
import { PortNode } from '../../../../../hil/car/host/port-node.ts';
import { FakePort } from './fake-port.ts';

function nodeOf(name: string): PortNode {
  return new PortNode(name, new FakePort(), 0, () => undefined);
}

it('a client that has closed its connection stays until its frames are sent, at most for a second', () => {
  const leaving = new LeavingClients();
  const [quiet, waiting] = [nodeOf('quiet'), nodeOf('waiting')];
  leaving.add(quiet, 'left', 100);
  leaving.add(waiting, 'left', 100);
  const waitingOf = (node: PortNode): number => (node === waiting ? 1 : 0);
  expect(leaving.takeGone(100, waitingOf)).toEqual([quiet]);
  expect([...leaving.nodes]).toEqual([waiting]);
  expect(leaving.takeGone(1_000_099, waitingOf)).toEqual([]);
  expect(leaving.takeGone(1_000_100, waitingOf)).toEqual([waiting]);
  expect(leaving.isEmpty).toBe(true);
});

it('one that was disconnected goes at once, and a restart lets all go', () => {
  const leaving = new LeavingClients();
  const [cut, left] = [nodeOf('cut'), nodeOf('left')];
  leaving.add(cut, 'cut-off', 5_000_000);
  expect(leaving.takeGone(5_000_000, () => 1)).toEqual([cut]);
  leaving.add(left, 'left', 5_000_000);
  leaving.renew();
  expect(leaving.takeGone(0, () => 1)).toEqual([left]);
});
