import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { DealerRequests } from './dealer-requests.ts';
import { type RunningCar, startCar } from './program.ts';

/** Two vehicle seconds in a real one: S3 is over in two and a half. */
export const RATE = '2';

interface CarWithDealer {
  readonly car: RunningCar;
  readonly dealer: DealerRequests;
}

/** One car for all tests of a file, in need of a reset, with the demo dealer beside it. */
export function carWithDealerForAllTests(): () => CarWithDealer {
  let folder = '';
  let started: CarWithDealer | null = null;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vsk-dealer-'));
    const profile = join(folder, 'profile.yaml');
    writeFileSync(profile, 'resetDuration: 4 s\n');
    const car = await startCar('--demo', '--rate', RATE, '--profile', profile);
    started = { car, dealer: new DealerRequests(car.http) };
    await started.dealer.post('/api/vehicle', { doors: { driver: true } });
  });
  afterAll(async () => {
    await started?.car.stop();
    rmSync(folder, { recursive: true });
  });
  return () => {
    if (started === null) throw new Error('the car has not been started');
    return started;
  };
}
