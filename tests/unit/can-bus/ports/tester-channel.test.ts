import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import { TesterChannel } from '../../../../can-bus/ports/tester-channel.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

it('listens only while an answer is due', async () => {
  const done: string[] = [];
  const channel = new TesterChannel({
    channel: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
    clock: new VirtualClock(),
    deliver: ({ data }) => done.push(toHex(data)),
    answered: (payload) => done.push(`answer ${toHex(payload)}`),
    sent: () => done.push('sent'),
    notSent: (fault) => done.push(fault),
    trouble: (reason) => done.push(reason),
  });
  const answer = dataFrame(0x7bd, fromHex('027E00'));
  channel.take(answer);
  await turn();
  expect(channel.request(fromHex('3E00'))).toBe(true);
  channel.take(answer);
  await turn();
  channel.take(answer);
  channel.expect(fromHex('3E00'));
  channel.take(answer);
  await turn();
  expect(done).toEqual(['023E00CCCCCCCCCC', 'sent', 'answer 7E00', 'answer 7E00']);
  channel.close();
});

it('drops the requests that are not on the bus yet, and receives the answers to the others', async () => {
  const done: string[] = [];
  const channel = new TesterChannel({
    channel: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
    clock: new VirtualClock(),
    confirms: true,
    deliver: ({ data }) => done.push(toHex(data)),
    answered: (payload) => done.push(`answer ${toHex(payload)}`),
    sent: () => done.push('sent'),
    notSent: (fault) => done.push(fault),
    trouble: (reason) => done.push(reason),
  });
  for (const request of ['3E00', '22F190', '22F187']) channel.request(fromHex(request));
  channel.dropWaiting();
  channel.confirm(dataFrame(0x7b5, fromHex('023E00CCCCCCCCCC')));
  channel.take(dataFrame(0x7bd, fromHex('027E00')));
  await turn();
  expect([done, channel.isBusy]).toEqual([['023E00CCCCCCCCCC', 'sent', 'answer 7E00'], false]);
  channel.close();
});

it('reports that it is idle: after the answer, or at once where silence may be the answer', async () => {
  let idle = 0;
  const channel = new TesterChannel({
    channel: isoTpConfig({ kind: 'normal', sendId: 0x7b5, receiveId: 0x7bd }),
    clock: new VirtualClock(),
    deliver: () => undefined,
    answered: () => undefined,
    sent: () => undefined,
    notSent: () => undefined,
    trouble: () => undefined,
    idle: () => idle++,
  });
  channel.request(fromHex('3E00'));
  expect(idle).toBe(0);
  channel.take(dataFrame(0x7bd, fromHex('037F3E78')));
  await turn();
  expect(idle).toBe(0);
  channel.take(dataFrame(0x7bd, fromHex('027E00')));
  await turn();
  expect(idle).toBe(1);
  channel.request(fromHex('3E80'));
  expect(idle).toBe(2);
  channel.close();
});
