import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { dataFrame, type CanFrame } from '../../../can-bus/frame/can-frame.ts';
import type { Outbox } from '../../../can-bus/virtual-bus/bus-node.ts';
import { BLOCK_NAMES, type BlockName } from '../../../ecu-sim/memory/block-copy.ts';
import { imageOf } from '../../../ecu-sim/memory/non-volatile-memory.ts';
import { damageBlock, type NvmImage } from '../../../ecu-sim/memory/nvm-image.ts';
import { DEFAULT_PROFILE, parseProfile } from '../../../ecu-sim/profile.ts';
import type { SmartKeyEvent } from '../../../ecu-sim/smart-key/events.ts';
import type { RegistrationProcedure } from '../../../ecu-sim/smart-key/state.ts';
import { SmartKeyEcu } from '../../../ecu-sim/smart-key-ecu.ts';
import { KEY_A, KEY_B, spaced, TestBench } from '../../support/test-bench.ts';
import { TWO_KEYS } from './firmware-step.ts';

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

/** One ECU without a bus or a car: every call is made by the test, and what leaves the ECU is noted as text. */
class Bare implements Outbox<SmartKeyEvent> {
  readonly ecu: SmartKeyEcu;
  #lines: string[] = [];
  readonly #frames: CanFrame[] = [];

  constructor(profile = DEFAULT_PROFILE, image = imageOf(TWO_KEYS)) {
    this.ecu = new SmartKeyEcu(profile, image, { supplyMv: 12_600, cabinKeys: [], faults: [] });
  }

  send(frame: CanFrame): void {
    this.#frames.push(frame);
    this.#lines.push(`${frame.id.toString(16).toUpperCase()}#${toHex(frame.data)}`);
  }

  emit(event: SmartKeyEvent): void {
    const { kind, ...rest } = event;
    if (kind !== 'uds') this.#lines.push([kind, ...Object.values(rest).map((value) => String(value))].join(' '));
  }

  /** What has left the ECU since the last look. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** Power on at 0, ready at 50 ms; what the boot says is taken away. */
  booted(): this {
    this.ecu.powerOn(0, this);
    this.deadline(50_000);
    this.take();
    return this;
  }

  deadline(nowUs: number): readonly string[] {
    this.ecu.onDeadline(nowUs, this);
    return this.take();
  }

  hear(id: number, data: string, nowUs: number): readonly string[] {
    this.ecu.onFrame(dataFrame(id, fromHex(data)), nowUs, this);
    return this.take();
  }

  /** The frame that was sent last with that id is on the wire. */
  confirm(id: number, nowUs: number): readonly string[] {
    const frame = this.#frames.findLast((sent) => sent.id === id);
    if (frame !== undefined) this.ecu.onFrameSent(frame, nowUs, this);
    return this.take();
  }
}

describe('the ECU as a node of the bus', () => {
  const STATUS = '5B5#0200000000000000';

  it('VEH-2, conformance 34: boots in 50 ms, and not a microsecond earlier; then it sends its frame every 200 ms', () => {
    const bare = new Bare();
    const { ecu } = bare;
    expect([ecu.phase, ecu.deadlineUs(), ecu.hasPendingWork()]).toEqual(['off', Infinity, false]);
    ecu.powerOn(0, bare);
    expect([bare.take(), ecu.phase, ecu.deadlineUs(), ecu.hasPendingWork()]).toEqual([
      ['ecu booting'],
      'booting',
      50_000,
      true,
    ]);
    expect([bare.deadline(49_999), ecu.phase]).toEqual([[], 'booting']);
    expect([bare.deadline(50_000), ecu.phase]).toEqual([['ecu running', STATUS], 'running']);
    expect([ecu.deadlineUs(), ecu.hasPendingWork()]).toEqual([250_000, false]);
    expect(bare.deadline(249_999)).toEqual([]);
    expect(bare.deadline(250_000)).toEqual([STATUS]);
    expect(ecu.deadlineUs()).toBe(450_000);
  });

  it('reports a response that gets no flow control, and a request that it ignores meanwhile (conformance 58)', () => {
    const bare = new Bare().booted();
    expect(bare.hear(0x7b5, '0322F190', 60_000)).toEqual(['7BD#101462F190345431']);
    expect(bare.confirm(0x7bd, 61_000)).toEqual([]);
    expect(bare.hear(0x7b5, '023E00', 62_000)).toEqual(['message-lost generic request response-under-way']);
    expect(bare.deadline(1_061_000)).toContain('message-lost generic response timeout-bs');
  });

  it('listens to the frames of the body ECU and to its three requests, and waits for its answers to be out', () => {
    const { ecu } = new Bare();
    expect(ecu.name).toBe('smart-key');
    expect([...ecu.listensTo].sort()).toEqual([0x5b0, 0x620, 0x750, 0x7b5, 0x7df]);
    expect(ecu.confirms).toEqual([0x758, 0x7bd]);
  });

  it('sends no cyclic frame where it has none, and the frame on change all the same', () => {
    const inputs = { supplyMv: 12_600, cabinKeys: [], faults: [] };
    const bare = new Bare();
    const ecu = new SmartKeyEcu(DEFAULT_PROFILE, imageOf(TWO_KEYS), inputs, false);
    ecu.powerOn(0, bare);
    ecu.onDeadline(50_000, bare);
    expect([bare.take().at(-1), ecu.deadlineUs()]).toEqual([STATUS, Infinity]);
    ecu.setCabinKeys([0xa1], 60_000, bare);
    expect(bare.take()).toEqual(['5B5#0200000000040000']);
  });

  it('sends its frame on change, also a microsecond before the next cyclic one', () => {
    const bare = new Bare().booted();
    bare.ecu.touchKey({ id: 0xa1, boundVin: null, batteryMv: 3000 }, 249_999, bare);
    expect(bare.take()).toEqual(['beeps-ordered interior 1', '5B5#0200000000040000']);
    expect(bare.deadline(250_000).at(-1)).toBe('5B5#0200000000040000');
  });

  it('reports each step of the firmware, with its instant, before what follows from it', () => {
    const bare = new Bare().booted();
    const seen: string[] = [];
    bare.ecu.onStateChange = (nowUs) => seen.push(`${nowUs} ${bare.take().length}`);
    bare.ecu.touchKey({ id: 0xa1, boundVin: DEFAULT_PROFILE.vin, batteryMv: 3000 }, 60_000, bare);
    expect(seen).toEqual(['60000 0']);
    expect(bare.take()[0]).toBe('beeps-ordered interior 1');
    seen.length = 0;
    // The frame that is sent every 200 ms is no step.
    const quiet = new Bare().booted();
    quiet.ecu.onStateChange = (nowUs) => seen.push(String(nowUs));
    quiet.deadline(250_000);
    expect(seen).toEqual([]);
    quiet.hear(0x7b5, '02 10 03', 260_000);
    quiet.confirm(0x7bd, 260_100);
    seen.length = 0;
    quiet.deadline(5_260_099);
    expect(seen).toEqual([]);
    quiet.deadline(5_260_100);
    expect(seen).toEqual(['5260100']);
  });

  it('VEH-4: reports a write with its blocks, also where it is one', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    // The date that is stored already is no write.
    expect(bare.hear(0x7b5, '06 2E F1 99 19 01 01', 60_110)).toEqual(['7BD#036EF199CCCCCCCC']);
    bare.confirm(0x7bd, 60_120);
    expect(bare.hear(0x7b5, '06 2E F1 99 19 01 02', 60_130)).toContain('memory-written identity');
    bare.confirm(0x7bd, 60_140);
    expect(bare.hear(0x7b5, '02 27 01', 60_200)).toContain('memory-written security');
    expect(bare.hear(0x7b5, '02 3E 00', 60_300).filter((line) => line.startsWith('memory'))).toEqual([]);
  });

  it('conformance 27: S3 begins when the last of the answers is out, whichever endpoint it is on', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    expect(bare.ecu.firmware?.s3DeadlineUs).toBe(5_060_100);
    bare.hear(0x7b5, '02 3E 00', 70_000);
    // The other endpoint gets 0x21 while this answer is being sent.
    bare.hear(0x750, 'B5 02 3E 00', 70_050);
    bare.confirm(0x758, 70_100);
    expect(bare.ecu.firmware?.s3DeadlineUs).toBe(Infinity);
    bare.confirm(0x7bd, 70_200);
    expect(bare.ecu.firmware?.s3DeadlineUs).toBe(5_070_200);
  });

  it('VEH-4: is off after a write that the power failed in, and only its binding of a key comes out', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    // The write before it, and a step that writes nothing, are as ever.
    bare.ecu.armWriteCut({ write: 2, block: null, byte: 5, share: 0 });
    expect(bare.hear(0x7b5, '06 2E F1 99 19 01 02', 60_110)).toEqual([
      'memory-written identity',
      '7BD#036EF199CCCCCCCC',
    ]);
    bare.confirm(0x7bd, 60_120);
    expect(bare.hear(0x7b5, '02 3E 00', 60_130)).toEqual(['7BD#027E00CCCCCCCCCC']);
    bare.confirm(0x7bd, 60_140);
    expect(bare.hear(0x7b5, '02 27 01', 60_200)).toEqual(['memory-write-cut security 5 316', 'ecu off']);
    expect([bare.ecu.phase, bare.ecu.firmware, bare.ecu.deadlineUs()]).toEqual(['off', null, Infinity]);
    expect(bare.ecu.content.seedCounter).toBe(0);
  });

  it('VEH-4: does not react to a touch whose write the power failed in; the binding of a key comes out when stored', () => {
    const procedure: RegistrationProcedure = {
      kind: 'registration',
      mode: 'initial',
      state: 'awaiting-new-key',
      sinceUs: 50_000,
      deadlineUs: 60_000_000,
      added: 0,
      lastRefusal: 'none',
    };
    for (const [byte, lines] of [
      [5, ['memory-write-cut', 'ecu off']],
      [1_000_000, ['memory-write-cut', 'key-bound 177 4T1BZ1FB4KU999999', 'ecu off']],
    ] as const) {
      const bare = new Bare().booted();
      const snapshot = bare.ecu.snapshot();
      if (snapshot.firmware === null) throw new Error('it has booted');
      bare.ecu.restore({ ...snapshot, firmware: { ...snapshot.firmware, procedure } });
      bare.ecu.armWriteCut({ write: 1, block: 'keys', byte, share: 0 });
      const reaction = bare.ecu.touchKey({ id: 0xb1, boundVin: null, batteryMv: 3000 }, 60_000, bare);
      expect(reaction).toEqual({ reaction: 'none', reason: 'ecu-off' });
      expect(bare.take().map((line) => line.replace(/^(memory-write-cut).*/, '$1'))).toEqual(lines);
      expect(bare.ecu.content.slots.includes(0xb1)).toBe(byte > 5);
    }
  });

  it('does nothing when it is off: no frame, no input, no second power-off', () => {
    const bare = new Bare();
    bare.ecu.powerOff(10, bare);
    expect([bare.hear(0x7b5, '02 3E 00', 20), bare.deadline(30), bare.confirm(0x7bd, 40)]).toEqual([[], [], []]);
    const touched = bare.ecu.touchKey({ id: 0xa1, boundVin: null, batteryMv: 3000 }, 50, bare);
    expect([touched, bare.take()]).toEqual([{ reaction: 'none', reason: 'ecu-off' }, []]);
    bare.booted();
    bare.ecu.powerOff(60_000, bare);
    expect(bare.take()).toEqual(['ecu off']);
    expect([bare.ecu.phase, bare.ecu.deadlineUs(), bare.ecu.hasPendingWork()]).toEqual(['off', Infinity, false]);
    expect(bare.hear(0x7b5, '02 3E 00', 70_000)).toEqual([]);
  });

  it('has no deadline once its supply is gone, and while it boots the end of that alone', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    bare.deadline(250_000);
    expect(bare.ecu.deadlineUs()).toBe(450_000);
    bare.hear(0x7b5, '02 11 01', 440_000);
    bare.confirm(0x7bd, 440_100);
    expect(bare.ecu.deadlineUs()).toBe(490_100);
    bare.deadline(490_100);
    bare.hear(0x7b5, '02 10 03', 500_000);
    bare.confirm(0x7bd, 500_100);
    bare.ecu.powerOff(510_000, bare);
    expect(bare.ecu.deadlineUs()).toBe(Infinity);
  });

  it('is in another ECU, from its snapshot, what it was: signals, sleep, broadcast, what is on its way, deadline', () => {
    const bare = new Bare(parseProfile({ busSleep: 'on' })).booted();
    bare.hear(0x620, '00 00 00 00 00 20 00 00', 60_000);
    bare.hear(0x7b5, '03 22 10 04', 70_000);
    bare.ecu.touchKey({ id: 0xa1, boundVin: null, batteryMv: 3000 }, 80_000, bare);
    bare.ecu.armWriteCut({ write: 2, block: null, byte: 1, share: 0 });
    bare.take();
    const snapshot = bare.ecu.snapshot();
    const other = new Bare(parseProfile({ busSleep: 'on' }));
    other.ecu.restore(snapshot);
    expect(other.ecu.snapshot()).toEqual(snapshot);
    expect([other.ecu.deadlineUs(), other.ecu.isSending(), other.ecu.phase]).toEqual([
      bare.ecu.deadlineUs(),
      true,
      'running',
    ]);
    expect(other.deadline(250_000)).toEqual(bare.deadline(250_000));
  });

  it('takes no frame while it is off or boots: no first frame either', () => {
    const FIRST = '10 08 2E F1 99 26 11 29';
    const bare = new Bare();
    expect(bare.hear(0x7b5, FIRST, 10)).toEqual([]);
    bare.ecu.powerOn(20, bare);
    expect([bare.take(), bare.hear(0x7b5, FIRST, 30), bare.hear(0x5b0, '90 31 38 00 00 00 00 00', 40)]).toEqual([
      ['ecu booting'],
      [],
      [],
    ]);
    expect(bare.deadline(50_020)).toContain('ecu running');
    expect(bare.hear(0x7b5, FIRST, 60_000)).toEqual(['7BD#300800CCCCCCCCCC']);
  });

  it('conformance 33: hears the body ECU, unless 0x28 has made it deaf', () => {
    const DOOR_OPEN = '00 00 00 00 00 20 00 00';
    for (const [receive, inputs] of [
      [true, '7BD#0562100401000000'],
      [false, '7BD#0562100420000000'],
    ] as const) {
      const bare = new Bare().booted();
      const snapshot = bare.ecu.snapshot();
      if (snapshot.firmware === null) throw new Error('it has booted');
      bare.ecu.restore({
        ...snapshot,
        firmware: { ...snapshot.firmware, communication: { receive, transmit: true } },
      });
      bare.hear(0x620, DOOR_OPEN, 60_000);
      expect(bare.hear(0x7b5, '03 22 10 04', 70_000)[0]?.slice(0, 16)).toBe(inputs.slice(0, 16));
      expect(bare.deadline(250_000)).toEqual([STATUS]);
      bare.ecu.restore({
        ...snapshot,
        firmware: { ...snapshot.firmware, communication: { receive, transmit: false } },
      });
      expect(bare.deadline(450_000)).toEqual([]);
    }
  });

  it('conformance 34: its reset drops a request that it was receiving, and keeps the count of beeps', () => {
    const bare = new Bare().booted();
    bare.ecu.touchKey({ id: 0xa1, boundVin: null, batteryMv: 3000 }, 55_000, bare);
    bare.take();
    expect(bare.hear(0x750, 'B5 10 08 2E F1 99 26 11', 60_000)).toEqual(['758#B5300800CCCCCCCC']);
    bare.confirm(0x758, 60_100);
    bare.hear(0x7b5, '02 11 01', 70_000);
    expect(bare.confirm(0x7bd, 70_100)).toContain('ecu booting');
    expect(bare.deadline(120_100)).toContain('ecu running');
    expect(bare.hear(0x750, 'B5 21 29 00 00', 130_000)).toEqual([]);
    expect(bare.ecu.buzzers.interior).toBe(1);
    bare.ecu.powerOff(140_000, bare);
    expect(bare.ecu.buzzers.interior).toBe(0);
    bare.ecu.powerOn(150_000, bare);
    bare.deadline(200_000);
    expect(bare.ecu.buzzers.interior).toBe(0);
  });

  it('conformance 34: sends no broadcast frame while it boots, although its session’s controls have ended', () => {
    const bare = new Bare().booted();
    const snapshot = bare.ecu.snapshot();
    if (snapshot.firmware === null) throw new Error('it has booted');
    const controlled = { session: 'extended', indicatorOverride: 2 } as const;
    bare.ecu.restore({ ...snapshot, firmware: { ...snapshot.firmware, ...controlled } });
    expect(bare.deadline(250_000)).toEqual(['5B5#0200000000400000']);
    bare.hear(0x7b5, '02 11 01', 260_000);
    expect(bare.confirm(0x7bd, 260_100)).toEqual(['session default', 'ecu booting']);
    expect(bare.deadline(310_100)).toEqual(['ecu running', STATUS]);
  });

  it('VEH-5: reports at its boot what is damaged and what was repaired', () => {
    const image = imageOf(TWO_KEYS);
    const damagedImage = damageBlock(image, 'log');
    const half: NvmImage = {
      ...image,
      copies: { ...image.copies, keys: [image.copies.keys[0], damageBlock(image, 'keys').copies.keys[1]] },
    };
    for (const [memory, line] of [
      [image, undefined],
      [damagedImage, 'memory-damaged log'],
      [half, 'memory-repaired keys'],
    ] as const) {
      const bare = new Bare(DEFAULT_PROFILE, memory);
      bare.ecu.powerOn(0, bare);
      expect(
        bare.deadline(50_000).find((text) => text.startsWith('memory-damaged') || text.startsWith('memory-rep')),
      ).toBe(line);
      expect(bare.ecu.memoryDamaged).toBe(memory === damagedImage);
    }
  });

  it('VEH-7: asleep from 2.000000 s after its boot it sends no frame and begins nothing', () => {
    const bare = new Bare(parseProfile({ busSleep: 'on' })).booted();
    expect(bare.hear(0x7b5, '02 3E 00', 2_049_999)).toEqual(['7BD#027E00CCCCCCCCCC']);
    const asleep = new Bare(parseProfile({ busSleep: 'on' })).booted();
    for (let dueUs = 250_000; dueUs < 2_050_000; dueUs += 200_000) expect(asleep.deadline(dueUs)).toEqual([STATUS]);
    expect(asleep.hear(0x7b5, '02 3E 00', 2_050_000)).toEqual([]);
    expect(asleep.deadline(2_050_000)).toEqual([]);
    // A touch changes the frame, which is not sent.
    asleep.ecu.touchKey({ id: 0xa1, boundVin: null, batteryMv: 3000 }, 2_060_000, asleep);
    expect(asleep.take().filter((line) => line.startsWith('5B5'))).toEqual([]);
    // The first door frame is no edge where the door was taken for closed, the next one is.
    asleep.hear(0x620, '00 00 00 00 00 00 00 00', 2_100_000);
    expect(asleep.hear(0x7b5, '02 3E 00', 2_110_000)).toEqual([]);
    asleep.hear(0x620, '00 00 00 00 00 20 00 00', 2_200_000);
    expect(asleep.hear(0x7b5, '02 3E 00', 4_199_999)).toEqual(['7BD#027E00CCCCCCCCCC']);
  });

  it('VEH-7: is awake while a procedure is under way, and 2.000000 s from its end', () => {
    for (const [nowUs, answers] of [
      [9_999_999, ['7BD#027E00CCCCCCCCCC']],
      [11_999_999, ['7BD#027E00CCCCCCCCCC']],
      [12_000_000, []],
    ] as const) {
      const bare = new Bare(parseProfile({ busSleep: 'on' })).booted();
      const snapshot = bare.ecu.snapshot();
      if (snapshot.firmware === null) throw new Error('it has booted');
      const procedure = { kind: 'reset', state: 'running', sinceUs: 0, deadlineUs: 10_000_000 } as const;
      bare.ecu.restore({ ...snapshot, nextStatusUs: Infinity, firmware: { ...snapshot.firmware, procedure } });
      if (nowUs > 10_000_000) bare.deadline(10_000_000);
      expect(bare.hear(0x7b5, '02 3E 00', nowUs).filter((line) => line.startsWith('7BD'))).toEqual(answers);
    }
  });

  it('conformance 58: forgets with its supply the answer that it was sending', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '03 22 F1 90', 60_000);
    bare.confirm(0x7bd, 60_100);
    expect(bare.ecu.isSending()).toBe(true);
    bare.ecu.powerOff(70_000, bare);
    expect(bare.ecu.isSending()).toBe(false);
  });

  it('has pending work while a request is processed and while a reset waits for its answer', () => {
    const bare = new Bare(parseProfile({ actionDurations: { testerPresent: '30 ms' } })).booted();
    bare.hear(0x7b5, '02 3E 00', 60_000);
    expect([bare.ecu.hasPendingWork(), bare.ecu.deadlineUs(), bare.ecu.isSending()]).toEqual([true, 90_000, false]);
    expect(bare.deadline(89_999)).toEqual([]);
    expect(bare.deadline(90_000)).toEqual(['7BD#027E00CCCCCCCCCC']);
    expect(bare.ecu.isSending()).toBe(true);
    bare.confirm(0x7bd, 90_100);
    expect([bare.ecu.hasPendingWork(), bare.ecu.isSending()]).toEqual([false, false]);
    bare.hear(0x7b5, '02 11 01', 100_000);
    expect([bare.ecu.hasPendingWork(), bare.ecu.phase]).toEqual([true, 'running']);
    expect(bare.confirm(0x7bd, 100_100)).toEqual(['ecu booting']);
    expect(bare.ecu.deadlineUs()).toBe(150_100);
  });

  it('VEH-8: keeps faults set and cleared, also while it is off, in order', () => {
    const bare = new Bare();
    for (const fault of ['B27A5', 'B278D', 'B27A5'] as const) bare.ecu.setFault(fault, true, 10, bare);
    expect(bare.ecu.inputs.faults).toEqual(['B278D', 'B27A5']);
    bare.ecu.setFault('B278D', false, 20, bare);
    bare.ecu.setSupply(9000, 30, bare);
    bare.ecu.setCabinKeys([0xa2], 40, bare);
    expect(bare.ecu.inputs).toEqual({ supplyMv: 9000, cabinKeys: [0xa2], faults: ['B27A5'] });
    bare.booted();
    expect(bare.ecu.firmware).toMatchObject({ supplyMv: 9000, cabinKeys: [0xa2], faults: ['B27A5'] });
  });

  it('conformance 58: an answer without a flow control is given up after 1 s, and its session timer begins', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    bare.hear(0x7b5, '03 22 F1 90', 70_000);
    bare.confirm(0x7bd, 70_100);
    expect(bare.ecu.isSending()).toBe(true);
    bare.deadline(1_070_099);
    expect(bare.ecu.isSending()).toBe(true);
    bare.deadline(1_070_100);
    expect([bare.ecu.isSending(), bare.ecu.firmware?.s3DeadlineUs]).toEqual([false, 6_070_100]);
  });

  it('conformance 58: where time is stopped, a new request gives it up', () => {
    const bare = new Bare().booted();
    bare.hear(0x7b5, '02 10 03', 60_000);
    bare.confirm(0x7bd, 60_100);
    bare.hear(0x7b5, '03 22 F1 90', 70_000);
    bare.confirm(0x7bd, 70_100);
    bare.ecu.expireFlowControl(dataFrame(0x7b5, fromHex('02 3E 00')), 80_000, bare);
    expect([bare.ecu.isSending(), bare.ecu.firmware?.s3DeadlineUs]).toEqual([false, 5_080_000]);
    expect(bare.ecu.deadlineUs()).toBe(250_000);
  });
});
