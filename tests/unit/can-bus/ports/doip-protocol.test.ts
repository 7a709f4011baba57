import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { OutputData } from '../../../../can-bus/ports/bounded-output.ts';
import { DoipGateway } from '../../../../can-bus/ports/doip-gateway.ts';
import { DoipProtocol } from '../../../../can-bus/ports/doip-protocol.ts';
import { ACTIVATED, ACTIVATION, doipTestVehicle } from '../../../support/doip-rig.ts';
import { bytesOf } from '../../../support/output-data.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** A connection, and what it does with its socket and the bus. */
class Rig {
  readonly done: string[] = [];
  readonly protocol: DoipProtocol;
  readonly #sink = {
    deliver: (frame: { readonly id: number; readonly data: Uint8Array }): void => {
      this.done.push(`bus ${frame.id.toString(16)} ${toHex(frame.data)}`);
    },
    reply: (data: OutputData): unknown => this.done.push(toHex(bytesOf(data))),
    trouble: (reason: string): unknown => this.done.push(reason),
    pause: (forMs: number): unknown => this.done.push(`pause ${forMs}`),
    mayGoOn: (): boolean => true,
    holdBack: (): void => undefined,
    end: (): unknown => this.done.push('end'),
  };

  constructor() {
    const clock = new VirtualClock();
    const gateway = new DoipGateway({ vehicle: doipTestVehicle, clock, isReady: () => true });
    this.protocol = new DoipProtocol({ gateway, clock, isSecure: false });
    this.protocol.opened(this.#sink);
  }

  async send(hex: string): Promise<readonly string[]> {
    this.protocol.receive(fromHex(hex), this.#sink);
    await turn();
    return this.done.splice(0);
  }

  async hear(id: number, hex: string): Promise<readonly string[]> {
    this.protocol.encode(dataFrame(id, fromHex(hex)));
    await turn();
    return this.done.splice(0);
  }
}

it('DOIP-18: sends a request over CAN, and its answer back', async () => {
  const rig = new Rig();
  expect(await rig.send(ACTIVATION)).toEqual([ACTIVATED]);
  expect(await rig.send('02FD8001000000060E8010003E00')).toEqual([
    'bus 7b5 023E00CCCCCCCCCC',
    '02FD80020000000510000E8000',
    'pause 10',
  ]);
  expect(await rig.hear(0x7bd, '027E00CCCCCCCCCC')).toEqual(['02FD80010000000610000E807E00']);
  expect(await rig.hear(0x7bd, '027E00CCCCCCCCCC')).toEqual([]);
  rig.protocol.closed();
});

it('DOIP-19: answers to a functional request come from the address of each ECU', async () => {
  const rig = new Rig();
  await rig.send(ACTIVATION);
  expect(await rig.send('02FD8001000000060E80E4003E00')).toEqual([
    'bus 7df 023E00CCCCCCCCCC',
    '02FD800200000005E4000E8000',
    'pause 10',
  ]);
  expect(await rig.hear(0x7bd, '027E00CCCCCCCCCC')).toEqual(['02FD80010000000617500E807E00']);
  rig.protocol.closed();
});

it('reports why it disconnects', async () => {
  const rig = new Rig();
  const [nack, reason, end] = await rig.send('474554202F20485454502F312E310D0A');
  expect([nack, reason, end]).toEqual(['02FD00000000000100', 'disconnected: the header is invalid', 'end']);
});

it('leaves no gap after an acknowledge to a tester at another address than scapy', async () => {
  const rig = new Rig();
  await rig.send('02FD0005000000070E000000000000');
  expect(await rig.send('02FD8001000000060E0010003E00')).toEqual([
    'bus 7b5 023E00CCCCCCCCCC',
    '02FD80020000000510000E0000',
  ]);
  rig.protocol.closed();
});
