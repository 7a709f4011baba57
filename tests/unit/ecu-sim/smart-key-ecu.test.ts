import { describe, expect, it } from 'vitest';
import { BLOCK_NAMES, type BlockName } from '../../../ecu-sim/memory/block-copy.ts';
import { damageBlock, type NvmImage } from '../../../ecu-sim/memory/nvm-image.ts';
import { KEY_A, KEY_B, spaced, TestBench } from '../../support/test-bench.ts';

function damaged(...blocks: readonly BlockName[]): NvmImage {
  return blocks.reduce<NvmImage>((image, block) => damageBlock(image, block), new TestBench().car.smartKey.image);
}

describe('an ECU whose memory is not readable', () => {
  it.each([['keys'], ['security'], ['log'], ['identity'], ['faults']] as const)(
    'VEH-5: block %s on both copies: every procedure is refused with 0x22, reason memory',
    (block) => {
      const bench = new TestBench({ memory: damaged(block) });
      bench.extended();
      expect(bench.request('31 01 02 03 01 01')).toBe('7F 31 22');
      bench.unlock(3);
      expect(bench.request('31 01 02 02 01')).toBe('7F 31 22');
      bench.unlock(1);
      bench.door(true);
      expect(bench.request('31 01 02 01 01')).toBe('7F 31 22');
      expect(bench.history(3)).toEqual(['01 02 10', '02 02 10', '03 02 10']);
    },
  );

  it('VEH-5: it never starts with invented keys, and the immobilizer is set', () => {
    const bench = new TestBench({ memory: damaged('keys') });
    expect(bench.keys).toEqual([]);
    expect(bench.request('22 10 01')).toBe('62 10 01 00');
    expect(bench.request('22 10 0B')).toBe('62 10 0B 01');
    bench.car.setVehicle({ brake: true });
    expect(bench.car.pressEngineSwitch().reason).toBe('immobilizer-set');
  });

  it('VEH-5: a write is answered 0x72, and nothing written over what could not be read', () => {
    const memory = damaged('keys', 'identity');
    const bench = new TestBench({ memory });
    bench.extended();
    expect(bench.request('2E F1 99 26 07 01')).toBe('7F 2E 72');
    bench.request('31 01 02 03 01 01');
    bench.powerCycle();
    expect(bench.car.smartKey.image.copies.keys).toEqual(memory.copies.keys);
    expect(bench.car.smartKey.image.copies.identity).toEqual(memory.copies.identity);
    expect(bench.car.smartKey.memoryDamaged).toBe(true);
  });

  it('AUT-1, VEH-5: also then no seed comes twice, whichever blocks are damaged, over any power loss', () => {
    for (const blocks of [BLOCK_NAMES, ['security'], ['keys'], ['log']] as const) {
      const bench = new TestBench({ memory: damaged(...blocks) });
      const seeds = new Set<string>();
      for (let round = 0; round < 4; round++) {
        bench.extended();
        seeds.add(spaced(bench.seed(1)));
        bench.powerCycle();
      }
      expect(seeds.size, blocks.join()).toBe(4);
    }
  });

  it('AUT-1, AUT-3, VEH-5: a lost block "security" stays lost, also when seeds were stored in its place since then', () => {
    const bench = new TestBench({ memory: damaged('security') });
    bench.extended();
    bench.seed(1);
    bench.powerCycle();
    bench.extended();
    expect(bench.car.smartKey.memoryDamaged).toBe(true);
    expect(spaced(bench.seed(1))).toMatch(/^00 02 /);
    expect(bench.request('31 01 02 03 01 01')).toBe('7F 31 22');
  });

  it('AUT-3, VEH-5: also then a power loss does not clear the delay', () => {
    const bench = new TestBench({ memory: damaged('keys') });
    bench.extended();
    for (let attempt = 0; attempt < 3; attempt++) bench.unlockWrongly(1);
    bench.powerCycle();
    bench.extended();
    expect(bench.request('27 01')).toBe('7F 27 37');
  });

  it('VEH-5: one bad copy is no fault: the other one is read, the damage repaired and reported', () => {
    const bench = new TestBench();
    const { image } = bench.car.smartKey;
    const [first, second] = damageBlock(image, 'keys').copies.keys;
    const halves: readonly (readonly [Uint8Array, Uint8Array])[] = [
      [first, image.copies.keys[1]],
      [image.copies.keys[0], second],
    ];
    for (const keys of halves) {
      const next = new TestBench({ memory: { ...image, copies: { ...image.copies, keys } } });
      expect(next.car.smartKey.memoryDamaged).toBe(false);
      expect(next.keys).toEqual([KEY_A, KEY_B]);
      expect(next.car.smartKey.image).toEqual(image);
      // Reported once, at the start that found it.
      next.powerCycle();
      next.request('11 01');
      expect(next.ecuEvents('memory-repaired').map(({ event }) => event)).toEqual([
        { kind: 'memory-repaired', parts: ['keys'] },
      ]);
    }
  });
});

describe('power', () => {
  it('VEH-4: a power cut within a session leaves the keys, and the ECU starts in the default session', () => {
    const bench = new TestBench();
    bench.extended();
    bench.powerCycle();
    expect(bench.request('22 F1 86')).toBe('62 F1 86 01');
    expect(bench.keys).toEqual([KEY_A, KEY_B]);
  });

  it('VEH-2: it is silent until bootTime has passed, and reports that to the operator', () => {
    const bench = new TestBench();
    const bootedUs = bench.car.cutPower(100_000);
    expect(bootedUs).toBe(bench.nowUs + 150_000);
    expect(bench.touch(KEY_A)).toBe('none: ecu-off');
    bench.car.advanceTo(bootedUs - 1);
    expect(bench.car.smartKey.phase).toBe('booting');
    expect(bench.touch(KEY_A)).toBe('none: ecu-off');
    bench.car.advanceTo(bootedUs);
    expect(bench.touch(KEY_A)).toBe('start-permitted');
  });

  it('VEH-1: a stimulus while the supply is off takes effect at the next start', () => {
    const bench = new TestBench();
    const bootedUs = bench.car.cutPower(100_000);
    bench.car.setVehicle({ batteryMv: 10_500, doors: { driver: true } });
    bench.car.moveKey(KEY_A, 'outside');
    bench.car.advanceTo(bootedUs);
    bench.car.settle();
    expect(bench.request('22 10 05')).toBe('62 10 05 29 04');
    expect(bench.request('22 10 04')).toBe('62 10 04 81 02');
    expect(bench.car.smartKey.firmware?.cabinKeys).toEqual([KEY_B]);
  });

  it('a snapshot put back makes it what it was', () => {
    const bench = new TestBench();
    bench.startRegistration();
    const snapshot = bench.car.smartKey.snapshot();
    bench.request('31 02 02 02');
    bench.car.smartKey.restore(snapshot);
    expect(bench.car.smartKey.snapshot()).toEqual(snapshot);
  });
});
