import { describe, expect, it } from 'vitest';
import { parseKeyId } from '../../../../../ecu-sim/identity/key-id.ts';
import type { Car } from '../../../../../hil/car/car.ts';
import { CAR_FAULTS } from '../../../../../hil/car/car-fault.ts';
import type { FaultPlanForm } from '../../../../../hil/car/faults/fault-form.ts';
import { NO_FAULTS } from '../../../../../hil/car/faults/fault-plan.ts';
import { readFaultForm } from '../../../../../hil/car/faults/read-fault-form.ts';
import { replay } from '../../../../../hil/cli/commands/replay-action.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { filesOf, writeTar } from '../../../../support/session-archive.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const [MASTER, VALET] = [0xa100_0001, 0xa100_0002];
const folder = temporaryFolder();

/** Saves the session, and replays what was saved. */
async function again(session: (car: Car) => void): Promise<Awaited<ReturnType<typeof ended>>> {
  const path = writeTar(folder.path('s.tar'), filesOf(session));
  const terminal = new KeptTerminal();
  return ended(terminal, () => replay(path, {}, terminal));
}

async function expectSame(session: (car: Car) => void): Promise<void> {
  const { exitCode, out } = await again(session);
  expect(out.at(-1), out.join('\n')).toMatch(/^same: [\d,]+ events, bit for bit$/);
  expect(exitCode).toBe(0);
}

function set(car: Car, form: FaultPlanForm): void {
  car.setFaults(readFaultForm(form, parseKeyId));
}

/** What shows a fault: a door, keys, the engine switch, a power cut, time. */
function use(car: Car): void {
  car.advanceTo(car.nowUs + 700_000);
  car.touchKey(MASTER);
  car.setVehicle({ doors: { driver: true } });
  car.advanceTo(car.nowUs + 500);
  car.pressButton(VALET, 'lock', 120);
  car.advanceTo(car.nowUs + 1_500_000);
  car.setVehicle({ doors: { driver: false, trunk: true }, powerMode: 'acc', brake: true, batteryMv: 12_100 });
  car.advanceTo(car.cutPower(200_000));
  car.pressEngineSwitch();
  car.advanceTo(car.nowUs + 1_234_567);
}

const EVERY_PART: Readonly<Record<keyof FaultPlanForm, readonly FaultPlanForm[]>> = {
  seed: [{ seed: 7 }, { seed: 7, bus: { drop: 0.5 } }, { seed: null }],
  bus: [
    { bus: {} },
    { bus: { drop: 0.3, corrupt: 0.2, duplicate: 0.2, delayMs: 1.5, jitterMs: 2 } },
    { bus: { drop: 1, ids: [0x5b0, '750'], data: '0* ..', skip: 2, count: 3 } },
  ],
  silent: [{ silent: ['body'] }, { silent: [] }],
  busOff: [{ busOff: { node: 'smart-key' } }, { busOff: { node: 'engine', held: true } }, { busOff: null }],
  babble: [{ babble: { id: '100', periodMs: 1, durationMs: 50 } }, { babble: { id: '18DB33F1' } }, { babble: null }],
  transport: [
    { transport: { ecu: { wrongSequence: 0.5, flowWaits: 2, flowWaitMs: 20 }, tool: { flowLost: 1, count: 1 } } },
    { transport: null },
  ],
  answers: [
    { answers: [] },
    { answers: [{ request: '22 F1 90', replace: '7F 22 31' }] },
    {
      answers: [
        { response: '62 ..', probability: 0.5, alter: { at: 1, bits: 3 }, truncate: 2, pending: 1, delayMs: 4 },
        { drop: true, skip: 1, count: null },
      ],
    },
  ],
  supply: [
    {
      supply: {
        points: [
          { atMs: 0, volts: 11.111 },
          { atMs: 400, volts: 8.7 },
          { atMs: 1700, volts: 12 },
        ],
      },
    },
    {
      supply: { points: [{ atMs: 1200, volts: 9 }], stepMs: 0 },
      doorFlutter: { door: 'driver', periodMs: 100, edges: 7 },
    },
    { supply: null },
  ],
  doorFlutter: [{ doorFlutter: { door: 'trunk', periodMs: 7.5, edges: 40 } }, { doorFlutter: null }],
  memoryCut: [{ memoryCut: {} }, { memoryCut: { write: 1, byte: 5, offMs: 300 } }, { memoryCut: null }],
  memoryDamage: [{ memoryDamage: ['keys'] }, { memoryDamage: [] }],
  keyBattery: [{ keyBattery: [{ key: 'A1000001', batteryV: 2.1 }] }],
  doip: [
    {
      doip: [
        { message: 'response', drop: true },
        { message: 'announcement', vin: '4T1BZ1FB3KU000000', code: '0a' },
      ],
    },
    { doip: [] },
  ],
};

describe('a session that is replayed, with faults', () => {
  it.each(
    Object.values(EVERY_PART)
      .flat()
      .map((form) => [JSON.stringify(form), form] as const),
  )('is the same bit for bit with %s, set and cleared', async (_name, form) => {
    await expectSame((car) => {
      car.advanceTo(1_000_000);
      set(car, form);
      use(car);
      car.clearFaults();
      use(car);
    });
  });

  it('is the same bit for bit where a change of the car changed nothing', async () => {
    await expectSame((car) => {
      car.setVehicle({});
      car.setVehicle({ doors: {} });
      use(car);
    });
  });

  it('is the same bit for bit where keys are made, removed and given another voltage', async () => {
    const { exitCode, out } = await again((car) => {
      car.makeKey({ id: 0x1000_0001 });
      car.makeKey({ id: 0x1000_0002 });
      car.removeKey(0x1000_0002);
      car.advanceTo(1_000_000);
      car.touchKey(0x1000_0001);
      car.setKeyBattery(VALET, 2_100);
      use(car);
      car.makeKey({ id: 0x1000_0003 });
    });
    expect(exitCode, out.join('\n')).toBe(0);
    expect(out.at(-2)).toBe('  not compared: 5 times a key was made, removed or given a voltage');
    expect(out.at(-1)).toMatch(/^same: /);
  });

  it('says what is not in the recording: what was done without power', async () => {
    const { exitCode, out } = await again((car) => {
      car.cutPower(200_000);
      car.advanceTo(car.nowUs + 100_000);
      car.setFault('B2781', true);
      car.setVehicle({ doors: { driver: true } });
      car.advanceTo(car.nowUs + 1_000_000);
      car.cutPower(200_000);
    });
    expect(exitCode).toBe(6);
    expect(out.filter((line) => line.includes('not bit for bit')).join('\n')).toMatch(
      /^[^\n]*without power, or booted.*\n.*power was cut and is not back yet[^\n]*$/,
    );
  });

  it.each(CAR_FAULTS)('has the trouble code %s that is set without power, after the power cycle', async (code) => {
    const { out } = await again((car) => {
      car.setFault('B2781', true);
      car.cutPower(200_000);
      car.advanceTo(car.nowUs + 100_000);
      car.setFault('B2781', false);
      car.setFault(code, true);
      car.advanceTo(car.nowUs + 2_000_000);
    });
    expect(out.join('\n')).not.toContain('a trouble code was set or cleared');
  });

  it('has every part of the plan', () => {
    expect(Object.keys(EVERY_PART).toSorted()).toEqual(Object.keys(NO_FAULTS).toSorted());
  });

  it('is the same bit for bit with every trouble code, several at once, and cleared together', async () => {
    await expectSame((car) => {
      car.clearFaults();
      for (const code of CAR_FAULTS) {
        car.advanceTo(car.nowUs + 10_000);
        car.setFault(code, true);
      }
      use(car);
      car.setFault('B2781', false);
      car.clearFaults();
      use(car);
    });
  });

  it('is the same bit for bit where a memory write is cut, and the power comes back by itself', async () => {
    await expectSame((car) => {
      car.advanceTo(1_000_000);
      car.setFault('B2781', true);
      set(car, { memoryCut: { byte: 5, offMs: 300 } });
      // It stores the trouble code again at the end of its boot.
      car.advanceTo(car.cutPower(100_000));
      expect(car.isWithoutPower).toBe(true);
      car.advanceTo(car.nowUs + 100_000);
      car.setVehicle({ doors: { driver: true } });
      use(car);
    });
  });
});
