import { describe, expect, it } from 'vitest';
import { KEY_A, SECOND, TestBench } from '../../../support/test-bench.ts';

/** Every action takes longer than P2. */
const SLOW = {
  actionDurations: Object.fromEntries(
    [
      ...['sessionControl', 'ecuReset', 'clearFaults', 'readFaults', 'requestSeed', 'sendKey', 'writeData'],
      ...['communicationControl', 'inputOutputControl', 'testerPresent', 'faultSetting', 'resetArm', 'resetBegin'],
      ...['registrationEnter', 'preStartCheck', 'registrationStart', 'erasureDeclare', 'erasureOpen', 'erasureWrite'],
      ...['routineStop', 'routineResults', 'readData'],
    ].map((action) => [action, 0.3]),
  ),
};

/** All answers to a request, and after how many ms the first and the last were there. */
function answersTo(bench: TestBench, hex: string): { readonly answers: readonly string[]; readonly ms: number } {
  const before = bench.responses.length;
  const fromUs = bench.nowUs;
  bench.deliver(hex);
  bench.car.settle();
  return { answers: bench.responses.slice(before), ms: Math.floor((bench.nowUs - fromUs) / 1000) };
}

function slowCar(session = true): TestBench {
  const bench = new TestBench({ profile: { ...SLOW, attemptsMax: 9 } });
  if (session) bench.extended();
  return bench;
}

describe('conformance 20, 50: a refusal takes no time, even if the action takes time', () => {
  it.each<readonly [string, string, string, (bench: TestBench) => void]>([
    ['RST-1: arm with the door closed', '31 01 02 01 01', '7F 31 22', (bench) => bench.unlock(1)],
    [
      'RST-1: arm below 11.0 V',
      '31 01 02 01 01',
      '7F 31 93',
      (bench) => {
        bench.unlock(1);
        bench.car.setVehicle({ batteryMv: 10_999 });
      },
    ],
    [
      'AUT-6: arm while an erasure is declared',
      '31 01 02 01 01',
      '7F 31 22',
      (bench) => {
        bench.request('31 01 02 03 01 01');
        bench.unlock(1);
      },
    ],
    ['AUT-5: arm while locked', '31 01 02 01 01', '7F 31 33', () => undefined],
    ['RST-2: begin unarmed', '31 01 02 01 02', '7F 31 24', (bench) => bench.unlock(2)],
    [
      'RST-5: stop of a running reset',
      '31 02 02 01',
      '7F 31 22',
      (bench) => {
        bench.beginReset();
      },
    ],
    [
      'REG-1: enter at 5 km/h',
      '31 01 02 02 01',
      '7F 31 88',
      (bench) => {
        bench.unlock(3);
        bench.car.setVehicle({ speedKmh: 5 });
        bench.car.settle();
      },
    ],
    ['REG-3: start without the check', '31 01 02 02 03', '7F 31 24', (bench) => bench.enterRegistration()],
    ['ERA-1: declare all keys', '31 01 02 03 01 02', '7F 31 31', () => undefined],
    ['ERA-4: delete with too few touches', '31 01 02 03 03', '7F 31 22', (bench) => bench.openWindow(1)],
    ['conformance 39: a key without its seed', '27 04 00', '7F 27 24', () => undefined],
    ['conformance 49: an impossible date', '2E F1 99 19 02 30', '7F 2E 31', () => undefined],
    ['RST-5: 0x11 while a reset runs', '11 01', '7F 11 22', (bench) => bench.beginReset()],
  ])('%s', (_what, request, refusal, prepare) => {
    const bench = slowCar();
    prepare(bench);
    const { answers, ms } = answersTo(bench, request);
    expect(answers).toEqual([refusal]);
    expect(ms).toBe(0);
  });

  it('conformance 13: but 0x22, whose action is the looking itself, refuses when it has looked', () => {
    const { answers, ms } = answersTo(slowCar(false), '22 12 34');
    expect(answers).toEqual(['7F 22 78', '7F 22 31']);
    expect(ms).toBe(300);
  });

  it('conformance 20: what is not refused takes time, and its effect counts from the request', () => {
    const bench = slowCar();
    bench.door(true);
    bench.unlock(1);
    const fromUs = bench.nowUs;
    const { answers, ms } = answersTo(bench, '31 01 02 01 01');
    expect([answers, ms]).toEqual([['7F 31 78', '71 01 02 01 11'], 300]);
    expect(bench.car.smartKey.firmware?.procedure).toMatchObject({ kind: 'reset', state: 'armed', sinceUs: fromUs });
    expect(bench.touch(KEY_A)).toBe('none: procedure-under-way');
    bench.advance(SECOND);
  });
});
