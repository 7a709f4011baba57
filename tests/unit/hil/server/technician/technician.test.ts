import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE, parseProfile } from '../../../../../ecu-sim/profile.ts';
import { carStateOf } from '../../../../../hil/car/car-state.ts';
import { passCodeFor, TechnicianBench } from './technician-bench.ts';

const MINUTE_US = 60_000_000;

describe('a technician in virtual time', () => {
  it('RST-1 to RST-4: resets the car, screen by screen, while somebody advances its clock', async () => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start('reset');
    expect(await bench.onwards()).toMatchObject({ kind: 'watch', stimulus: 'open-driver-door' });
    bench.openDoor();
    expect(await bench.onwards()).toMatchObject({ kind: 'watch', status: 'erasing the keys', stimulus: null });
    const startedUs = bench.host.car.nowUs;
    expect(await bench.question()).toMatchObject({ kind: 'watch' });
    expect(bench.host.car.nowUs).toBe(startedUs);
    bench.host.advanceTo(startedUs + 16 * MINUTE_US);
    expect(await bench.question()).toMatchObject({ kind: 'screen', choices: [{ answer: 'next', label: 'Exit' }] });
    await bench.press('next');
    expect(bench.technician.state()).toMatchObject({ running: false, question: null, result: { outcome: 'done' } });
    expect(bench.rows()).toMatchObject({ result: 'done', 'keys erased': '2', 'keys registered now': '0' });
    const numbers = bench.technician.state().log.map(({ number }) => number);
    expect(numbers).toContain('SMRT-18-002');
    expect(bench.bugs).toEqual([]);
  });

  it('RST-2: its screens name the limits of this car', async () => {
    const bench = new TechnicianBench('virtual', {
      profile: parseProfile({ resetDuration: 60, batteryMin: 9.5, eraseWindow: 12 }),
    });
    bench.openDoor();
    bench.technician.start('reset');
    const running = await bench.onwards();
    expect(running?.text).toContain('Keep the battery at or above 9.5 V; connect a charger if it is low.');
    const texts = bench.technician.state().log.flatMap(({ text }) => text);
    expect(texts).toContain('The reset takes about 1 minute, starting after the second pass-code.');
    bench.host.advanceTo(bench.host.car.nowUs + MINUTE_US);
    await bench.press('next');
    expect(bench.rows()).toMatchObject({ result: 'done' });
  });

  it('REG-5: registers two new keys that somebody touches', async () => {
    const bench = new TechnicianBench('virtual', { registeredKeys: [] });
    const first = bench.host.car.makeKey({ id: 0xb1 });
    const second = bench.host.car.makeKey({ id: 0xb2 });
    bench.technician.start('register');
    expect(await bench.onwards()).toMatchObject({ kind: 'watch', stimulus: 'touch-key' });
    bench.host.act((car) => car.touchKey(first.id));
    expect((await bench.question())?.text).toContain('Keys registered in this run: 1. Room for further keys: 6.');
    bench.host.act((car) => car.touchKey(second.id));
    expect((await bench.question())?.text).toContain('Keys registered in this run: 2. Room for further keys: 5.');
    await bench.press('next');
    await bench.press('exit');
    expect(bench.rows()).toMatchObject({ result: 'done', 'keys added': '000000B1, 000000B2', 'free slots': '5' });
  });

  it('ERA-3: erases the key that nobody touches', async () => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start('erase');
    expect(await bench.onwards()).toMatchObject({ kind: 'count', input: { form: 'count', value: '' } });
    await bench.press('1');
    expect(await bench.onwards()).toMatchObject({ kind: 'watch', stimulus: 'touch-key' });
    bench.host.act((car) => car.touchKey(0xa1000001));
    expect((await bench.question())?.choices[0]).toEqual({ answer: 'next', label: 'Delete' });
    await bench.press('next');
    await bench.press('next');
    expect(bench.rows()).toMatchObject({ result: 'done', 'keys kept': 'A1000001', 'keys erased': '1' });
  });

  it.each([
    ['read', 'values'],
    ['faults', 'trouble codes'],
    ['clear', 'cleared'],
  ] as const)('%s: asks nothing, and shows a table', async (utility, label) => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start(utility);
    expect(await bench.question()).toBeNull();
    expect(bench.technician.state().result?.outcome).toBe('done');
    if (utility === 'read') expect(bench.rows()).toHaveProperty(['vehicle'], '4T1BZ1FB4KU999999');
    else expect(bench.rows()).toHaveProperty([label]);
  });

  it('reports the first screen of a second utility, too', async () => {
    const bench = new TechnicianBench('virtual');
    const screens = async (): Promise<number> => {
      bench.events.length = 0;
      bench.technician.start('reset');
      await bench.press('exit');
      await bench.question();
      return bench.events.filter(({ event }) => event === 'technician-screen').length;
    };
    expect([await screens(), await screens()]).toEqual([1, 1]);
  });

  it('VEH-7: asks for the door while the ECU does not answer, and goes on when it does', async () => {
    const bench = new TechnicianBench('virtual', { profile: { ...DEFAULT_PROFILE, busSleep: true } });
    bench.host.act((car) => car.setVehicle({ powerMode: 'off' }));
    bench.host.advanceTo(bench.host.car.nowUs + 10 * MINUTE_US);
    bench.technician.start('reset');
    expect(await bench.question()).toMatchObject({ kind: 'watch', stimulus: 'toggle-driver-door' });
    bench.openDoor();
    expect(await bench.question()).toMatchObject({
      kind: 'vehicle',
      input: { form: 'vin', value: '4T1BZ1FB4KU999999' },
    });
  });
});

describe('a technician in real time', () => {
  it('RST-4: a time that is switched in the middle, and skipped, ends the wait', async () => {
    const bench = new TechnicianBench('real');
    bench.technician.start('reset');
    const goOn = async (): Promise<void> => {
      for (let step = 0; step < 60; step += 1) {
        bench.wall.pass(50_000);
        const question = await bench.onwards();
        if (question?.stimulus === 'open-driver-door') bench.openDoor();
        if (question?.status === 'erasing the keys') return;
      }
    };
    await goOn();
    bench.host.setTime({ mode: 'virtual' });
    expect(await bench.question()).toMatchObject({ status: 'erasing the keys' });
    bench.host.advanceTo(bench.host.car.nowUs + 10 * MINUTE_US);
    expect((await bench.question())?.progress?.elapsedMs).toBeGreaterThanOrEqual(10 * 60_000);
    bench.host.setTime({ mode: 'real', rate: 1000 });
    bench.wall.pass(400_000);
    for (let step = 0; step < 60; step += 1) {
      bench.wall.pass(2_000);
      await bench.question();
    }
    expect(await bench.question()).toMatchObject({ kind: 'screen', choices: [{ label: 'Exit' }] });
    await bench.press('next');
    bench.wall.pass(2_000);
    await bench.question();
    expect(bench.rows()).toMatchObject({ result: 'done', 'keys erased': '2' });
  });

  it('keeps its session while the clock is skipped', async () => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start('reset');
    await bench.question();
    bench.host.advanceTo(bench.host.car.nowUs + MINUTE_US);
    expect(carStateOf(bench.host.car).session).toBe('extended');
  });
});

describe('one technician for all', () => {
  it('takes one answer to a question, and refuses the second', async () => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start('reset');
    const question = await bench.question();
    const id = question?.id ?? 0;
    bench.technician.answer(id, 'next');
    expect(() => bench.technician.answer(id, 'next')).toThrow(`question ${id} was already answered`);
    await bench.question();
    expect(() => bench.technician.answer(99, 'next')).toThrow('there is no question 99');
    expect(() => bench.technician.answer(id + 1, 'maybe')).toThrow('this is none of the choices');
  });

  it('runs one utility at a time', async () => {
    const bench = new TechnicianBench('virtual');
    expect(() => bench.technician.answer(1, 'next')).toThrow('no utility runs');
    bench.technician.start('reset');
    expect(() => bench.technician.start('read')).toThrow('the utility "reset" is running');
    expect((await bench.technician.stop()).result).toMatchObject({ outcome: 'failed' });
    expect(bench.rows()).toMatchObject({ 'keys erased': 'no, none was erased' });
    bench.technician.start('read');
    await bench.question();
    expect(bench.technician.state()).toMatchObject({ utility: 'read', running: false });
  });

  it('is a client of the bus while it runs', async () => {
    const bench = new TechnicianBench('virtual');
    bench.technician.start('reset');
    await bench.question();
    expect(bench.host.buses()).toMatchObject([{ url: 'virtual', clients: [{ id: 'technician', waiting: 0 }] }]);
    await bench.technician.stop();
    expect(bench.host.buses()).toEqual([]);
  });

  it('shows no pass-code, neither in its screens nor in what it reports', async () => {
    const bench = new TechnicianBench('virtual');
    bench.openDoor();
    bench.technician.start('reset');
    for (let screens = 0; screens < 10; screens += 1) {
      const question = await bench.question();
      if (question?.kind !== 'pass-code') {
        await bench.press('next');
        continue;
      }
      const passCode = passCodeFor(question.seed);
      const wrong = passCode === '000000' ? '000001' : '000000';
      expect(() => bench.technician.answer(question.id, 'a')).toThrow('This pass-code consists of 6 digits.');
      expect(await bench.press(wrong)).toMatchObject({ kind: 'retry' });
      const said = JSON.stringify([bench.technician.state(), bench.events]);
      expect(said).not.toContain(wrong);
      expect(said).toContain('a pass-code was entered');
      return;
    }
    throw new Error('no pass-code was asked for');
  });

  it.each([
    ['is watched', (bench: TechnicianBench) => bench.onwards()],
    ['is asked', (bench: TechnicianBench) => bench.question()],
    [
      'goes on after a power cut, which leaves the same car',
      async (bench: TechnicianBench) => {
        await bench.host.powerCycle(100_000);
        return bench.question();
      },
    ],
  ])('TEC-6: ends with the car that it ran on where that is restarted while something %s', async (_what, reach) => {
    const bench = new TechnicianBench('virtual');
    bench.openDoor();
    bench.technician.start('reset');
    expect(await reach(bench)).not.toBeNull();
    expect(bench.technician.state().running).toBe(true);
    bench.host.restart();
    expect(await bench.question()).toBeNull();
    expect(bench.technician.state()).toMatchObject({ running: false, result: { outcome: 'failed' } });
    expect(bench.rows()).toMatchObject({
      result: 'failed: car-restarted',
      'what happened': 'the car was restarted: the utility ended with the car that it ran on',
      'what to do next': 'start it again on the new car; new pass-codes are needed',
    });
    expect(bench.bugs).toEqual([]);
    // The next one is for the new car.
    bench.technician.start('read');
    expect(bench.technician.state().running).toBe(true);
  });
});
