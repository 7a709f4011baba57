import { describe, expect, it } from 'vitest';
import { NRC } from '../../../../can-bus/uds/negative-response-codes.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { CONDITION_ROWS } from '../../../../hil/view/condition-refusals.ts';
import { OPERATOR_ROWS } from '../../../../hil/view/operator-refusals.ts';
import { ORDER_ROWS } from '../../../../hil/view/order-refusals.ts';
import type { Refusal } from '../../../../hil/view/refusal.ts';
import { NRC_ROWS } from '../../../../hil/view/request-refusals.ts';
import { controlOf } from '../../../support/car-control.ts';
import { KEY_A, KEY_B, SECOND, TestBench, type BenchOptions } from '../../../support/test-bench.ts';
import { sourceFiles } from '../../../tidy/source-files.ts';

interface Case {
  /** The row that answers: its table and its name there. */
  readonly row: string;
  readonly options?: BenchOptions;
  /** Up to the attempt. */
  readonly before?: (bench: TestBench) => void;
  readonly attempt: (bench: TestBench) => void;
  readonly rule: string;
  readonly text: string;
}

/** What the events say of the attempt that the real ECU refuses; null where they say nothing. */
function refusalOf({ options, before, attempt }: Case): Refusal | null {
  const bench = new TestBench(options);
  const feed = new EventFeed(controlOf(bench.car), { instance: 'test' });
  before?.(bench);
  const cursor = feed.cursor();
  attempt(bench);
  bench.car.advanceTo(bench.nowUs + 200_000);
  let found: Refusal | null = null;
  for (let entry = feed.read(cursor, true); entry !== null; entry = feed.read(cursor, true)) {
    if (typeof entry !== 'string') found ??= entry.event?.refusal ?? null;
  }
  return found;
}

const asked =
  (hex: string): Case['attempt'] =>
  (bench) =>
    bench.request(hex);
const touched =
  (id: number): Case['attempt'] =>
  (bench) =>
    bench.touch(id);
const STRANGER = 0xbeef;

function withStranger(bench: TestBench, boundVin: string | null = null): void {
  bench.car.makeKey({ id: STRANGER, boundVin });
}

function threeWrong(bench: TestBench): void {
  bench.extended();
  for (let n = 0; n < 3; n++) bench.unlockWrongly(1);
}

/** Awaiting a new key. */
function started(bench: TestBench): void {
  withStranger(bench);
  bench.startRegistration();
}

const CASES: readonly Case[] = [
  {
    row: 'condition door',
    before: (bench) => {
      bench.extended();
      bench.unlock(1);
    },
    attempt: asked('31 01 02 01 01'),
    rule: 'RST-1',
    text: "The driver's door must be open, but it is closed: open it, then send 31 01 02 01 01.",
  },
  {
    row: 'condition battery',
    before: (bench) => {
      bench.extended();
      bench.unlock(1);
      bench.door(true);
      bench.car.setVehicle({ batteryMv: 10_900 });
    },
    attempt: asked('31 01 02 01 01'),
    rule: 'RST-1',
    text: 'The battery must have at least 11.0 V, but it has 10.9 V: connect a battery charger, then send 31 01 02 01 01.',
  },
  {
    row: 'condition battery',
    before: (bench) => {
      bench.arm();
      bench.unlock(2);
      bench.car.setVehicle({ batteryMv: 10_000 });
    },
    attempt: asked('31 01 02 01 02'),
    rule: 'RST-2',
    text: 'The battery must have at least 11.0 V, but it has 10.0 V: connect a battery charger, then send 31 01 02 01 02.',
  },
  {
    row: 'condition battery',
    options: { profile: { batteryMin: 12.7 } },
    attempt: (bench) => bench.enterRegistration(),
    rule: 'REG-1',
    text: 'The battery must have at least 12.7 V, but it has 12.6 V: connect a battery charger, then send 31 01 02 02 01.',
  },
  {
    row: 'condition speed',
    before: (bench) => {
      bench.car.setVehicle({ speedKmh: 5 });
      bench.car.settle();
    },
    attempt: (bench) => bench.enterRegistration(),
    rule: 'REG-1',
    text: 'The vehicle must be slower than 5 km/h, but it moves at 5 km/h: stop it, then send 31 01 02 02 01.',
  },
  {
    row: 'condition speed',
    options: { cyclicFrames: false },
    before: (bench) => bench.car.advanceTo(3 * SECOND),
    attempt: (bench) => bench.enterRegistration(),
    rule: 'REG-1',
    text:
      'The vehicle must be slower than 5 km/h, but the Smart Key ECU has received no vehicle frame (0x5B0) for 2 s: ' +
      'let the body ECU send 0x5B0 again, then send 31 01 02 02 01.',
  },
  {
    row: 'condition full',
    options: { profile: { keySlots: 2 } },
    attempt: (bench) => bench.enterRegistration(),
    rule: 'REG-1',
    text:
      'A key slot must be free, but all 2 slots hold a key: erase the keys that are lost, ' +
      'beginning with 31 01 02 03 01 and the number of keys present.',
  },
  {
    row: 'condition prohibited-by-fault',
    before: (bench) => bench.car.setFault('B278D', true),
    attempt: (bench) => bench.enterRegistration(),
    rule: 'REG-1',
    text: 'No fault may prohibit registration, but B278D is present: remove B278D, then send 31 01 02 02 01.',
  },
  {
    row: 'condition prohibited-by-fault',
    options: { profile: { resetCommit: 'at-start' } },
    before: (bench) => {
      bench.beginReset();
      bench.powerCycle();
    },
    attempt: (bench) => bench.enterRegistration(),
    rule: 'RST-6',
    text:
      'A reset that was begun must be completed before keys are registered, but the last one was aborted after it had ' +
      'erased the keys: do the Smart Code Reset again, beginning with 27 01.',
  },
  {
    row: 'condition other-procedure',
    before: (bench) => {
      bench.arm();
      bench.unlock(3);
    },
    attempt: asked('31 01 02 02 01'),
    rule: 'AUT-6',
    text:
      'No other procedure may be under way, but Smart Code Reset is armed: stop it with 31 02 02 01, then send ' +
      '31 01 02 02 01.',
  },
  {
    row: 'condition count-differs',
    before: (bench) => bench.openWindow(1),
    attempt: asked('31 01 02 03 03'),
    rule: 'ERA-4',
    text:
      'As many keys must have touched the engine switch as were declared, but 1 is declared and 0 have touched: touch one more ' +
      'registered key while the window is open, then send 31 01 02 03 03.',
  },
  {
    row: 'condition count-differs',
    before: (bench) => {
      bench.openWindow(1);
      bench.touch(KEY_A);
      bench.touch(KEY_B);
    },
    attempt: asked('31 01 02 03 03'),
    rule: 'ERA-4',
    text:
      'As many keys must have touched the engine switch as were declared, but 1 is declared and 2 have touched: ' +
      'stop with 31 02 02 03: every registered key is present, and there is none to erase.',
  },
  {
    row: 'condition memory',
    before: (bench) => {
      bench.car.smartKey.damageMemory('keys');
      bench.powerCycle();
    },
    attempt: (bench) => bench.enterRegistration(),
    rule: 'VEH-5',
    text: "The ECU's memory must be readable, but both copies of a block are damaged: restart the car with a fresh memory.",
  },
  {
    row: 'condition pass-code',
    attempt: (bench) => {
      bench.extended();
      bench.unlockWrongly(3);
    },
    rule: 'AUT-3',
    text:
      'The pass-code must be the one for the seed, but it is wrong, attempt 1 of 3: send 27 05 for a new seed and get ' +
      'its pass-code.',
  },
  {
    row: 'nrc requiredTimeDelayNotExpired',
    before: threeWrong,
    attempt: asked('27 01'),
    rule: 'AUT-3',
    text: expect.stringMatching(
      /^The delay after wrong pass-codes must be over, but it runs until 10\.\d{3} s: wait for its end, then send 27 01\.$/,
    ) as string,
  },
  {
    row: 'nrc serviceNotSupported',
    attempt: asked('AA 01'),
    rule: 'conformance 1',
    text: expect.stringContaining('it has no service AA') as string,
  },
  {
    row: 'nrc subFunctionNotSupported',
    attempt: asked('10 7F'),
    rule: 'conformance 2',
    text: expect.stringContaining('service 10 has no sub-function 7F:') as string,
  },
  {
    row: 'nrc incorrectMessageLengthOrInvalidFormat',
    attempt: asked('10'),
    rule: 'conformance 3',
    text: 'The request 10 must have at least 2 bytes, but it has 1: send 10 and one of 01 or 03.',
  },
  {
    row: 'nrc responseTooLong',
    attempt: asked(`22 ${'10 10 '.repeat(40)}`),
    rule: 'conformance 48',
    text: 'The response must fit into one message, but it would have more than 4095 bytes: ask for fewer identifiers at a time.',
  },
  {
    row: 'nrc busyRepeatRequest',
    before: (bench) => {
      bench.openWindow(1);
      bench.touch(KEY_A);
      bench.deliver('31 01 02 03 03');
    },
    attempt: (bench) => bench.deliver('3E 00', 'generic'),
    rule: 'conformance 28',
    text:
      'The previous request must have had its final response, but it is still being processed: wait for that ' +
      'response, then send 3E 00.',
  },
  {
    row: 'nrc conditionsNotCorrect',
    before: (bench) => bench.beginReset(),
    attempt: asked('11 01'),
    rule: 'RST-5',
    text: expect.stringMatching(
      /^No reset may be running, but Smart Code Reset is running: wait until it completes at 960\.\d{3} s, then send 11 01\.$/,
    ) as string,
  },
  {
    row: 'nrc requestOutOfRange',
    attempt: asked('22 12 34'),
    rule: 'conformance 48',
    text: expect.stringContaining('it has no identifier 1234') as string,
  },
  {
    row: 'nrc requestOutOfRange',
    before: (bench) => bench.extended(),
    attempt: asked('31 01 02 03 01 02'),
    rule: 'ERA-1',
    text:
      'At least one key and fewer than all registered ones must be declared, but 2 are declared and 2 are registered: send ' +
      '31 01 02 03 01 01.',
  },
  {
    row: 'nrc securityAccessDenied',
    before: (bench) => bench.extended(),
    attempt: asked('31 01 02 02 01'),
    rule: 'AUT-5',
    text:
      'Security level 3 must be unlocked, but no level is: send 27 05 for a seed, its pass-code with 27 06, then ' +
      '31 01 02 02 01.',
  },
  {
    row: 'nrc generalProgrammingFailure',
    before: (bench) => {
      bench.car.smartKey.damageMemory('keys');
      bench.powerCycle();
      bench.extended();
    },
    attempt: asked('2E F1 99 19 07 01'),
    rule: 'VEH-5',
    text: expect.stringContaining("The ECU's memory must be readable") as string,
  },
  {
    row: 'nrc serviceNotSupportedInActiveSession',
    attempt: asked('27 01'),
    rule: 'conformance 1',
    text: 'The extended session must be open, but the default session is active: send 10 03, then 27 01.',
  },
  {
    row: 'nrc requestSequenceError',
    before: (bench) => bench.extended(),
    attempt: asked('27 02 31 32 33 34 35 36'),
    rule: 'conformance 39',
    text: 'A seed of level 1 must wait for its pass-code, but none does: send 27 01 for a seed and get its pass-code.',
  },
  {
    row: 'order reset arm',
    before: (bench) => {
      bench.arm();
      bench.unlock(1);
    },
    attempt: asked('31 01 02 01 01'),
    rule: 'AUT-6',
    text:
      'The reset must not be under way already, but Smart Code Reset is armed: unlock level 2 with 27 03 and 27 04, ' +
      'then send 31 01 02 01 02.',
  },
  {
    row: 'order reset begin',
    before: (bench) => {
      bench.extended();
      bench.unlock(2);
    },
    attempt: asked('31 01 02 01 02'),
    rule: 'RST-2',
    text:
      'The reset must be armed, but no procedure is under way: unlock level 1 with 27 01 and 27 02, open the ' +
      "driver's door, then send 31 01 02 01 01.",
  },
  ...(['reset', 'registration', 'erasure'] as const).flatMap((routine, index): readonly Case[] =>
    ([2, 3] as const).map((action) => ({
      row: `order ${routine} ${action === 2 ? 'stop' : 'results'}`,
      before: (bench) => bench.extended(),
      attempt: asked(`31 0${action} 02 0${index + 1}`),
      rule: action === 2 ? (['RST-7', 'REG-7', 'ERA-6'][index] ?? '') : (['RST-5', 'REG-8', 'ERA-6'][index] ?? ''),
      text: expect.stringContaining(
        action === 2 ? ', but no procedure is under way: there is nothing to stop.' : ', but none was ever begun: ',
      ) as string,
    })),
  ),
  {
    row: 'order registration enter',
    before: (bench) => {
      bench.enterRegistration();
      bench.unlock(3);
    },
    attempt: asked('31 01 02 02 01'),
    rule: 'AUT-6',
    text:
      'The registration must not be under way already, but Smart Code Registration is waiting for a registered key: ' +
      'touch the engine switch with a registered key.',
  },
  {
    row: 'order registration check',
    before: (bench) => bench.enterRegistration(),
    attempt: asked('31 01 02 02 02'),
    rule: 'REG-3',
    text:
      'The registration must wait for its Pre-Start Check, but Smart Code Registration is waiting for a registered key: ' +
      'touch the engine switch with a registered key.',
  },
  {
    row: 'order registration start',
    before: (bench) => {
      bench.enterRegistration();
      bench.touch(KEY_A);
    },
    attempt: asked('31 01 02 02 03'),
    rule: 'REG-3',
    text:
      'The Pre-Start Check must have been run, but Smart Code Registration is waiting for its Pre-Start Check: ' +
      'send 31 01 02 02 02.',
  },
  {
    row: 'order erasure declare',
    before: (bench) => bench.openWindow(1),
    attempt: asked('31 01 02 03 01 01'),
    rule: 'AUT-6',
    text:
      'Keys must be declared before the window opens, but Undesignated Key Permanent Erasure has its window open: ' +
      'touch the engine switch with one more key, then send 31 01 02 03 03.',
  },
  {
    row: 'order erasure open',
    before: (bench) => {
      bench.extended();
      bench.unlock(4);
    },
    attempt: asked('31 01 02 03 02'),
    rule: 'ERA-2',
    text: expect.stringContaining(
      'The keys present must have been declared, but no procedure is under way: ',
    ) as string,
  },
  {
    row: 'order erasure delete',
    before: (bench) => {
      bench.extended();
      bench.request('31 01 02 03 01 01');
    },
    attempt: asked('31 01 02 03 03'),
    rule: 'ERA-4',
    text:
      'The erasure window must be open, but Undesignated Key Permanent Erasure has keys declared and no window open ' +
      'yet: unlock level 4 with 27 07 and 27 08, then send 31 01 02 03 02.',
  },
  {
    row: 'key-touched ecu-off',
    before: (bench) => bench.car.cutPower(SECOND),
    attempt: touched(KEY_A),
    rule: 'VEH-4',
    text: 'The Smart Key ECU must be running, but it has no supply: wait until it has booted.',
  },
  {
    row: 'key-touched not-registered',
    before: withStranger,
    attempt: touched(STRANGER),
    rule: 'KEY-4',
    text: 'The key must be registered, but key 0000BEEF is blank: touch with a registered key.',
  },
  {
    row: 'key-touched procedure-under-way',
    before: (bench) => bench.arm(),
    attempt: touched(KEY_A),
    rule: 'KEY-4',
    text: expect.stringContaining('No other procedure may be under way, but Smart Code Reset is armed: ') as string,
  },
  {
    row: 'key-touched not-started',
    before: (bench) => {
      bench.enterRegistration();
      bench.touch(KEY_A);
    },
    attempt: touched(KEY_A),
    rule: 'REG-3',
    text:
      'A further key can touch the engine switch only after the Pre-Start Check and the start, but Smart Code ' +
      'Registration is waiting for its Pre-Start Check: send 31 01 02 02 02.',
  },
  {
    row: 'key-touched window-not-open',
    before: (bench) => {
      bench.extended();
      bench.request('31 01 02 03 01 01');
    },
    attempt: touched(KEY_A),
    rule: 'ERA-2',
    text: expect.stringContaining('The erasure window must be open') as string,
  },
  {
    row: 'key-touched delete-under-way',
    before: (bench) => {
      bench.openWindow(1);
      bench.touch(KEY_A);
      bench.deliver('31 01 02 03 03');
    },
    attempt: touched(KEY_B),
    rule: 'ERA-7',
    text: 'The delete must not have been requested yet, but its memory write is under way: wait for the response to the delete.',
  },
  {
    row: 'key-touched already-touched',
    before: (bench) => {
      bench.openWindow(1);
      bench.touch(KEY_A);
    },
    attempt: touched(KEY_A),
    rule: 'ERA-3',
    text: expect.stringContaining('key A1000001 has touched already (1 of 1 have): send 31 01 02 03 03.') as string,
  },
  {
    row: 'key-touched antenna',
    before: (bench) => {
      started(bench);
      bench.car.setFault('B27A5', true);
    },
    attempt: touched(STRANGER),
    rule: 'REG-6',
    text: 'The front antenna must work, but fault B27A5 is present: remove B27A5, then touch again.',
  },
  {
    row: 'key-touched already-registered',
    before: started,
    attempt: touched(KEY_B),
    rule: 'REG-6',
    text: 'The key must be new, but key A1000002 is registered in slot 2: touch the engine switch with a blank key.',
  },
  {
    row: 'key-touched bound-elsewhere-or-retired',
    before: (bench) => {
      withStranger(bench, '4T1BZ1FB3KU000000');
      bench.startRegistration();
    },
    attempt: touched(STRANGER),
    rule: 'KEY-3',
    text: expect.stringContaining('key 0000BEEF is bound to another vehicle') as string,
  },
  {
    row: 'key-touched weak-key-battery',
    before: (bench) => {
      bench.car.makeKey({ id: STRANGER, batteryMv: 2200 });
      bench.startRegistration();
    },
    attempt: touched(STRANGER),
    rule: 'KEY-6',
    text: "The key's own battery must have more than 2.2 V, but it has 2.2 V: change the key's battery, then touch again.",
  },
  {
    row: 'button-pressed ecu-off',
    before: (bench) => bench.car.cutPower(SECOND),
    attempt: (bench) => bench.car.pressButton(KEY_A, 'lock', 0),
    rule: 'VEH-4',
    text: expect.stringContaining('it has no supply') as string,
  },
  {
    row: 'button-pressed not-registered',
    before: withStranger,
    attempt: (bench) => bench.car.pressButton(STRANGER, 'lock', 0),
    rule: 'KEY-5',
    text: 'The key must be registered, but key 0000BEEF is blank: press the button of a registered key.',
  },
  {
    row: 'button-pressed held-too-short',
    attempt: (bench) => bench.car.pressButton(KEY_A, 'panic', 999),
    rule: 'KEY-5',
    text: 'Panic must be held for at least 1 s, but it was released before: hold it for 1 s.',
  },
  {
    row: 'engine-switch-pressed ecu-off',
    before: (bench) => bench.car.cutPower(SECOND),
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'VEH-4',
    text: expect.stringContaining('it has no supply') as string,
  },
  {
    row: 'engine-switch-pressed immobilizer-set',
    options: { registeredKeys: [] },
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'KEY-7',
    text: 'A key must be registered and no reset may run, but no key is registered: register a key.',
  },
  {
    row: 'engine-switch-pressed steering-lock-fault',
    before: (bench) => bench.car.setFault('B2781', true),
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'VEH-8',
    text: expect.stringContaining('fault B2781 is present') as string,
  },
  {
    row: 'engine-switch-pressed no-registered-key',
    before: (bench) => {
      bench.car.moveKey(KEY_A, 'outside');
      bench.car.moveKey(KEY_B, 'outside');
    },
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'KEY-5',
    text: expect.stringContaining('no registered key is there: bring a registered key into the cabin') as string,
  },
  {
    row: 'engine-switch-pressed brake-not-pressed',
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'KEY-5',
    text: 'The brake must be pressed, but it is released: press the brake, then the engine switch.',
  },
  {
    row: 'engine-switch-pressed shift-not-in-p',
    before: (bench) => bench.car.setVehicle({ brake: true, shiftP: false }),
    attempt: (bench) => bench.car.pressEngineSwitch(),
    rule: 'KEY-5',
    text: 'The shift lever must be in P, but it is not: move it to P, then press the engine switch.',
  },
];

describe('why not: of what the real ECU refuses', () => {
  it.each(CASES.map((one) => [one.row, one.rule, one] as const))('%s (%s)', (_row, rule, one) => {
    const refusal = refusalOf(one);
    expect([refusal?.rule, refusal?.text]).toEqual([rule, one.text]);
  });

  it('each row has a case', () => {
    const withoutReason = Object.entries(NRC).filter(([, code]) => code in NRC_ROWS && NRC_ROWS[code] !== undefined);
    const onlyWithReason: readonly number[] = [
      NRC.vehicleSpeedTooHigh,
      NRC.voltageTooLow,
      NRC.invalidKey,
      NRC.exceededNumberOfAttempts,
    ];
    const rows = [
      ...Object.keys(CONDITION_ROWS).map((name) => `condition ${name}`),
      ...withoutReason.filter(([, code]) => !onlyWithReason.includes(code)).map(([name]) => `nrc ${name}`),
      ...Object.keys(ORDER_ROWS).map((name) => `order ${name}`),
      ...Object.entries(OPERATOR_ROWS).flatMap(([action, reasons]) =>
        Object.keys(reasons).map((reason) => `${action} ${reason}`),
      ),
    ];
    expect(rows.filter((row) => !CASES.some((one) => one.row === row))).toEqual([]);
  });

  it('each code and reason that the ECU has in its source has a row', () => {
    const ecu = sourceFiles('ecu-sim/smart-key/*.ts', 'ecu-sim/diagnostics/*.ts', 'ecu-sim/smart-key-ecu.ts');
    const found = (pattern: RegExp): readonly string[] =>
      ecu.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, name = '']) => name));
    const codes = new Set([
      ...found(/negative\(NRC\.(\w+)/g),
      ...found(/refuse\(NRC\.(\w+)/g),
      ...found(/nrc: NRC\.(\w+)/g),
    ]);
    const isCode = (name: string): name is keyof typeof NRC => name in NRC;
    expect(codes.size).toBeGreaterThan(12);
    expect([...codes].filter((name) => !isCode(name) || NRC_ROWS[NRC[name]] === undefined)).toEqual([]);
    const reasons = new Set([
      ...found(/nrc: NRC\.\w+, reason: '([\w-]+)'/g),
      ...found(/refuse\(NRC\.\w+, '([\w-]+)'/g),
    ]);
    expect(reasons.size).toBeGreaterThan(6);
    expect([...reasons].filter((reason) => !(reason in CONDITION_ROWS))).toEqual([]);
    const unmoved = new Set(found(/reaction: 'none', reason: '([\w-]+)'/g));
    expect(unmoved.size).toBeGreaterThan(8);
    const known = Object.values(OPERATOR_ROWS).flatMap((rows) => Object.keys(rows));
    expect([...unmoved].filter((reason) => !known.includes(reason))).toEqual([]);
  });
});
