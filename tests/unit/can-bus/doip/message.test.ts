import { expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import {
  addressAt,
  addressed,
  decodeDatagram,
  DoipReader,
  encodeDoip,
  endsConnection,
  type DoipItem,
} from '../../../../can-bus/doip/message.ts';
import { ENTITY_TCP_RULES, ENTITY_UDP_RULES } from '../../../../can-bus/doip/rules.ts';

function read(...chunks: readonly string[]): readonly string[] {
  const items: string[] = [];
  const reader = new DoipReader(ENTITY_TCP_RULES);
  const take = (item: DoipItem): void => {
    items.push(item.kind === 'message' ? `${item.type.toString(16)} ${toHex(item.payload)}` : `nack ${item.code}`);
  };
  for (const chunk of chunks) reader.push(fromHex(chunk), take);
  return items;
}

const ACTIVATION = '02FD0005000000070E800000000000';

it('writes header and payload', () => {
  expect(toHex(encodeDoip(2, 0x8001, addressed(0x0e80, 0x1000, fromHex('3E00'))))).toBe('02FD8001000000060E8010003E00');
  expect(addressAt(fromHex('0E801000'), 2)).toBe(0x1000);
});

it('DOIP-1: reads messages independent of segments', () => {
  const both = `${ACTIVATION}03FC8001000000050E8010003E`;
  const items = ['5 0E800000000000', '8001 0E8010003E'];
  expect(read(both)).toEqual(items);
  expect(read(...(both.match(/../g) ?? []))).toEqual(items);
});

it('DOIP-2: rejects a wrong pattern, and reads nothing after it', () => {
  expect(read(`02FE0005000000070E800000000000${ACTIVATION}`)).toEqual(['nack 0']);
  expect(read(`01FE0005000000070E800000000000`)).toEqual(['nack 0']);
  expect(read('1603010200010001FC0303')).toEqual(['nack 0']);
  expect(endsConnection(0)).toBe(true);
});

it('DOIP-3: rejects an unknown payload type, and continues after its payload', () => {
  expect(read(`02FD123400000002AABB${ACTIVATION}`)).toEqual(['nack 1', '5 0E800000000000']);
  expect(endsConnection(1)).toBe(false);
});

it('DOIP-4: rejects a message of more than 65536 bytes, and continues after it', () => {
  expect(read('02FD800100010001', 'AA'.repeat(65_537), ACTIVATION)).toEqual(['nack 2', '5 0E800000000000']);
});

it('DOIP-5: rejects a length that its type cannot have', () => {
  expect(read(`02FD0005000000080E80000000000000`)).toEqual(['nack 4']);
  expect(read(`02FD8001000000040E801000`)).toEqual(['nack 4']);
  expect(endsConnection(4)).toBe(true);
});

it('stops where it must not go on', () => {
  const reader = new DoipReader(ENTITY_TCP_RULES);
  expect(
    reader.push(
      fromHex(ACTIVATION + ACTIVATION),
      () => undefined,
      () => false,
    ),
  ).toBe(15);
  expect(reader.isWithinMessage).toBe(false);
  reader.push(fromHex('02FD'), () => undefined);
  expect(reader.isWithinMessage).toBe(true);
});

it('reads one message from a datagram', () => {
  expect(decodeDatagram(fromHex('02FD00'), ENTITY_UDP_RULES)).toBeNull();
  expect(decodeDatagram(fromHex('FF00000100000000'), ENTITY_UDP_RULES)).toMatchObject({ kind: 'message', type: 1 });
  expect(decodeDatagram(fromHex('02FD00010000000000'), ENTITY_UDP_RULES)).toMatchObject({ code: 4 });
  expect(decodeDatagram(fromHex('FF00400100000000'), ENTITY_UDP_RULES)).toMatchObject({ code: 0 });
});
