import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTool, type ToolActionFlags } from '../../../../../hil/cli/commands/tool-action.ts';
import type { ToolUtilityName } from '../../../../../hil/cli/commands/tool-flags.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { serveVirtualCar, type ServedCar } from '../../../../support/virtual-car-server.ts';

const FLAGS: ToolActionFlags = {
  ...{ endpoint: 'oem', rate: 1, rateIsGiven: false, toolVersion: '13.10.019', approvalWait: 60 },
};
const SECRET = 'virtual-car-fleet-secret';

function run(utility: ToolUtilityName, flags: Partial<ToolActionFlags>): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runTool(utility, { ...FLAGS, ...flags }, terminal));
}

describe('a utility of the scan tool on the bus of a virtual car', () => {
  let car: ServedCar;
  beforeAll(async () => {
    car = await serveVirtualCar({ resetDuration: '4 s' });
  });
  afterAll(() => car.close());

  it('reads: a table, or one object', async () => {
    const { exitCode, out, err } = await run('read', { car: car.http });
    expect([exitCode, err]).toEqual([0, []]);
    expect(out[0]).toMatch(/^result +done$/);
    expect(out[1]).toMatch(/^vehicle +4T1BZ1FB4KU999999$/);
    const asJson = await run('read', { car: car.http, bus: [car.bus], json: true });
    expect(JSON.parse(asJson.out.join('\n'))).toMatchObject({
      ...{ kind: 'done', utility: 'read', values: { registeredKeys: 2, freeSlots: 5 }, raw: { '1001': '02' } },
    });
  });

  it('has the trouble codes, by any endpoint, and clears one', async () => {
    const { out } = await run('faults', { car: car.http, endpoint: 'generic' });
    expect(out.at(-1)).toMatch(/^trouble codes +none$/);
    const cleared = await run('clear', { car: car.http, code: 'B278D' });
    expect([cleared.exitCode, cleared.out.slice(2)]).toEqual([
      0,
      [expect.stringMatching(/^cleared +none was stored$/), expect.stringMatching(/^stored now +none$/)],
    ]);
  });

  it('is refused a key that the car does not have, before it sends anything', async () => {
    const before = await fetch(`${car.http}/api/state`).then((answer) => answer.text());
    const { exitCode, out, err } = await run('register', {
      ...{ car: car.http, yes: true, passcodeSecret: SECRET, touch: 'A1000001,10000001' },
    });
    expect([exitCode, out, err[0]]).toEqual([2, [], expect.stringContaining('has no key 10000001; it has A1000001')]);
    expect(await fetch(`${car.http}/api/state`).then((answer) => answer.text())).toBe(before);
  });

  it('TEC-2: resets with a script, in steps on standard error', async () => {
    const { exitCode, out, err } = await run('reset', { car: car.http, yes: true, passcodeSecret: SECRET });
    expect(exitCode).toBe(0);
    expect(out).toContain('keys erased          2');
    expect(err.some((line) => line.includes('SMRT-18-002 Smart Code Reset, step 1 of 2 ["Yes"]'))).toBe(true);
    const again = await run('reset', { car: car.http, yes: true, passcodeSecret: SECRET, quiet: true, json: true });
    expect([again.exitCode, again.err]).toEqual([0, []]);
    expect(JSON.parse(again.out.join('\n'))).toMatchObject({ kind: 'done', utility: 'reset', keysErased: 0 });
  });

  it('TEC-6: ends with 1 where the vehicle refuses, and says what to do next', async () => {
    const { exitCode, out } = await run('reset', { car: car.http, yes: true, passcodeSecret: 'another one' });
    expect(exitCode).toBe(1);
    expect(out[0]).toMatch(/^result +failed: pass-code$/);
    expect(out.at(-1)).toMatch(/^what to do next +start again, and get a pass-code for the new seed/);
  });

  it('is refused a rate of its own in virtual time', async () => {
    expect(await run('read', { car: car.http, rate: 2, rateIsGiven: true })).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --rate has no effect on a car in virtual time', 'hint: remove --rate'],
    });
  });
});

describe('a utility that is refused before a bus is opened', () => {
  it.each([
    ['read', { bus: ['slcan-tcp:a:1', 'slcan-tcp:b:1'] }, 'a scan tool uses one bus'],
    ['clear', { code: 'P0000' }, '--code: "P0000" is not a trouble code'],
    ['reset', { vin: '4T1BZ1FB5KU999999' }, '--vin must have the check digit "4" at position 9, where it has "5"'],
    ['erase', { touch: 'A1000001,a1000001' }, '--touch names a key twice'],
    ['register', { yes: true }, 'tool register --yes needs the keys to touch'],
    [
      'erase',
      { yes: true, touch: 'A1', passcodeSecret: SECRET },
      'tool erase --yes needs a virtual car to touch the keys',
    ],
    [
      'reset',
      {},
      "tool reset on slcan-tcp:127.0.0.1:3333 would open the driver's door, get two pass-codes, and erase every key of " +
        "the vehicle for good, in about 16 minutes (the bulletin's value); nothing was done",
    ],
    [
      'erase',
      { car: 'http://127.0.0.1:8080', touch: 'A1000001' },
      'tool erase on the bus of http://127.0.0.1:8080 would get a pass-code, have the keys present touched, and erase ' +
        'every other key for good (keys A1000001); nothing was done',
    ],
  ] as const)('%s with %j', async (utility, flags, message) => {
    const { exitCode, out, err } = await run(utility, flags);
    expect([exitCode, out, err[0]]).toEqual([2, [], `error: ${message}`]);
  });

  it('where no bus or no car is there, with exit code 5', async () => {
    expect((await run('read', { bus: ['slcan-tcp:127.0.0.1:1'] })).exitCode).toBe(5);
    expect((await run('read', { car: 'http://127.0.0.1:1' })).exitCode).toBe(5);
  });
});
