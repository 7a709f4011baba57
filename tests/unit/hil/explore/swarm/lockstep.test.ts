import { describe, expect, it } from 'vitest';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';
import type { SwarmStep } from '../../../../../hil/explore/swarm/swarm-step.ts';
import { uds } from '../../../../../hil/explore/swarm/draw-step.ts';

async function steps(run: SwarmCar, list: readonly SwarmStep[]): Promise<void> {
  for (const step of list) expect((await run.take(step)).violation).toBeNull();
}

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
