import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { BLOCK_NAMES } from '../../../../ecu-sim/memory/block-copy.ts';
import { factoryContent, type NvmContent } from '../../../../ecu-sim/memory/content.ts';
import { decodeContent, diffBlocks, encodeContent } from '../../../../ecu-sim/memory/content-codec.ts';

const FACTORY = factoryContent({ keySlots: 7, slots: [0xa1b2c3d4, 0x00000000], generator: [1, 2, 3, 0xffff_ffff] });

const USED: NvmContent = {
  slots: [null, 0xffff_ffff, null],
  retired: [0xa1b2c3d4, 0],
  resetIncomplete: true,
  seedCounter: 65_535,
  seedRound: 0x0102_0304,
  generator: [0xffff_ffff, 0, 1, 2],
  attempts: 3,
  delayPending: true,
  securityLost: true,
  history: [{ procedure: 3, outcome: 1, reason: 0, counter: 255, seconds: 0xffff_ffff }],
  historyCounter: 255,
  lastRuns: [null, { state: 0x24, outcome: 5, reason: 0x0e, elapsedMs: 0xff_ffff, detail: [1, 2, 6] }, null],
  lifeSeconds: 1_000_000,
  testerSerial: fromHex('000102030405060708090A0B0C0D0E0F'),
  programmingDate: fromHex('190701'),
  storedFaults: [{ code: 0xa7f041, status: 0x2f, occurrences: 255 }],
};

describe('the content of the memory', () => {
  it('KEY-2 of a new car has its keys in the lowest slots and nothing else', () => {
    expect(FACTORY.slots).toEqual([0xa1b2c3d4, 0, null, null, null, null, null]);
    expect(FACTORY).toMatchObject({
      retired: [],
      seedCounter: 0,
      attempts: 0,
      history: [],
      lastRuns: [null, null, null],
    });
  });

  it('KEY-2 of a new car has no more keys than slots, and none twice', () => {
    expect(() => factoryContent({ keySlots: 1, slots: [1, 2], generator: [0, 0, 0, 1] })).toThrow(
      'more keys than slots',
    );
    expect(() => factoryContent({ keySlots: 3, slots: [1, 1], generator: [0, 0, 0, 1] })).toThrow('twice');
  });

  it.each([
    ['a new car', FACTORY],
    ['a used car', USED],
  ])('of %s is encoded and decoded', (_, content) => {
    expect(decodeContent(encodeContent(content), 7)).toEqual({ content, damaged: [] });
  });

  it('has this form in the blocks', () => {
    const blocks = encodeContent(USED);
    expect(blocks.keys).toEqual(fromHex('03 00 00000000 01 FFFFFFFF 00 00000000 00000002 A1B2C3D4 00000000 01'));
    expect(blocks.security).toEqual(fromHex('FFFF 01020304 FFFFFFFF 00000000 00000001 00000002 03 01 01'));
    expect(blocks.log).toEqual(fromHex('01 030100FF FFFFFFFF FF 00 01 24050E FFFFFF 010206 00 000F4240'));
    expect(blocks.identity).toEqual(fromHex('10 000102030405060708090A0B0C0D0E0F 03 190701'));
    expect(blocks.faults).toEqual(fromHex('01 A7F041 2F FF'));
  });

  it('AUT-3 attempts and delay are one block, so that they change in one write (conformance 45)', () => {
    expect(Object.keys(diffBlocks(FACTORY, { ...FACTORY, attempts: 3, delayPending: true }))).toEqual(['security']);
  });

  it('AUT-1 the seed counter and the generator are one block', () => {
    const drawn: NvmContent = { ...FACTORY, seedCounter: 1, generator: [4, 5, 6, 7] };
    expect(Object.keys(diffBlocks(FACTORY, drawn))).toEqual(['security']);
  });

  it.each<[string, Partial<NvmContent>, string[]]>([
    ['slots', { slots: [] }, ['keys']],
    ['retired', { retired: [1] }, ['keys']],
    ['resetIncomplete', { resetIncomplete: true }, ['keys']],
    ['history', { history: USED.history }, ['log']],
    ['historyCounter', { historyCounter: 1 }, ['log']],
    ['lastRuns', { lastRuns: USED.lastRuns }, ['log']],
    ['lifeSeconds', { lifeSeconds: 1 }, ['log']],
    ['testerSerial', { testerSerial: USED.testerSerial }, ['identity']],
    ['programmingDate', { programmingDate: USED.programmingDate }, ['identity']],
    ['storedFaults', { storedFaults: USED.storedFaults }, ['faults']],
    ['two blocks', { slots: [], storedFaults: USED.storedFaults }, ['keys', 'faults']],
    ['an equal copy', { slots: [...FACTORY.slots], retired: [] }, []],
    ['nothing', {}, []],
  ])('a change of %s writes just the blocks that changed', (_, change, blocks) => {
    const after = { ...FACTORY, ...change };
    const changes = diffBlocks(FACTORY, after);
    expect(Object.keys(changes)).toEqual(blocks);
    expect(decodeContent({ ...encodeContent(FACTORY), ...changes }, 7).content).toEqual(after);
  });

  it('VEH-5 of unreadable blocks shows no invented keys and lets no seed be drawn', () => {
    const { content, damaged } = decodeContent({ ...encodeContent(USED), keys: null, security: null }, 5);
    expect(damaged).toEqual(['keys', 'security']);
    expect(content.slots).toEqual([null, null, null, null, null]);
    expect(content).toMatchObject({
      seedCounter: 65_535,
      seedRound: 0xffff_ffff,
      delayPending: true,
      resetIncomplete: true,
    });
    expect(content.history).toEqual(USED.history);
  });

  it('VEH-5 of a block too short or too long is damaged', () => {
    const blocks = encodeContent(USED);
    fc.assert(
      fc.property(fc.constantFrom(...BLOCK_NAMES), fc.nat(), (block, cutAt) => {
        const payload = blocks[block];
        expect(decodeContent({ ...blocks, [block]: payload.subarray(0, cutAt % payload.length) }, 7).damaged).toEqual([
          block,
        ]);
        expect(decodeContent({ ...blocks, [block]: Uint8Array.of(...payload, 0) }, 7).damaged).toEqual([block]);
      }),
    );
  });
});
