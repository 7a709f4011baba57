import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../../../can-bus/isotp/defaults.ts';
import type { OutputData } from '../../../../can-bus/ports/bounded-output.ts';
import { DoipGateway, type DoipVehicle } from '../../../../can-bus/ports/doip-gateway.ts';
import { DoipProtocol } from '../../../../can-bus/ports/doip-protocol.ts';
import { ACTIVATED, ACTIVATION, doipTestVehicle } from '../../../support/doip-rig.ts';
import { bytesOf } from '../../../support/output-data.ts';
import { turn } from '../../../support/turn.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const { addresses, routes, functionalRoutes } = doipTestVehicle;
/** Its ECU has one more address: the one with which it answers requests to all. */
const vehicle: DoipVehicle = {
  ...doipTestVehicle,
  addresses: { ...addresses, targets: [0x1000, 0x1750] },
  routes: [...routes, ...functionalRoutes],
};

/** A connection, and what it does with its socket and the bus. */
class Rig {
  readonly done: string[] = [];
  readonly protocol: DoipProtocol;
  readonly gateway: DoipGateway;
  readonly clock = new VirtualClock();
  /** Hears each frame for the bus within the call that passes it on. */
  onBus: ((id: number, data: Uint8Array) => void) | null = null;
  readonly #sink = {
    deliver: (frame: { readonly id: number; readonly data: Uint8Array }): void => {
      this.done.push(`bus ${frame.id.toString(16)} ${toHex(frame.data)}`);
      this.onBus?.(frame.id, frame.data);
    },
    reply: (data: OutputData): unknown => this.done.push(toHex(bytesOf(data))),
    trouble: (reason: string): unknown => this.done.push(reason),
    pause: (forMs: number): unknown => this.done.push(`pause ${forMs}`),
    mayGoOn: (): boolean => true,
    holdBack: (): void => undefined,
    end: (): unknown => this.done.push('end'),
  };

  constructor(confirms: boolean = false, behind: DoipVehicle = vehicle) {
    const { clock } = this;
    this.gateway = new DoipGateway({ vehicle: behind, clock, isReady: () => true });
    this.protocol = new DoipProtocol({ gateway: this.gateway, clock, isSecure: false, confirms });
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
  expect(rig.protocol.answersForMs()).toBe(10_000);
  expect(await rig.hear(0x7bd, '027E00CCCCCCCCCC')).toEqual(['02FD80010000000610000E807E00']);
  expect(rig.protocol.answersForMs()).toBe(0);
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

it.each([
  ['of classical CAN', doipTestVehicle.functional, 7],
  ['of CAN FD', { ...doipTestVehicle.functional, fd: true, frameLength: 64 }, 62],
])('DOIP-17: refuses a request to all ECUs that does not fit a single frame %s', async (_, functional, longest) => {
  const rig = new Rig(false, { ...vehicle, functional });
  await rig.send(ACTIVATION);
  const request = (length: number): string => {
    const header = `02FD8001000000${(length + 4).toString(16).padStart(2, '0')}0E80E400`;
    return header + '22'.repeat(length);
  };
  const [frame, acknowledge] = await rig.send(request(longest));
  expect([frame?.slice(0, 7), acknowledge]).toEqual(['bus 7df', '02FD800200000005E4000E8000']);
  expect(await rig.send(request(longest + 1))).toEqual(['02FD800300000005E4000E8004']);
  rig.protocol.closed();
});

/** Both requests come in one write; the ECU answers each within the call that puts it on the bus, as in virtual time. */
it('DOIP-16: the response to a request to all ECUs follows its acknowledge, also on a channel used before', async () => {
  const rig = new Rig(true);
  await rig.send(ACTIVATION);
  rig.onBus = (id, data) => {
    rig.protocol.confirm(dataFrame(id, data));
    rig.protocol.encode(dataFrame(0x7bd, fromHex('027E00CCCCCCCCCC')));
  };
  const physical = '02FD8001000000060E8017503E00';
  const functional = '02FD8001000000060E80E4003E00';
  expect(await rig.send(physical + functional)).toEqual([
    'bus 7b5 023E00CCCCCCCCCC',
    'bus 7df 023E00CCCCCCCCCC',
    '02FD80020000000517500E8000',
    'pause 10',
    '02FD80010000000617500E807E00',
    '02FD800200000005E4000E8000',
    'pause 10',
    '02FD80010000000617500E807E00',
  ]);
  expect((await rig.send(functional)).slice(1)).toEqual([
    '02FD800200000005E4000E8000',
    'pause 10',
    '02FD80010000000617500E807E00',
  ]);
  rig.protocol.closed();
});

const request = (target: string, data: string): string => {
  return `02FD8001${(4 + data.length / 2).toString(16).padStart(8, '0')}0E00${target}${data}`;
};
const acknowledged = (target: string): string => `02FD800200000005${target}0E0000`;
const answered = (source: string, data: string): string => {
  return `02FD8001${(4 + data.length / 2).toString(16).padStart(8, '0').toUpperCase()}${source}0E00${data}`;
};

async function activated(confirms: boolean = false, behind: DoipVehicle = vehicle): Promise<Rig> {
  const rig = new Rig(confirms, behind);
  await rig.send('02FD0005000000070E000000000000');
  return rig;
}

it('DOIP-24: passes a request on when the one before has its answer, also of the same tester', async () => {
  const rig = await activated();
  expect(await rig.send(request('1000', '22F190') + request('1000', '3E80') + request('1000', '22F187'))).toEqual([
    'bus 7b5 0322F190CCCCCCCC',
    acknowledged('1000'),
  ]);
  expect(rig.protocol.answersForMs()).toBe(10_000);
  expect(await rig.hear(0x7bd, '100862F190414243')).toEqual(['bus 7b5 300000CCCCCCCCCC']);
  expect(await rig.hear(0x7bd, '214445CCCCCCCCCC')).toEqual([
    answered('1000', '62F1904142434445'),
    'bus 7b5 023E80CCCCCCCCCC',
    acknowledged('1000'),
    'bus 7b5 0322F187CCCCCCCC',
    acknowledged('1000'),
  ]);
  expect(await rig.hear(0x7bd, '0462F18741CCCCCC')).toEqual([answered('1000', '62F18741')]);
  expect(rig.protocol.answersForMs()).toBe(0);
  rig.protocol.closed();
});

/** As the Smart Key ECU's: with ids of its own for each of its two addresses. */
const oem = isoTpConfig({ kind: 'extended', sendId: 0x750, receiveId: 0x758, sendAddress: 0xb5, receiveAddress: 0xb5 });
const twoChannels: DoipVehicle = {
  ...vehicle,
  routes: [...routes, { address: 0x1750, ecu: 'smart-key', channel: oem }],
};

it('DOIP-24: two addresses of one ECU share its waiting, and so does what it answers to a request to all', async () => {
  const rig = await activated(false, twoChannels);
  expect(await rig.send(request('1000', '22F190') + request('1750', '22F187') + request('1000', '22F195'))).toEqual([
    'bus 7b5 0322F190CCCCCCCC',
    acknowledged('1000'),
  ]);
  expect(await rig.hear(0x7bd, '0462F19041CCCCCC')).toEqual([
    answered('1000', '62F19041'),
    'bus 750 B50322F187CCCCCC',
    acknowledged('1750'),
  ]);
  expect(await rig.hear(0x758, 'B50462F18741CCCC')).toEqual([
    answered('1750', '62F18741'),
    'bus 7b5 0322F195CCCCCCCC',
    acknowledged('1000'),
  ]);
  await rig.hear(0x7bd, '0462F19541CCCCCC');
  await rig.send(request('E400', '22F190'));
  expect(await rig.send(request('1750', '3E00'))).toEqual([]);
  expect(await rig.hear(0x7bd, '0462F19041CCCCCC')).toEqual([
    answered('1750', '62F19041'),
    'bus 750 B5023E00CCCCCCCC',
    acknowledged('1750'),
  ]);
  rig.protocol.closed();
});

it('DOIP-24: after a 0x78 on one address of an ECU the tester may ask the other, and waits for the first all the same', async () => {
  const rig = await activated(false, twoChannels);
  await rig.send(request('1000', '31010203'));
  await rig.hear(0x7bd, '037F3178CCCCCCCC');
  const [present, read] = [await rig.send(request('1750', '3E80')), await rig.send(request('1750', '22F190'))];
  expect([present, read]).toEqual([
    ['bus 750 B5023E80CCCCCCCC', acknowledged('1750')],
    ['bus 750 B50322F190CCCCCC', acknowledged('1750')],
  ]);
  expect(await rig.send(request('1000', '3E00'))).toEqual([]);
  expect(await rig.hear(0x758, 'B5037F2221CCCCCC')).toEqual([answered('1750', '7F2221')]);
  expect(await rig.hear(0x7bd, '0471010203CCCCCC')).toEqual([
    answered('1000', '71010203'),
    'bus 7b5 023E00CCCCCCCCCC',
    acknowledged('1000'),
  ]);
  rig.protocol.closed();
});

/** What a tester that leaves has asked; the ECU's answer has begun. */
async function leaves(rig: Rig): Promise<readonly string[]> {
  await rig.send(request('1000', '22F190') + request('1000', '22F187') + request('1750', '3E00'));
  await rig.hear(0x7bd, '100862F190414243');
  const isLeft = rig.protocol.remains();
  return [isLeft ? 'stays on the bus' : 'has gone', ...rig.done.splice(0)];
}

it('DOIP-24: receives the answer to a tester that has left to the end, and drops it with all that it has queued', async () => {
  const rig = await activated(false, twoChannels);
  await rig.send(request('1000', '22F190') + request('1000', '22F187'));
  expect(rig.protocol.remains()).toBe(true);
  expect(await rig.hear(0x7bd, '100862F190414243')).toEqual(['bus 7b5 300000CCCCCCCCCC']);
  expect(await rig.hear(0x7bd, '214445CCCCCCCCCC')).toEqual(['end']);
  rig.protocol.closed();
  expect(await rig.hear(0x7bd, '0462F18741CCCCCC')).toEqual([]);
});

it('DOIP-24: waits in vain for an ECU that does not answer a tester that has left, without a word, until P2 is over', async () => {
  const rig = await activated(false, twoChannels);
  await rig.send(request('1000', '22F190'));
  expect(rig.protocol.remains()).toBe(true);
  rig.clock.advanceBy(150_000);
  await turn();
  expect(rig.done).toEqual(['end']);
  rig.protocol.closed();
});

it('DOIP-24: a tester that leaves before its queued requests are on the bus sends none of them', async () => {
  const rig = await activated(true);
  expect((await rig.send(request('E400', '3E00').repeat(3))).length).toBe(1);
  expect(rig.protocol.remains()).toBe(true);
  rig.protocol.confirm(dataFrame(0x7df, fromHex('023E00CCCCCCCCCC')));
  await turn();
  expect(rig.done.splice(0)).toEqual([]);
  rig.protocol.closed();
});

it('a tester without a request at an ECU has gone at once, and so have all when the supply is cut', async () => {
  const idle = await activated(false, twoChannels);
  expect(idle.protocol.remains()).toBe(false);
  idle.protocol.closed();
  const rig = await activated(false, twoChannels);
  expect(await leaves(rig)).toEqual(['stays on the bus']);
  rig.gateway.setPowered(false);
  expect(rig.done.splice(0)).toEqual(['end']);
  rig.protocol.closed();
  const cut = await activated(false, twoChannels);
  cut.gateway.setPowered(false);
  expect(await leaves(cut)).toContain('has gone');
  cut.protocol.closed();
});

it('DOIP-24: passes the next request on when the time for the answer to the one before is up', async () => {
  const rig = await activated();
  await rig.send(request('1000', '22F190') + request('1000', '3E00'));
  rig.clock.advanceBy(150_000);
  await turn();
  expect(rig.done.splice(0)).toEqual([
    'bus 7b5 023E00CCCCCCCCCC',
    acknowledged('1000'),
    'no response to 22F190 in time; a later one is not passed on',
  ]);
  rig.protocol.closed();
});

it('DOIP-17: refuses with 05 what waits behind 16 others, or for 1.5 s', async () => {
  const rig = await activated();
  const refused = '02FD80030000000510000E0005';
  const done = await rig.send(request('1000', '22F190').repeat(19));
  expect(done).toEqual(['bus 7b5 0322F190CCCCCCCC', acknowledged('1000'), refused, refused]);
  await rig.hear(0x7bd, '037F2278CCCCCCCC');
  rig.clock.advanceBy(1_500_000);
  await turn();
  expect(rig.done).toEqual(new Array<string>(16).fill(refused));
  rig.protocol.closed();
});

it('DOIP-24: after a 0x78 passes a request on, which the ECU may refuse with 0x21; the answer still comes', async () => {
  const rig = await activated();
  await rig.send(request('1000', '31010203'));
  await rig.hear(0x7bd, '037F3178CCCCCCCC');
  const [present, read] = [await rig.send(request('1000', '3E80')), await rig.send(request('1000', '22F190'))];
  expect([present, read]).toEqual([
    ['bus 7b5 023E80CCCCCCCCCC', acknowledged('1000')],
    ['bus 7b5 0322F190CCCCCCCC', acknowledged('1000')],
  ]);
  expect(await rig.send(request('1000', '3E00'))).toEqual([]);
  expect(await rig.hear(0x7bd, '037F2221CCCCCCCC')).toEqual([answered('1000', '7F2221')]);
  expect(await rig.hear(0x7bd, '0471010203CCCCCC')).toEqual([
    answered('1000', '71010203'),
    'bus 7b5 023E00CCCCCCCCCC',
    acknowledged('1000'),
  ]);
  rig.protocol.closed();
});

it('DOIP-19: an answer comes once, from where it was asked, also while an ECU may refuse a request to all', async () => {
  const rig = await activated();
  await rig.send(request('E400', '3E80'));
  await rig.send(request('1000', '22F190'));
  expect(await rig.hear(0x7bd, '0462F19041CCCCCC')).toEqual([answered('1000', '62F19041')]);
  await rig.send(request('E400', '22F190'));
  expect(await rig.send(request('1000', '22F187'))).toEqual([]);
  expect(await rig.hear(0x7bd, '0462F19041CCCCCC')).toEqual([
    answered('1750', '62F19041'),
    'bus 7b5 0322F187CCCCCCCC',
    acknowledged('1000'),
  ]);
  expect(await rig.hear(0x7bd, '00')).toEqual([]);
  expect(await rig.hear(0x7bd, '0100CCCCCCCCCCCC')).toEqual([answered('1000', '00')]);
  await rig.send(request('1000', '3E80'));
  expect(await rig.hear(0x7bd, '0100CCCCCCCCCCCC')).toEqual([answered('1000', '00')]);
  rig.protocol.closed();
});

it('reports why it disconnects', async () => {
  const rig = new Rig();
  const [nack, reason, end] = await rig.send('474554202F20485454502F312E310D0A');
  expect([nack, reason, end]).toEqual(['02FD00000000000100', 'disconnected: the header is invalid', 'end']);
});

it.each([
  ['0E00', []],
  ['0E8F', ['pause 10']],
  ['0E90', []],
])('leaves a gap after an acknowledge only for testers at addresses of scapy: %s', async (tester, gap) => {
  const rig = new Rig();
  await rig.send(`02FD000500000007${tester}0000000000`);
  expect(await rig.send(`02FD800100000006${tester}10003E00`)).toEqual([
    'bus 7b5 023E00CCCCCCCCCC',
    `02FD8002000000051000${tester}00`,
    ...gap,
  ]);
  rig.protocol.closed();
});
