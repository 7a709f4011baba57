import { expect, it } from 'vitest';
import { BootWait } from '../../../../../hil/car/host/boot-wait.ts';

it('ends when the ECUs have booted, not before', async () => {
  const boot = new BootWait();
  boot.bootedUs = 100;
  let isOver = false;
  const wait = boot.wait(50).then(() => (isOver = true));
  boot.report(99);
  await Promise.resolve();
  expect(isOver).toBe(false);
  boot.report(100);
  expect(await wait).toBe(true);
});

it('takes no time where they have booted already', async () => {
  await expect(new BootWait().wait(0)).resolves.toBe(true);
});

it('is over without a boot where the car ends', async () => {
  const boot = new BootWait();
  boot.bootedUs = 100;
  const waits = [boot.wait(50), boot.wait(60)];
  boot.end();
  expect(await Promise.all(waits)).toEqual([false, false]);
});
