import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { fromHex, toHex } from '../../can-bus/bytes/hex.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { CutLine } from './support/cut-line.ts';
import { findPtys, needTool } from './support/external-tools.ts';
import { runProgram, startCar, type RunningCar } from '../integration/support/program.ts';
import { CTRL_C, DOWN, ENTER, Terminal, UP } from './support/terminal.ts';

// People are slow, and so are two processes and a terminal on a busy machine. More beside each other would make the
// vehicle seem silent to the tools.
vi.setConfig({ testTimeout: 180_000, maxConcurrency: 3 });

const VIN = '4T1BZ1FB4KU999999';
const CODES = createPassCodes('virtual-car-fleet-secret', VIN);

/** Cars, lines and terminals of one test, which end with it: the tests run beside each other, for they mostly wait. */
class Scene {
  readonly #folder = mkdtempSync(join(tmpdir(), 'vsk-guided-'));
  readonly #ends: (() => void | Promise<void>)[] = [];

  async car(profile: string): Promise<RunningCar> {
    const file = join(this.#folder, 'profile.yaml');
    writeFileSync(file, profile);
    const car = await startCar('--profile', file);
    this.#ends.push(() => car.stop());
    return car;
  }

  async lineTo(car: RunningCar): Promise<CutLine> {
    const line = new CutLine(car.bus);
    await line.restore();
    this.#ends.push(() => line.cut());
    return line;
  }

  async tool(bus: string, utility: string, ...args: readonly string[]): Promise<Terminal> {
    const terminal = await Terminal.run(['tool', utility, '--bus', bus, ...args]);
    this.#ends.push(() => terminal.kill());
    return terminal;
  }

  async alone(...args: readonly string[]): Promise<Terminal> {
    const terminal = await Terminal.run(['tool', ...args]);
    this.#ends.push(() => terminal.kill());
    return terminal;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    rmSync(this.#folder, { recursive: true });
  }
}

const it = test.extend<{ readonly scene: Scene }>({
  scene: async ({ skip }, use) => {
    needTool(findPtys(), { skip });
    const scene = new Scene();
    await use(scene);
    await scene.end();
  },
});

async function post(car: RunningCar, path: string, body: unknown = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${car.http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

async function state(
  car: RunningCar,
): Promise<{ readonly slots: readonly unknown[]; readonly session: string; readonly procedure: string }> {
  return (await (await fetch(`${car.http}/api/state`)).json()) as Awaited<ReturnType<typeof state>>;
}

const openDoor = (car: RunningCar): Promise<void> => post(car, '/api/vehicle', { doors: { driver: true } });

/** Goes from "Get Pass-Code" to the pass-code's entry, and gives the pass-code of the seed that is shown. */
async function codeOnScreen(terminal: Terminal): Promise<string> {
  await terminal.press('Get Pass-Code');
  const seed = await terminal.until(/Seed number {2}\S{16}\s|Data3 {2}\S{8}\s/);
  await terminal.press('Next');
  await terminal.until('Pass-Code Number:');
  const number = /Seed number {2}(\S+)/.exec(seed)?.[1];
  if (number !== undefined) return CODES.forReset(fromHex(number));
  const [data1, data2, data3] = ['Data1', 'Data2', 'Data3'].map(
    (name) => new RegExp(`${name} {2}(\\S+)`).exec(seed)?.[1],
  );
  return toHex(CODES.forKeys(fromHex(`0${data1 ?? ''}${data2 ?? ''}${data3 ?? ''}`)));
}

/** Through warning and instructions of a reset, up to "Get Pass-Code". */
async function agreeToReset(terminal: Terminal): Promise<void> {
  await terminal.press('Next');
  await terminal.answer('I agree? (y/N)', `y${ENTER}`);
  await terminal.answer('I understand? (y/N)', `y${ENTER}`);
}

/** Checks each instruction of a registration with a registered key. */
async function readInstructions(terminal: Terminal): Promise<void> {
  await terminal.check('A registered key is here.', 'The new key is here', 'The battery is charged');
  await terminal.answer('I understand? (y/N)', `y${ENTER}`);
}

/** Bulletin steps 13 and 14. */
async function placeKeys(terminal: Terminal): Promise<void> {
  await terminal.check('The new key is outside the vehicle', 'One registered key is in the vehicle.');
}

/** From the pass-code of step 1 to the running reset. */
async function beginReset(terminal: Terminal): Promise<void> {
  terminal.type((await codeOnScreen(terminal)) + ENTER);
  await terminal.answer('Start the Smart Code Reset? (y/N)', `y${ENTER}`);
  await terminal.until('step 2 of 2');
  terminal.type((await codeOnScreen(terminal)) + ENTER);
  await terminal.until('The reset is running.');
}

/** Lines wider than the terminal; the link of "Send" is one, so that it can be followed. */
function tooWide(terminal: Terminal): readonly string[] {
  return terminal.drawnLines.filter((line) => line.length > 80 && !line.startsWith('http'));
}

describe.concurrent('smartkey tool reset, guided', () => {
  it('TEC-1, TEC-2: leads through the bulletin’s screens to a car without keys', async ({ scene }) => {
    const car = await scene.car('resetDuration: 3 s\nattemptsDelay: 2 s\n');
    const terminal = await scene.tool(car.bus, 'reset', '--dealer', 'http://127.0.0.1:9999');
    expect(await terminal.until('? Choose:')).toMatch(/Model {2}Avalon\n.*Year {3}2019\n.*VIN {4}4T1BZ1FB4KU999999/);
    terminal.type(ENTER);
    await terminal.answer('I agree? (y/N)', ENTER);
    await terminal.press('Read again');
    await terminal.answer('I agree? (y/N)', `y${ENTER}`);
    await terminal.answer('I understand? (y/N)', `y${ENTER}`);
    await terminal.until("driver's door: closed");
    await openDoor(car);

    await terminal.press('Get Pass-Code');
    const seedNumber = (await terminal.until(/Seed number {2}\S{16}\s/)).slice(-17, -1);
    await terminal.press('Copy');
    await terminal.until('sent to the clipboard');
    expect(terminal.raw).toContain(`\u001b]52;c;${Buffer.from(seedNumber).toString('base64')}\u0007`);
    await terminal.press('Send');
    await terminal.until(
      `http://127.0.0.1:9999/dealer/reset?vin=${VIN}&seedNumber=${seedNumber}&toolVersion=13.10.019\n`,
    );
    await terminal.press('Next');
    await terminal.answer('Pass-Code Number:', `12345${ENTER}`);
    await terminal.until('This pass-code has 6 digits; you entered 5.');
    terminal.type(`\u0015back${ENTER}`);
    await terminal.press('Next');
    await terminal.answer('Pass-Code Number:', CODES.forReset(fromHex(seedNumber)) + ENTER);

    expect(await terminal.until('Start the Smart Code Reset? (y/N)')).toContain('(SMRT-18-002)');
    terminal.type(`y${ENTER}`);
    await terminal.until('step 2 of 2');
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.until(/\[#*·*\] {2}0:0\d elapsed, 0:0\d left/);
    await terminal.until('The reset is complete. No key is registered now.');
    await terminal.press('Exit');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toMatch(/result +done\n.*vehicle .*\n.*keys erased +2\n/);
    expect(await state(car)).toMatchObject({ slots: Array(7).fill(null), session: 'default' });
    expect(tooWide(terminal)).toEqual([]);
  });

  it('TEC-2: draws the screen and its prompt again when the terminal is resized', async ({ scene }) => {
    const car = await scene.car('resetDuration: 3 s\n');
    const terminal = await scene.tool(car.bus, 'reset');
    await terminal.until('? Choose:');
    await terminal.until('select');
    terminal.resize(60);
    await terminal.until('? Choose:');
    await terminal.until('select');
    const [bar, rule] = terminal.screen.split('\n');
    expect([bar?.length, rule]).toEqual([59, '─'.repeat(59)]);
    expect(terminal.screen).toMatch(/Model {2}Avalon[\s\S]*\? Choose:\n❯ Next\n {2}Exit\n/);
    // The next key draws it anew; where the prompt was before is no longer known.
    terminal.type(DOWN);
    await terminal.until('❯ Exit');
    await terminal.until('select');
    expect(terminal.screen).toMatch(/Model {2}Avalon[\s\S]*\? Choose:\n {2}Next\n❯ Exit\n/);
    terminal.type(`${UP}${ENTER}`);
    await terminal.answer('I agree? (y/N)', `y${ENTER}`);
    await terminal.answer('I understand? (y/N)', `y${ENTER}`);
    await terminal.until("driver's door: closed");
    terminal.resize(100);
    await terminal.until(/^Smart Code Reset.{83}$/m);
  });

  it('AUT-3, TEC-6: after a wrong pass-code reports the attempts left, waits out the lock, continues with new seeds', async ({
    scene,
  }) => {
    const car = await scene.car('resetDuration: 3 s\nattemptsDelay: 2 s\n');
    await openDoor(car);
    const terminal = await scene.tool(car.bus, 'reset');
    await agreeToReset(terminal);
    for (const left of ['2 attempts left', '1 attempt left', 'accepts no pass-code for another 2 s']) {
      const right = await codeOnScreen(terminal);
      terminal.type((right === '000000' ? '000001' : '000000') + ENTER);
      await terminal.until(left);
      await terminal.until('No key has been erased.');
      await terminal.answer('? What now?', ENTER);
    }
    await terminal.until(/> [12] s left/);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.until('Start the Smart Code Reset?');
  });

  it('exit at a screen leaves the vehicle as it was, and says that no key was erased', async ({ scene }) => {
    const car = await scene.car('');
    await openDoor(car);
    const terminal = await scene.tool(car.bus, 'reset');
    await agreeToReset(terminal);
    await codeOnScreen(terminal);
    terminal.type(`exit${ENTER}`);
    expect(await terminal.ended()).toBe(1);
    expect(terminal.text).toMatch(/result +failed: exit\n[^]*keys erased +no, none was erased\n/);
    expect(await state(car)).toMatchObject({ session: 'default', procedure: 'none' });
  });

  it('back goes to the screen before', async ({ scene }) => {
    const car = await scene.car('');
    await openDoor(car);
    const terminal = await scene.tool(car.bus, 'reset');
    await agreeToReset(terminal);
    await terminal.press('Back');
    await terminal.until('I agree? (y/N)');
  });

  it('TEC-6: Ctrl-C at a prompt stops an armed reset, and says that no key was erased; exit code 130', async ({
    scene,
  }) => {
    const car = await scene.car('');
    await openDoor(car);
    const terminal = await scene.tool(car.bus, 'reset');
    await agreeToReset(terminal);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.answer('Start the Smart Code Reset? (y/N)', `y${ENTER}`);
    await terminal.until('step 2 of 2');
    await terminal.until('? Choose:');
    expect(await state(car)).toMatchObject({ procedure: 'reset' });
    terminal.type(CTRL_C);
    expect(await terminal.ended()).toBe(130);
    expect(terminal.text).toMatch(/result +failed: interrupted\n[^]*keys erased +no, none was erased\n/);
    expect(await state(car)).toMatchObject({ session: 'default', procedure: 'none' });
  });

  it('RST-5, TEC-6: Ctrl-C while the reset runs says that the vehicle continues; the next run finds it again', async ({
    scene,
  }) => {
    const car = await scene.car('resetDuration: 6 s\n');
    await openDoor(car);
    const first = await scene.tool(car.bus, 'reset');
    await agreeToReset(first);
    await beginReset(first);
    first.type(CTRL_C);
    expect(await first.ended()).toBe(130);
    expect(first.text).toMatch(/the vehicle continues the\n? *reset on its\s+own/);
    expect(first.text).toMatch(/keys erased +not known yet/);

    const second = await scene.tool(car.bus, 'reset');
    await second.press('Next');
    await second.until('A reset is already running in this vehicle');
    await second.press('Next');
    await second.until('The reset is complete');
    await second.press('Exit');
    expect(await second.ended()).toBe(0);
    expect(second.text).toMatch(/keys erased +2\n/);
  });

  it('keeps the session alive for as long as a person takes, longer than S3', async ({ scene }) => {
    const car = await scene.car('');
    await openDoor(car);
    const terminal = await scene.tool(car.bus, 'reset');
    await agreeToReset(terminal);
    const code = await codeOnScreen(terminal);
    await setTimeout(7_000);
    terminal.type(code + ENTER);
    await terminal.until('Start the Smart Code Reset?');
  });
});

describe.concurrent('a connection lost while somebody is led', () => {
  it('RST-5: a running reset is found again by its results', async ({ scene }) => {
    const car = await scene.car('resetDuration: 8 s\n');
    await openDoor(car);
    const line = await scene.lineTo(car);
    const terminal = await scene.tool(line.bus, 'reset');
    await agreeToReset(terminal);
    await beginReset(terminal);
    await line.cut();
    await terminal.until('Connection lost');
    await terminal.until('The tool checks whether keys have been erased');
    await setTimeout(6_000);
    await line.restore();
    await terminal.until('Its diagnostic session had ended');
    await terminal.until(/The reset is running: the vehicle continued|The reset has completed in the meantime/);
    await terminal.press('Next');
    await terminal.until('The reset is complete');
    await terminal.press('Exit');
    expect(await terminal.ended()).toBe(0);
    expect(tooWide(terminal)).toEqual([]);
  });

  it('AUT-6: a lost session means a new seed, and that is said at the prompt where it happens', async ({ scene }) => {
    const car = await scene.car('resetDuration: 3 s\n');
    await openDoor(car);
    const line = await scene.lineTo(car);
    const terminal = await scene.tool(line.bus, 'reset');
    await agreeToReset(terminal);
    const old = await codeOnScreen(terminal);
    await line.cut();
    await terminal.until('Connection lost');
    await terminal.until('No key has been erased so far.');
    await setTimeout(6_000);
    await line.restore();
    await terminal.until('Its diagnostic session had ended');
    await terminal.press('Next');
    const fresh = await codeOnScreen(terminal);
    expect(fresh).not.toBe(old);
    terminal.type(fresh + ENTER);
    await terminal.until('Start the Smart Code Reset?');
  });

  it('a short loss leaves an armed reset as it is', async ({ scene }) => {
    const car = await scene.car('resetDuration: 3 s\n');
    await openDoor(car);
    const line = await scene.lineTo(car);
    const terminal = await scene.tool(line.bus, 'reset');
    await agreeToReset(terminal);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.answer('Start the Smart Code Reset? (y/N)', `y${ENTER}`);
    await terminal.until('step 2 of 2');
    await terminal.until('? Choose:');
    await line.cut();
    await terminal.until('Connection lost');
    await line.restore();
    await terminal.until('its diagnostic session is still open');
    await terminal.until('The reset is armed.');
    await terminal.press('Next');
    await terminal.until('step 2 of 2');
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.until('The reset is complete');
  });

  it('TEC-6: giving up while it is lost reports what is known of the keys', async ({ scene }) => {
    const car = await scene.car('');
    await openDoor(car);
    const line = await scene.lineTo(car);
    const terminal = await scene.tool(line.bus, 'reset');
    await agreeToReset(terminal);
    await terminal.until('? Choose:');
    await line.cut();
    await terminal.until('Connection lost');
    await terminal.answer('[x] Exit', 'x');
    expect(await terminal.ended()).toBe(5);
    expect(terminal.text).toMatch(/result +failed: connection-lost\n[^]*keys erased +no, none was erased\n/);
  });
});

describe.concurrent('smartkey tool register, guided', () => {
  it('REG-3, REG-4: adds a key: registered key, Pre-Start Check, new key, two beeps', async ({ scene }) => {
    const car = await scene.car('');
    await post(car, '/api/keys', { id: 'C0FFEE01' });
    await post(car, '/api/keys', { id: 'C0FFEE02', life: 'bound' });
    const terminal = await scene.tool(car.bus, 'register');
    await terminal.press('Next');
    await readInstructions(terminal);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    expect(await terminal.until('Room for further keys: 5')).toContain('Keys registered: 2');
    await terminal.press('Next');
    await terminal.until('bring in only the registered one');
    await placeKeys(terminal);
    // TEC-4: reading instructions costs no step time.
    expect(await state(car)).toMatchObject({ procedure: 'none' });
    await terminal.press('Next');
    await terminal.until(/> \d+ s left for this step/);
    await post(car, '/api/keys/A1000001/touch');
    await terminal.until('Registered key recognized.');
    await terminal.press('Pre-Start CHK');
    await terminal.until('yes  free slot');
    await terminal.press('Start');
    await terminal.until('NEW key');
    await post(car, '/api/keys/C0FFEE02/touch');
    await terminal.until('The last key touched was not registered');
    await post(car, '/api/keys/C0FFEE01/touch');
    await terminal.until('Keys registered: 3. Room for further keys: 4.');
    await terminal.press('Exit');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toMatch(/mode +additional\n[^]*keys added +C0FFEE01\n/);
    expect(await state(car)).toMatchObject({ beeps: { total: 2 } });
    expect(tooWide(terminal)).toEqual([]);
  });

  it('REG-7: a step that comes too late is reported, with what to do, and may be retried', async ({ scene }) => {
    const car = await scene.car('registrationStepTimeout: 2 s\n');
    const terminal = await scene.tool(car.bus, 'register');
    await terminal.press('Next');
    await readInstructions(terminal);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.press('Next');
    await placeKeys(terminal);
    await terminal.press('Next');
    await terminal.until('The next step came too late');
    await terminal.until('No key has been erased.');
    await terminal.answer('? What now?', ENTER);
    await terminal.until('A registered key is here.');
  });

  it('with --car a virtual car is given the key that touches', async ({ scene }) => {
    const car = await scene.car('');
    await post(car, '/api/keys', { id: 'C0FFEE02', life: 'bound' });
    const terminal = await scene.tool(car.bus, 'register', '--car', car.http);
    await terminal.press('Next');
    await readInstructions(terminal);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.press('Next');
    await placeKeys(terminal);
    await terminal.press('Next');
    await terminal.answer('[k] touch with a key of the virtual car', 'k');
    await terminal.until('A1000001  (registered, cabin)');
    await terminal.answer('C0FFEE02  (bound to another vehicle, outside)', ENTER);
    await terminal.until('Registered key recognized.');
  });
});

describe.concurrent('smartkey tool erase, guided', () => {
  it('ERA-1 to ERA-5: keeps the one key that is touched', async ({ scene }) => {
    const car = await scene.car('');
    const terminal = await scene.tool(car.bus, 'erase');
    await terminal.press('Next');
    await terminal.press('Next');
    await terminal.until('Keys registered in this vehicle: 2.');
    await terminal.answer('How many keys has the customer brought?', `2${ENTER}`);
    await terminal.until('a whole number from 1 to 1');
    terminal.type(`\u00151${ENTER}`);
    await terminal.until('(SMRT-42-007)');
    await terminal.press('Back');
    await terminal.answer('How many keys has the customer brought?', `1${ENTER}`);
    await terminal.until('Keys to erase permanently: 1');
    await terminal.press('Next');
    await terminal.until('(SMRT-42-008)');
    await terminal.answer('I agree? (y/N)', `y${ENTER}`);
    await terminal.until('(SMRT-41-001)');
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.until('Have the key to keep ready.');
    await terminal.press('Next');
    await terminal.until('Keys touched: 0 of 1.');
    await post(car, '/api/keys/A1000002/touch');
    await terminal.answer('[enter] Delete', ENTER);
    await terminal.until('The erasure is complete');
    await terminal.press('Exit');
    expect(await terminal.ended()).toBe(0);
    expect(terminal.text).toMatch(/keys kept +A1000002\n[^]*keys erased +1\n/);
    expect(terminal.text).toContain('(SMRT-41-011)');
    expect(tooWide(terminal)).toEqual([]);
  });

  it('ERA-6, TEC-6: Ctrl-C in the window erases nothing, and says so', async ({ scene }) => {
    const car = await scene.car('');
    const terminal = await scene.tool(car.bus, 'erase');
    await terminal.press('Next');
    await terminal.press('Next');
    await terminal.answer('How many keys has the customer brought?', `1${ENTER}`);
    await terminal.press('Next');
    await terminal.answer('I agree? (y/N)', `y${ENTER}`);
    terminal.type((await codeOnScreen(terminal)) + ENTER);
    await terminal.press('Next');
    await terminal.until('Keys touched: 0 of 1.');
    terminal.type(CTRL_C);
    expect(await terminal.ended()).toBe(130);
    expect(terminal.text).toMatch(/keys erased +no, none was erased\n/);
    expect((await state(car)).slots.slice(0, 2)).toEqual(['A1000001', 'A1000002']);
  });
});

describe.concurrent('a vehicle that does not say what it is', () => {
  it('TEC-5: with the power off model, year and VIN are entered manually, and a mistyped VIN is reported', async ({
    scene,
  }) => {
    const car = await scene.car('');
    await post(car, '/api/vehicle', { powerMode: 'off' });
    const terminal = await scene.tool(car.bus, 'reset');
    await terminal.until('Ignition is off');
    await terminal.answer('? Model:', ENTER);
    await terminal.answer('? Year:', ENTER);
    await terminal.answer('? VIN:', `4T1BZ1FB5KU999999${ENTER}`);
    await terminal.until('check digit "4"');
    terminal.type(`\u00154T1BZ1FB3KU000000${ENTER}`);
    await terminal.until(`The vehicle reports the VIN ${VIN}`);
    await terminal.answer('? What now?', ENTER);
    await terminal.answer('? Model:', ENTER);
    await terminal.answer('? Year:', ENTER);
    await terminal.answer('? VIN:', ENTER);
    await terminal.until(`VIN    ${VIN}`);
  });

  it('VEH-7, TEC-5: a sleeping one is woken by its door, which the technician is asked to move', async ({ scene }) => {
    const car = await scene.car('busSleep: true\n');
    await post(car, '/api/vehicle', { powerMode: 'off' });
    await setTimeout(2_500);
    const terminal = await scene.tool(car.bus, 'reset');
    await terminal.until("open and close the driver's door");
    await terminal.until('> no response yet');
    for (const driver of [true, false, true]) {
      await post(car, '/api/vehicle', { doors: { driver } });
      await setTimeout(500);
    }
    await terminal.until('Ignition is off');
  });
});

describe.concurrent('smartkey tool alone', () => {
  it('in a terminal has the utility chosen by symptom, and leaves the terminal as it was', async ({ scene }) => {
    const car = await scene.car('');
    const terminal = await scene.alone('--bus', car.bus);
    await terminal.until('❯ All keys are lost');
    expect(await state(car)).toMatchObject({ session: 'default' });
    terminal.type(`${DOWN.repeat(3)}${ENTER}`);
    expect(await terminal.ended()).toBe(0);
    expect(terminal.raw).toMatch(/\u001b\[\?1049h[^]*\u001b\[\?1049l[^]*result +done/);
  });

  it('in a terminal starts what is chosen, with the flags given; Ctrl-C leaves a summary', async ({ scene }) => {
    const car = await scene.car('');
    const terminal = await scene.alone('--car', car.http);
    await terminal.answer('❯ All keys are lost', `${DOWN}${DOWN}${ENTER}`);
    await terminal.press('Next');
    await terminal.until('Registered keys that are not present will be erased');
    await terminal.until('? Choose:');
    terminal.type(CTRL_C);
    expect(await terminal.ended()).toBe(130);
    const after = terminal.raw.slice(terminal.raw.lastIndexOf('\u001b[?1049l'));
    expect(after).toMatch(/Screens of this run\r\n1 {2}Vehicle: Model Avalon {2}\[Next\]\r\n2 {2}Undesignated Key/);
    expect(after).toMatch(/result +failed: interrupted/);
  });

  it('without a terminal lists the utilities, with exit code 2', async () => {
    const { exitCode, stderr } = await runProgram('tool');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Usage: smartkey tool /);
  });
});

describe.concurrent('a command line that nobody can be led by', () => {
  it('without a terminal and without --yes it is a usage error, and nothing is done', async ({ scene }) => {
    const car = await scene.car('');
    const { exitCode, stderr } = await runProgram('tool', 'reset', '--bus', car.bus);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nothing was done');
    expect(stderr).toContain('run it in a terminal');
  });

  it.for([
    ['--json', []],
    ['--touch', ['A1000001']],
  ] as const)('%s without --yes is a usage error in a terminal', async ([flag, values], { scene }) => {
    const terminal = await scene.tool('slcan-tcp:127.0.0.1:1', 'erase', flag, ...values);
    expect(await terminal.ended()).toBe(2);
    expect(terminal.text).toContain(`${flag} is for scripts`);
  });
});
