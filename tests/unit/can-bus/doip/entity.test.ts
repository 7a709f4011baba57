import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { DoipFaults } from '../../../../can-bus/doip/doip-faults.ts';
import { NO_DOIP_FAULT, type DoipFault, type DoipMessageName } from '../../../../can-bus/doip/fault-plan.ts';
import { DoipEntity, type EntityEffect } from '../../../../can-bus/doip/entity.ts';

const addresses = {
  entity: 0x1000,
  targets: [0x1000, 0x1750],
  functional: 0xe400,
  testers: [0x0e00, 0x0fff],
} as const;

/** An entity, and what it did in one line each. */
class Rig {
  readonly entity: DoipEntity;
  nowUs = 0;

  faults: readonly DoipFault[] = [];

  constructor(
    options: {
      readonly maxSockets?: number;
      readonly requiresTls?: boolean;
      readonly authentication?: Uint8Array;
      readonly isConfirmed?: () => boolean;
    } = {},
  ) {
    const faults = new DoipFaults({ faults: () => this.faults, seed: () => 1 });
    this.entity = new DoipEntity({ addresses, faults, ...options });
  }

  /** One fault is in force. */
  with(message: DoipMessageName, changes: Partial<DoipFault>): this {
    this.faults = [{ ...NO_DOIP_FAULT, message, ...changes }];
    return this;
  }

  open(...ids: readonly number[]): this {
    for (const id of ids) this.entity.open(id, this.nowUs, false);
    return this;
  }

  send(id: number, type: number, payload: string): readonly string[] {
    return this.#told((effects) => {
      const item = { kind: 'message', version: 2, type, payload: fromHex(payload) } as const;
      this.entity.receive(id, item, this.nowUs, effects);
    });
  }

  activate(id: number, tester = '0E80', rest = '0000000000'): readonly string[] {
    return this.send(id, 5, tester + rest);
  }

  at(nowUs: number): readonly string[] {
    this.nowUs = nowUs;
    return this.#told((effects) => this.entity.onDeadline(nowUs, effects));
  }

  effects(id: number, type: number, payload: string): readonly EntityEffect[] {
    const effects: EntityEffect[] = [];
    const item = { kind: 'message', version: 2, type, payload: fromHex(payload) } as const;
    this.entity.receive(id, item, this.nowUs, effects);
    return effects;
  }

  told(action: (effects: EntityEffect[]) => void): readonly string[] {
    return this.#told(action);
  }

  #told(action: (effects: EntityEffect[]) => void): readonly string[] {
    const effects: EntityEffect[] = [];
    action(effects);
    return effects.map((effect) => {
      if (effect.kind === 'close') return `${effect.socket} close`;
      if (effect.kind === 'send') return `${effect.socket} ${effect.type.toString(16)} ${toHex(effect.payload)}`;
      return `${effect.socket} to ${effect.target.toString(16)} ${toHex(effect.data)}`;
    });
  }
}

it('DOIP-10: activates routing', () => {
  const rig = new Rig().open(1);
  expect(rig.activate(1)).toEqual(['1 6 0E8010001000000000']);
  expect(rig.activate(1)).toEqual(['1 6 0E8010001000000000']);
  expect(rig.entity.activeSockets).toBe(1);
  expect(new Rig().open(1).activate(1, '0E80', '010000000011223344')).toEqual(['1 6 0E801000100000000000000000']);
});

it('DOIP-11: refuses routing activation with the reason, and disconnects', () => {
  expect(new Rig().open(1).activate(1, '0DFF')).toEqual(['1 6 0DFF10000000000000', '1 close']);
  expect(new Rig().open(1).activate(1, '0E80', '0200000000')).toEqual(['1 6 0E8010000600000000', '1 close']);
  expect(new Rig({ requiresTls: true }).open(1).activate(1)).toEqual(['1 6 0E8010000700000000', '1 close']);
  const rig = new Rig().open(1);
  rig.activate(1);
  expect(rig.activate(1, '0E81')).toEqual(['1 6 0E8110000200000000', '1 close']);
});

it('DOIP-22: activates central security (E0) with the four bytes of the profile, and refuses it with 04 without them', () => {
  const authentication = fromHex('C0FFEE01');
  const rig = new Rig({ authentication }).open(1, 2);
  expect(rig.activate(1, '0E80', 'E000000000')).toEqual(['1 6 0E8010000400000000']);
  expect(rig.activate(1, '0E80', 'E000000000C0FFEE02')).toEqual(['1 6 0E801000040000000000000000']);
  expect(rig.entity.activeSockets).toBe(0);
  expect(rig.send(1, 0x8001, '0E8017503E00')).toEqual(['1 8003 17500E8002', '1 close']);
  expect(rig.activate(2, '0E80', 'E000000000C0FFEE01')).toEqual(['2 6 0E801000100000000000000000']);
  expect(new Rig().open(1).activate(1, '0E80', 'E000000000C0FFEE01')[0]).toBe('1 6 0E801000060000000000000000');
});

it('DOIP-25: answers 11 until somebody confirms at the vehicle, and keeps who is active then', () => {
  let isConfirmed = false;
  const rig = new Rig({ isConfirmed: () => isConfirmed }).open(1);
  expect(rig.activate(1)).toEqual(['1 6 0E8010001100000000']);
  expect(rig.entity.activeSockets).toBe(0);
  isConfirmed = true;
  expect(rig.activate(1)).toEqual(['1 6 0E8010001000000000']);
  isConfirmed = false;
  expect(rig.activate(1)).toEqual(['1 6 0E8010001000000000']);
  expect(rig.activate(1, '0001')).toEqual(['1 6 000110000000000000', '1 close']);
});

it('a fault gives routing activation another code: the gateway does what it says', () => {
  for (const code of [0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07]) {
    const rig = new Rig().open(1).with('activation', { code });
    expect(rig.activate(1)).toEqual([`1 6 0E8010000${code}00000000`, '1 close']);
  }
  for (const [code, text] of [
    [0x04, '04'],
    [0x11, '11'],
  ] as const) {
    const rig = new Rig().open(1).with('activation', { code, count: 1 });
    expect(rig.activate(1)).toEqual([`1 6 0E801000${text}00000000`]);
    expect(rig.entity.activeSockets).toBe(0);
    expect(rig.activate(1)).toEqual(['1 6 0E8010001000000000']);
  }
  expect(new Rig().open(1).with('activation', { code: 0x10 }).activate(1, '0001')).toEqual(['1 6 000110001000000000']);
});

it('a fault loses a response to routing activation, or rejects the header of its request', () => {
  expect(new Rig().open(1).with('activation', { drop: true }).activate(1)).toEqual([]);
  expect(new Rig().open(1).with('activation', { headerNack: 3 }).activate(1)).toEqual(['1 0 03']);
  expect(new Rig().open(1).with('activation', { headerNack: 0 }).activate(1)).toEqual(['1 0 00', '1 close']);
});

it('a fault makes an acknowledge negative: the request is not passed on', () => {
  const rig = new Rig().open(1);
  rig.activate(1);
  for (const code of [3, 4, 5, 6, 7, 8]) {
    rig.with('ack', { code });
    expect(rig.send(1, 0x8001, '0E8017503E00')).toEqual([`1 8003 17500E800${code}`]);
  }
  rig.with('ack', { code: 2 });
  expect(rig.send(1, 0x8001, '0E8017503E00')).toEqual(['1 8003 17500E8002', '1 close']);
});

it('a fault loses an acknowledge of a request that is passed on', () => {
  const rig = new Rig().open(1).with('ack', { drop: true });
  rig.activate(1);
  const [effect] = rig.effects(1, 0x8001, '0E8017503E00');
  if (effect?.kind !== 'forward') throw new Error('not passed on');
  expect(rig.told((effects) => rig.entity.forwarded(effect, null, 0, effects))).toEqual([]);
});

it('a fault loses an alive check: the tester that does not respond is disconnected', () => {
  const rig = new Rig().open(1, 2).with('aliveCheck', { drop: true });
  rig.activate(1);
  expect(rig.activate(2)).toEqual([]);
  expect(rig.at(500_000)).toEqual(['1 close', '2 6 0E8010001000000000']);
});

it('DOIP-12: keeps an address for the socket that responds to an alive check', () => {
  const rig = new Rig().open(1, 2);
  rig.activate(1);
  expect(rig.activate(2)).toEqual(['1 7 ']);
  expect(rig.send(1, 8, '0E80')).toEqual(['2 6 0E8010000300000000', '2 close']);
});

it('DOIP-13: disconnects a socket that does not respond to an alive check within 500 ms', () => {
  const rig = new Rig().open(1, 2);
  rig.activate(1);
  rig.activate(2);
  expect(rig.entity.deadlineUs()).toBe(500_000);
  expect(rig.at(500_000)).toEqual(['1 close', '2 6 0E8010001000000000']);
});

it('DOIP-14: with all sockets active, checks them all', () => {
  const rig = new Rig({ maxSockets: 2 }).open(1, 2, 3);
  rig.activate(1, '0E81');
  rig.activate(2, '0E82');
  expect(rig.activate(3, '0E83')).toEqual(['1 7 ', '2 7 ']);
  expect(rig.send(1, 8, '0E81')).toEqual([]);
  expect(rig.send(2, 8, '0E82')).toEqual(['3 6 0E8310000100000000', '3 close']);
  rig.open(4);
  rig.activate(4, '0E84');
  expect(rig.told((effects) => rig.entity.closed(1, 0, effects))).toEqual(['4 6 0E8410001000000000']);
});

it('DOIP-15: disconnects after 2 s without routing activation, and after 5 min without a message', () => {
  const rig = new Rig().open(1, 2);
  rig.activate(2);
  expect(rig.at(1_999_999)).toEqual([]);
  expect(rig.at(2_000_000)).toEqual(['1 close']);
  rig.send(2, 0x8001, '0E8010003E00');
  expect(rig.entity.deadlineUs()).toBe(302_000_000);
  expect(rig.at(302_000_000)).toEqual(['2 close']);
});

it('DOIP-16: passes a diagnostic message on, and acknowledges it', () => {
  const rig = new Rig().open(1);
  rig.activate(1);
  expect(rig.send(1, 0x8001, '0E8017503E00')).toEqual(['1 to 1750 3E00']);
  expect(rig.send(1, 0x8001, '0E80E4003E00')).toEqual(['1 to e400 3E00']);
  const request = { socket: 1, tester: 0x0e80, target: 0x1750, data: fromHex('3E00'), fault: null };
  expect(rig.told((effects) => rig.entity.forwarded(request, null, 0, effects))).toEqual(['1 8002 17500E8000']);
  expect(rig.told((effects) => rig.entity.forwarded(request, 6, 0, effects))).toEqual(['1 8003 17500E8006']);
  expect(rig.told((effects) => rig.entity.respond(1, 0x1750, 0x0e80, fromHex('7E00'), 0, effects))).toEqual([
    '1 8001 17500E807E00',
  ]);
  expect(rig.told((effects) => rig.entity.respond(1, 0x1750, 0x0e81, fromHex('7E00'), 0, effects))).toEqual([]);
});

it('DOIP-17: refuses a diagnostic message with the reason', () => {
  const rig = new Rig().open(1, 2);
  rig.activate(1);
  expect(rig.send(1, 0x8001, '0E8017513E00')).toEqual(['1 8003 17510E8003']);
  expect(rig.send(1, 0x8001, `0E801750${'00'.repeat(4096)}`)).toEqual(['1 8003 17500E8004']);
  expect(rig.send(1, 0x8001, '0E80E40022F190F18CF18A')).toEqual(['1 to e400 22F190F18CF18A']);
  expect(rig.send(1, 0x8001, '0E80E40022F190F18CF18AF1')).toEqual(['1 8003 E4000E8004']);
  expect(rig.send(1, 0x8001, '0E8117503E00')).toEqual(['1 8003 17500E8102', '1 close']);
  expect(rig.send(2, 0x8001, '0E8017503E00')).toEqual(['2 8003 17500E8002', '2 close']);
});

it('DOIP-2, 3: answers an invalid header, and disconnects after one that hides the next', () => {
  const rig = new Rig().open(1);
  const reject = (code: 0 | 1): readonly string[] =>
    rig.told((effects) => rig.entity.receive(1, { kind: 'rejected', version: 2, type: 5, code }, 0, effects));
  expect(reject(1)).toEqual(['1 0 01']);
  expect(reject(0)).toEqual(['1 0 00', '1 close']);
});

it('disconnects a socket that responds to alive checks with another address', () => {
  const rig = new Rig().open(1);
  rig.activate(1);
  expect(rig.send(1, 8, '0E81')).toEqual(['1 close']);
});
