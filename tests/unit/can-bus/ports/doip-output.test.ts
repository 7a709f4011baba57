import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { NO_DOIP_FAULT, type DoipFault } from '../../../../can-bus/doip/fault-plan.ts';
import { DoipOutput } from '../../../../can-bus/ports/doip-output.ts';
import { bytesOf } from '../../../support/output-data.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const ACK = fromHex('02FD80020000000510000E8000');
const ANSWER = fromHex('02FD80010000000610000E807E00');

class Rig {
  readonly clock = new VirtualClock();
  readonly done: string[] = [];
  readonly output = new DoipOutput(
    {
      deliver: () => undefined,
      reply: (data) => this.done.push(toHex(bytesOf(data))),
      trouble: () => undefined,
      pause: (forMs) => this.done.push(`pause ${forMs}`),
      mayGoOn: () => true,
      holdBack: () => undefined,
      end: (reason) => this.done.push(reason),
    },
    this.clock,
  );

  /** An acknowledge with a fault, and the response after it. */
  send(changes: Partial<DoipFault>): readonly string[] {
    this.output.send(ACK, { ...NO_DOIP_FAULT, message: 'ack', ...changes }, 2);
    this.output.send(ANSWER, null, 0);
    return this.done.splice(0);
  }
}

it('sends messages one by one, with a gap after an acknowledge', () => {
  expect(new Rig().send({})).toEqual([toHex(ACK), 'pause 2', toHex(ANSWER)]);
});

it('splits a message into two segments', () => {
  const rest = ['8002', '00000005', '10000E8000'].join('');
  expect(new Rig().send({ split: 2 })).toEqual(['02FD', 'pause 20', rest, 'pause 2', toHex(ANSWER)]);
  expect(new Rig().send({ split: 100 })).toEqual([toHex(ACK), 'pause 2', toHex(ANSWER)]);
});

it('joins a message with the next one, or sends it alone after 100 ms', () => {
  const rig = new Rig();
  expect(rig.send({ join: true })).toEqual([toHex(ACK) + toHex(ANSWER)]);
  rig.output.send(ACK, { ...NO_DOIP_FAULT, message: 'ack', join: true }, 2);
  rig.clock.advanceTo(100_000);
  expect(rig.done).toEqual([toHex(ACK)]);
});

it('ends the connection inside a message', () => {
  expect(new Rig().send({ cut: 5 }).slice(0, 2)).toEqual(['02FD800200', 'a fault ends the connection']);
  expect(new Rig().send({ cut: 0 })[0]).toBe('a fault ends the connection');
});

it('delays a message in vehicle time, and later ones overtake it', () => {
  const rig = new Rig();
  expect(rig.send({ delayMs: 300, wrongInverse: true })).toEqual([toHex(ANSWER)]);
  rig.clock.advanceTo(299_999);
  expect(rig.done).toEqual([]);
  rig.clock.advanceTo(300_000);
  expect(rig.done).toEqual(['020280020000000510000E8000', 'pause 2']);
  rig.done.length = 0;
  rig.send({ delayMs: 300 });
  rig.output.close();
  rig.clock.advanceTo(1_000_000);
  expect(rig.done).toEqual([]);
});

it('delays a thousand messages at the same time, and sends further ones at once', () => {
  const { clock, done, output } = new Rig();
  for (let count = 0; count < 1_001; count++) {
    output.send(ANSWER, { ...NO_DOIP_FAULT, message: 'response', delayMs: 300 }, 0);
  }
  expect(done).toEqual([toHex(ANSWER)]);
  clock.advanceTo(300_000);
  expect(done).toHaveLength(1_001);
});
