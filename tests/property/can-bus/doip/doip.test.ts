import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { answerDatagram } from '../../../../can-bus/doip/discovery.ts';
import { DoipEntity, type EntityEffect } from '../../../../can-bus/doip/entity.ts';
import { DoipReader, encodeDoip, type DoipItem } from '../../../../can-bus/doip/message.ts';
import { ENTITY_TCP_RULES } from '../../../../can-bus/doip/rules.ts';
import { doipTestVehicle } from '../../../support/doip-rig.ts';

/** Well-formed messages, some of them with one byte changed, and plain garbage. */
const message = fc
  .record({
    version: fc.constantFrom(2, 3, 0xff),
    type: fc.constantFrom(0, 1, 5, 7, 8, 0x8001, 0x8002, 0x1234),
    payload: fc.uint8Array({ maxLength: 16 }),
  })
  .map(({ version, type, payload }) => encodeDoip(version, type, payload));
const bytes = fc.oneof(
  message,
  fc.tuple(message, fc.nat(), fc.nat(255)).map(([whole, at, value]) => whole.with(at % whole.length, value)),
  fc.uint8Array({ maxLength: 40 }),
);

function read(chunks: readonly Uint8Array[]): readonly string[] {
  const items: string[] = [];
  const reader = new DoipReader(ENTITY_TCP_RULES);
  const note = (item: DoipItem): void => {
    items.push(item.kind === 'message' ? `${item.type} ${toHex(item.payload)}` : `nack ${item.code}`);
  };
  for (const chunk of chunks) expect(reader.push(chunk, note)).toBe(chunk.length);
  return items;
}

it('DOIP-1: segments make no difference to any input', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const all = Buffer.concat(parts);
      const segments: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) segments.push(all.subarray(at, at + size));
      expect(read(segments)).toEqual(read([all]));
    }),
  );
});

it('an entity survives any messages of several testers, and keeps its limits', () => {
  const input = fc.tuple(fc.integer({ min: 1, max: 12 }), bytes, fc.nat(3_000_000));
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
      const entity = new DoipEntity({ addresses: doipTestVehicle.addresses });
      const effects: EntityEffect[] = [];
      let nowUs = 0;
      for (let id = 1; id <= 12; id++) entity.open(id, nowUs, false);
      for (const [id, chunk, waitUs] of inputs) {
        nowUs += waitUs;
        if (entity.deadlineUs() <= nowUs) entity.onDeadline(nowUs, effects);
        expect(entity.deadlineUs()).toBeGreaterThan(nowUs);
        new DoipReader(ENTITY_TCP_RULES).push(chunk, (item) => entity.receive(id, item, nowUs, effects));
        expect(entity.activeSockets).toBeLessThanOrEqual(entity.maxSockets);
      }
      const closed = effects.flatMap((effect) => (effect.kind === 'close' ? [effect.socket] : []));
      expect(new Set(closed).size).toBe(closed.length);
    }),
  );
});

it('no datagram breaks the discovery', () => {
  const status = { maxSockets: 8, openSockets: 0, isReady: true };
  fc.assert(
    fc.property(bytes, (datagram) => {
      const answer = answerDatagram(datagram, doipTestVehicle.identity, status);
      expect(answer === null || answer.length >= 8).toBe(true);
    }),
  );
});
