import assert from 'node:assert/strict';
import type { CarProcess } from '../../integration/support/car-process.ts';
import { inOneOf, sh, until } from './bench.ts';
import { carOn, resultOf, scanTool, TEN_SECOND_RESET } from './car.ts';
import type { Check } from './check.ts';

/** Vehicle seconds per real second. */
const PACES: readonly string[] = ['1', '0.25'];
const [OLD_KEYS, NEW_KEYS] = [2, ['10000001', '10000002']];

async function tool(car: CarProcess, utility: string, ...args: string[]): Promise<unknown> {
  return resultOf(await scanTool(utility, 'socketcan:can1', car, ...args));
}

/** The car's adapter goes down and up: it says so, survives, and is there again. */
async function downAndUp(car: CarProcess): Promise<void> {
  sh('ip link set can0 down');
  await until('the car says that can0 is down', () => car.stderr.includes('warning: socketcan:can0: can0 is down'));
  sh('ip link set can0 up');
  await until('the car says that it is back', () => car.stderr.includes('socketcan:can0 connected\n'));
}

async function fullProcedure(pace: string): Promise<void> {
  const car = await carOn('socketcan:can0', '--profile', TEN_SECOND_RESET, '--rate', pace);
  assert.partialDeepStrictEqual(await tool(car, 'reset'), {
    kind: 'done',
    keysErased: OLD_KEYS,
    keys: { registered: 0, freeSlots: 7 },
  });
  await downAndUp(car);
  for (const id of NEW_KEYS) assert.equal(await car.post('/api/keys', { id }), 201);
  assert.partialDeepStrictEqual(await tool(car, 'register', '--touch', NEW_KEYS.join(',')), {
    kind: 'done',
    mode: 'initial',
    added: NEW_KEYS,
  });
  assert.partialDeepStrictEqual(await tool(car, 'erase', '--touch', '10000001'), {
    kind: 'done',
    keysErased: 1,
    keys: { registered: 1, freeSlots: 6 },
  });
}

export const KVASER_CHECKS: readonly Check[] = [
  {
    name: 'reset in 10 s, can0 down and up, registration and erasure at 500 kbit/s in real time',
    run: () => inOneOf(PACES, fullProcedure),
  },
];
