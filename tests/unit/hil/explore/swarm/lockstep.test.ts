import { describe, expect, it } from 'vitest';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';
import type { SwarmStep } from '../../../../../hil/explore/swarm/swarm-step.ts';
import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';

async function steps(run: SwarmCar, list: readonly SwarmStep[]): Promise<void> {
  for (const step of list) expect((await run.take(step)).violation).toBeNull();
}

const generic = (send: string): SwarmStep => ({ verb: 'uds', value: { send, endpoint: 'generic' } });

const ENTER: readonly SwarmStep[] = [
  uds('10 03'),
  { verb: 'unlock', value: 3 },
  uds('31 01 02 02 01'),
  { verb: 'touch', value: 'master' },
  uds('31 01 02 02 02'),
  uds('31 01 02 02 03'),
];

describe('firmware and oracle side by side', () => {
  it('REG-4, KEY-1: a registration is the same on both sides', async () => {
    const run = new SwarmCar({ keySlots: 4 }, 1);
    await steps(run, [...ENTER, { verb: 'touch', value: 'spare' }]);
    expect(run.lockstep.state?.memory.slots.at(3)).toBe(0x10000001);
  });

  it('VEH-4: after a power cut inside a write either past is possible, and one of them remains', async () => {
    for (const byte of [0, 100_000]) {
      const run = new SwarmCar({ keySlots: 4 }, 1);
      const cut: SwarmStep = { verb: 'fault', value: { memoryCut: { block: 'keys', byte } } };
      await steps(run, [...ENTER, cut, { verb: 'touch', value: 'spare' }, { verb: 'advance', value: '1 s' }]);
      const registered = run.lockstep.state?.memory.slots.at(3) ?? null;
      expect(registered).toBe(byte === 0 ? null : 0x10000001);
    }
  });

  it('VEH-5: unreadable memory is beyond the oracle', async () => {
    const run = new SwarmCar({}, 1);
    await steps(run, [{ verb: 'fault', value: { memoryDamage: ['keys'] } }]);
    expect([run.lockstep.isMemoryInDoubt, run.lockstep.isModelled]).toEqual([true, true]);
    await steps(run, [{ verb: 'powerCycle', value: null }]);
    expect(run.lockstep.isModelled).toBe(false);
  });

  it('VEH-4, VEH-8: a fault whose write was cut is either stored or not, and another one may be there before it', async () => {
    for (const byte of [0, 105, 100_000]) {
      const run = new SwarmCar({ keySlots: 4 }, 1);
      await steps(run, [
        { verb: 'fault', value: { fault: 'B278D' } },
        { verb: 'fault', value: { memoryCut: { write: 1, byte, offMs: 100 } } },
        { verb: 'fault', value: { fault: 'B27A5' } },
        { verb: 'fault', value: 'none' },
        { verb: 'advance', value: '1 s' },
        generic('19 0A'),
        uds('31 03 02 02'),
      ]);
    }
  });

  it('VEH-6: a run that a power cut ended is logged by the boot that comes to its end, with its time', async () => {
    const run = new SwarmCar({ keySlots: 4 }, 1);
    await steps(run, [
      uds('10 03'),
      uds('31 01 02 03 01 01'),
      { verb: 'fault', value: { memoryCut: { write: 1, byte: 38, offMs: 100 } } },
      { verb: 'powerCycle', value: { offMs: 2500 } },
      { verb: 'powerCycle', value: { offMs: 2500 } },
      uds('22 10 09'),
    ]);
    expect(run.lockstep.state?.memory.history).toHaveLength(1);
    expect(run.car.smartKey.content.history[0]?.seconds).toBe(5);
  });

  it('conformance 28: 0x21 is right while a response is sent on the other endpoint, and only then', async () => {
    const run = new SwarmCar({}, 1);
    // A foreign request, the response to which goes out behind another one.
    const foreign: SwarmStep = { verb: 'send', value: { id: 0x7b5, data: '03 97 F6 00' } };
    await steps(run, [foreign, generic('22 F1'), uds('22 10 06')]);
    expect(run.lastExchange?.outcome).toMatchObject({ kind: 'negative', nrc: 0x21 });
    await steps(run, [{ verb: 'advance', value: '1 s' }, uds('22 10 06')]);
    expect(run.lastExchange?.outcome.kind).toBe('positive');
  });

  it('conformance 27, 28: after disturbed responses it compares again once none is under way', async () => {
    const run = new SwarmCar({}, 1);
    await steps(run, [
      uds('10 03'),
      { verb: 'fault', value: { transport: { ecu: { wrongSequence: 1, count: 2 } } } },
      generic('22 10 10'),
      { verb: 'fault', value: 'none' },
      uds('10 01'),
      uds('10 03'),
      { verb: 'advance', value: '70 s' },
      uds('22 F1 86'),
    ]);
    expect(run.lockstep.snapshot()).toMatchObject({ isDisturbed: false, responses: { oem: 0, generic: 0 } });
  });

  it('do not take a response of the engine ECU to a functional request for one of the Smart Key ECU', async () => {
    const run = new SwarmCar({}, 1);
    const ids = new Set<number>();
    run.car.observe({ frame: (_timeUs, { id }) => ids.add(id) });
    await steps(run, [
      { verb: 'send', value: { id: 0x7df, data: '01 04' } },
      { verb: 'advance', value: '1 s' },
    ]);
    expect([ids.has(0x7e8), ids.has(0x7bd)]).toEqual([true, false]);
  });

  it('a difference is found: a key in a slot that no rule allows', () => {
    const run = new SwarmCar({}, 1);
    const { smartKey } = run.car;
    const snapshot = smartKey.snapshot();
    const { content } = snapshot.memory;
    const slots = content.slots.map((id, index) => (index === 6 ? 0x77 : id));
    smartKey.restore({ ...snapshot, memory: { ...snapshot.memory, content: { ...content, slots } } });
    expect(run.lockstep.check()).toMatchObject({ rule: 'KEY-2', aspect: 'slots' });
  });
});
