import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIRTUAL_BENCH } from '../../../../hil/bench/bench-file.ts';
import { benchFactory, findBench } from '../../../../hil/bench/open-bench.ts';
import { VirtualBench } from '../../../../hil/bench/virtual-bench.ts';
import { load } from '../scenario/verbs/verb-kit.ts';

const before = process.cwd();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-open-bench-'));
  mkdirSync(join(folder, 'scenarios/benches'), { recursive: true });
  writeFileSync(join(folder, 'scenarios/benches/adapter.yaml'), 'name: adapter\nbus: socketcan:can0\n');
  writeFileSync(join(folder, 'scenarios/benches/broken.yaml'), 'name: broken\nbuss: virtual\n');
  writeFileSync(join(folder, 'mine.yaml'), 'name: mine\nprofile: { keySlots: 3 }\n');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

describe('the bench that a word names', () => {
  it('is a file, or one of the folder of benches', async () => {
    expect(await findBench('mine.yaml', folder)).toMatchObject({ name: 'mine', bus: null, profile: { keySlots: 3 } });
    expect(await findBench('adapter', folder)).toMatchObject({ bus: { car: 'socketcan:can0', tool: null } });
  });

  it('is the virtual one, also without a file', async () => {
    expect(await findBench('virtual', folder)).toBe(VIRTUAL_BENCH);
  });

  it.each([
    ['adaptor', 'did you mean "adapter"?'],
    ['zzz', 'there are adapter, broken, or give a file'],
    ['../mine', 'there are adapter, broken, or give a file'],
  ])('is not %s', async (word, hint) => {
    await expect(findBench(word, folder)).rejects.toMatchObject({
      ...{ code: 'usage/unknown-bench', message: `there is no bench ${word}`, hint },
    });
  });

  it('is refused if its file is not a bench file', async () => {
    await expect(findBench('broken', folder)).rejects.toMatchObject({
      problems: [{ line: 2, column: 1, meant: 'bus' }],
    });
  });
});

describe('what makes a bench', () => {
  const scenario = load('advance: 1 s');

  it('makes one in virtual time anew for each scenario, with the profile over its own', async () => {
    const place = { ...VIRTUAL_BENCH, profile: { keySlots: 3, bootTime: '60 ms' } };
    const seen: string[] = [];
    const factory = benchFactory(place, {
      profile: { keySlots: 5 },
      observer: (car) => {
        seen.push(car);
        return {};
      },
    });
    const [one, other] = [await factory(scenario, 1), await factory(scenario, 1)];
    expect(one).toBeInstanceOf(VirtualBench);
    expect(one).not.toBe(other);
    await one.advanceTo(1_000_000);
    expect(await one.observe('car', {})).toMatchObject({ freeSlots: 3 });
    expect(seen).toEqual(['car', 'car']);
  });

  it.each(['virtual', 'real'] as const)('fails as a bench where the bus of a %s car is not there', async (car) => {
    const bus = { car: 'socketcand:127.0.0.1:1/none', tool: 'socketcand:127.0.0.1:1' };
    const place = { ...VIRTUAL_BENCH, car, bus: { ...bus, car: car === 'real' ? bus.tool : 'slcan-tcp:127.0.0.1:0' } };
    const factory = benchFactory(place, { profile: {} });
    await expect(factory(scenario, 1)).rejects.toMatchObject({
      name: 'BenchError',
      message: expect.stringContaining('127.0.0.1:1') as string,
    });
  });
});
