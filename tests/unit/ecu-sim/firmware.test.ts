import { describe, expect, it } from 'vitest';

import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import {
  bootFirmware,
  firmwareDeadlineUs,
  stepFirmware,
  type BootCause,
  type FirmwareInput,
  type FirmwareResult,
} from '../../../ecu-sim/firmware.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { factoryContent, type NvmContent } from '../../../ecu-sim/memory/content.ts';
import { DEFAULT_PROFILE } from '../../../ecu-sim/profile.ts';
import { orderBeeps, SILENT_BUZZERS } from '../../../ecu-sim/smart-key/buzzers.ts';
import {
  UNKNOWN_SIGNALS,
  type FirmwareContext,
  type BenchFault,
  type FirmwareState,
  type KeyReading,
  type VehicleSignals,
} from '../../../ecu-sim/smart-key/state.ts';

const SECOND: Micros = 1_000_000;
const NOW: Micros = 100 * SECOND;
const VIN = DEFAULT_PROFILE.vin;

const CONTEXT: FirmwareContext = {
  profile: DEFAULT_PROFILE,
  passCodes: createPassCodes(DEFAULT_PROFILE.passcodeSecret, VIN),
  lifeBaseSeconds: 7000,
};
/** Two keys in the first two of seven slots. */
const CONTENT: NvmContent = factoryContent({ keySlots: 7, slots: [0xa1, 0xa2], generator: [1, 2, 3, 4] });
const KEY: KeyReading = { id: 0xa1, boundVin: VIN, batteryMv: 3000 };
const STANDING: VehicleSignals = { ...UNKNOWN_SIGNALS, doorKnown: true, shiftP: true, speedCkmh: 0, powerMode: 2 };

function boot(
  content: Partial<NvmContent> = {},
  cause: BootCause = 'power-on',
  faults: readonly BenchFault[] = [],
): FirmwareResult {
  const inputs = { supplyMv: 12_600, cabinKeys: [], faults };
  return bootFirmware(CONTEXT, { ...CONTENT, ...content }, false, inputs, SILENT_BUZZERS, NOW, cause);
}

function stateWith(part: Partial<FirmwareState> = {}): FirmwareState {
  return { ...boot().state, ...part };
}

/** The extended session, a second old. */
const EXTENDED: Partial<FirmwareState> = { session: 'extended', s3DeadlineUs: NOW + 4 * SECOND };

function step(state: FirmwareState, input: FirmwareInput, nowUs: Micros = NOW): FirmwareResult {
  return stepFirmware(CONTEXT, state, input, STANDING, nowUs);
}

function request(hex: string, busy = false): FirmwareInput {
  return { kind: 'request', endpoint: 'oem', payload: fromHex(hex), busy };
}

/** The effects in one line each; bytes in hex. */
function linesOf({ effects }: FirmwareResult): readonly string[] {
  return effects.map((effect) => {
    if (effect.kind === 'respond') return `respond ${effect.endpoint} ${toHex(effect.payload, ' ')}`;
    if (effect.kind === 'reset-ecu') return 'reset-ecu';
    const { kind, ...rest } = effect.event;
    const values = Object.values(rest).map((value) =>
      value instanceof Uint8Array ? toHex(value, ' ') : String(value),
    );
    return [kind, ...values].join(' ');
  });
}

/** What a step changed of the state. */
function changesOf(before: FirmwareState, { state }: FirmwareResult): Partial<FirmwareState> {
  return Object.fromEntries(
    Object.entries(state).filter(
      ([name, value]) => !Object.is(value, Object.entries(before).find(([other]) => other === name)?.[1]),
    ),
  );
}

function runningReset(part: Partial<FirmwareState> = {}): FirmwareState {
  const deadlineUs = NOW + 960 * SECOND;
  return stateWith({ procedure: { kind: 'reset', state: 'running', sinceUs: NOW, deadlineUs }, ...part });
}

describe('the start of the firmware', () => {
  it('is in the default session, locked, with nothing under way and nothing to do', () => {
    const { state, effects, reaction } = boot();
    expect([state.session, state.unlockedLevel, state.procedure, state.processing]).toEqual([
      'default',
      0,
      { kind: 'none' },
      null,
    ]);
    expect([effects, reaction, firmwareDeadlineUs(state)]).toEqual([[], null, NEVER_US]);
    expect(state).toMatchObject({
      pendingSeed: null,
      resetAfterResponse: false,
      faultSetting: true,
      communication: { receive: true, transmit: true },
      indicatorOverride: null,
      unlockAllUntilUs: 0,
      lockRequest: 0,
      alarmOn: false,
      keyLowBatterySeen: false,
    });
  });

  it.each([
    [0, 'reset'],
    [1, 'registration'],
    [2, 'erasure'],
  ])('AUT-6: run %i, of the procedure %s, is closed as aborted where a power loss cut it', (index, procedure) => {
    const underWay = { state: 0x12, outcome: 0, reason: 0, elapsedMs: 7, detail: [1, 2, 3] } as const;
    const runs = [0, 1, 2].map((place) => (place === index ? underWay : null));
    const [first = null, second = null, third = null] = runs;
    const result = boot({ lastRuns: [first, second, third] });
    expect(result.state.content.lastRuns[index]).toEqual({ ...underWay, state: 0, outcome: 3, reason: 0x0c });
    expect(result.state.content.lastRuns.filter((run) => run !== null)).toHaveLength(1);
    expect(linesOf(result)).toEqual([`history ${procedure} aborted power-loss`]);
  });

  it.each(['power-on', 'reset'] as const)(
    'AUT-3: a delay that had not expired restarts at the end of the boot (%s)',
    (cause) => {
      expect(boot({ delayPending: true }, cause).state.lockoutDeadlineUs).toBe(NOW + 10 * SECOND);
    },
  );

  it('RST-6, AUT-6: a run that was cut by a power loss is closed as aborted', () => {
    const underWay = { state: 0x12, outcome: 0, reason: 0, elapsedMs: 0, detail: [0, 0, 0] } as const;
    const result = boot({ lastRuns: [underWay, null, null] });
    expect(result.state.content.lastRuns).toEqual([{ ...underWay, state: 0, outcome: 3, reason: 0x0c }, null, null]);
    expect(linesOf(result)).toEqual(['history reset aborted power-loss']);
    expect(result.state.content.history).toEqual([
      { procedure: 1, outcome: 3, reason: 0x0c, counter: 1, seconds: 7100 },
    ]);
  });

  it('a fault of the operation cycle before is no longer pending after power-on, and stays so after 0x11', () => {
    const storedFaults = [
      { code: 0xa78d00, status: 0x28, occurrences: 1 },
      { code: 0xa78500, status: 0x2c, occurrences: 1 },
    ];
    expect(boot({ storedFaults }).state.content.storedFaults.map(({ status }) => status)).toEqual([0x28, 0x28]);
    expect(boot({ storedFaults }, 'reset').state.content.storedFaults.map(({ status }) => status)).toEqual([
      0x28, 0x2c,
    ]);
  });

  it.each(['power-on', 'reset'] as const)(
    'VEH-8: a fault that began during the boot is stored at its end (%s)',
    (cause) => {
      expect(boot({}, cause, ['B2781']).state.content.storedFaults).toEqual([
        { code: 0xa78100, status: 0x2f, occurrences: 1 },
      ]);
    },
  );

  it.each(['power-on', 'reset'] as const)('VEH-8: a fault that ended during the boot no longer fails (%s)', (cause) => {
    const storedFaults = [{ code: 0xa78100, status: 0x2f, occurrences: 3 }];
    const [stored] = boot({ storedFaults }, cause).state.content.storedFaults;
    expect([(stored?.status ?? 0) & 0x09, stored?.occurrences]).toEqual([0x08, 3]);
  });
});

describe('a deadline', () => {
  const deadline: FirmwareInput = { kind: 'deadline' };

  it('that is not due changes nothing: the same state, no effect', () => {
    const state = stateWith(EXTENDED);
    expect(step(state, deadline, NOW + 4 * SECOND - 1)).toEqual({ state, effects: [], reaction: null });
    expect(step(state, deadline, NOW + 4 * SECOND - 1).state).toBe(state);
  });

  it('that is due a microsecond later changes nothing either', () => {
    const inOneUs: readonly Partial<FirmwareState>[] = [
      { lockoutDeadlineUs: NOW + 1 },
      { startWindowUntilUs: NOW + 1 },
      { lockRequest: 1, lockRequestUntilUs: NOW + 1 },
      { session: 'extended', s3DeadlineUs: NOW + 1 },
      { buzzers: orderBeeps(SILENT_BUZZERS, 'exterior', 1, NOW + 1) },
      { procedure: { kind: 'reset', state: 'running', sinceUs: NOW, deadlineUs: NOW + 1 } },
    ];
    for (const part of inOneUs) {
      const state = stateWith(part);
      expect(firmwareDeadlineUs(state)).toBe(NOW + 1);
      const early = step(state, deadline);
      expect([early.state, early.effects]).toEqual([state, []]);
      expect(early.state).toBe(state);
      expect(step(state, deadline, NOW + 1).state).not.toEqual(state);
    }
  });

  it('RST-3, RST-4: completes a reset to the microsecond: every slot empty, the ids retired', () => {
    const state = runningReset();
    expect(firmwareDeadlineUs(state)).toBe(1_060_000_000);
    expect(step(state, deadline, 1_059_999_999).state).toBe(state);
    const result = step(state, deadline, 1_060_000_000);
    expect(result.state.content.slots).toEqual([null, null, null, null, null, null, null]);
    expect(result.state.content.retired).toEqual([0xa1, 0xa2]);
    expect(result.state.procedure).toEqual({ kind: 'none' });
    expect(linesOf(result)).toEqual(['history reset completed none', 'procedure none idle']);
    expect(result.state.content.lastRuns[0]).toEqual({
      state: 0,
      outcome: 1,
      reason: 0,
      elapsedMs: 960_000,
      detail: [0, 0, 0],
    });
  });

  it('REG-7: times out a registration step before it ends the session that is due with it', () => {
    const state = stateWith({
      ...EXTENDED,
      procedure: {
        kind: 'registration',
        mode: 'additional',
        state: 'awaiting-registered-key',
        sinceUs: NOW,
        deadlineUs: NOW + 4 * SECOND,
        added: 0,
        lastRefusal: 'none',
      },
    });
    expect(linesOf(step(state, deadline, NOW + 4 * SECOND))).toEqual([
      'history registration timed-out step-timeout',
      'procedure none idle',
      'session default',
    ]);
  });

  it('conformance 30 to 33: S3 ends the session, locks, drops the seed and undoes what 0x28 and 0x85 had set', () => {
    const state = stateWith({
      ...EXTENDED,
      unlockedLevel: 3,
      pendingSeed: { level: 3, seed: Uint8Array.of(1, 2) },
      faultSetting: false,
      communication: { receive: false, transmit: false },
      indicatorOverride: 1,
    });
    const result = step(state, deadline, NOW + 4 * SECOND);
    expect(changesOf(state, result)).toEqual({
      session: 'default',
      s3DeadlineUs: NEVER_US,
      unlockedLevel: 0,
      pendingSeed: null,
      faultSetting: true,
      communication: { receive: true, transmit: true },
      indicatorOverride: null,
    });
    expect(linesOf(result)).toEqual(['security 0', 'session default']);
  });

  it('RST-5: the end of the session does not stop a reset that runs', () => {
    const result = step(runningReset(EXTENDED), deadline, NOW + 4 * SECOND);
    expect([result.state.procedure.kind, result.state.session]).toEqual(['reset', 'default']);
  });

  it('AUT-3: after the delay the counter is one below the limit, and no delay is pending', () => {
    const state = stateWith({
      lockoutDeadlineUs: NOW + 10 * SECOND,
      content: { ...CONTENT, attempts: 3, delayPending: true },
    });
    const { state: after, effects } = step(state, deadline, NOW + 10 * SECOND);
    expect([after.content.attempts, after.content.delayPending, after.lockoutDeadlineUs]).toEqual([2, false, NEVER_US]);
    expect(effects).toEqual([]);
  });

  it('KEY-4, KEY-5: the start window closes and the lock request ends, each at its own instant', () => {
    const state = stateWith({
      startWindowUntilUs: NOW + 10 * SECOND,
      lockRequest: 2,
      lockRequestUntilUs: NOW + 300_000,
    });
    const first = step(state, deadline, NOW + 300_000);
    expect(changesOf(state, first)).toEqual({ lockRequest: 0, lockRequestUntilUs: NEVER_US });
    const second = step(first.state, deadline, NOW + 10 * SECOND);
    expect(changesOf(first.state, second)).toEqual({ startWindowUntilUs: NEVER_US });
  });

  it('VEH-3: a beep is 100 ms on and 100 ms off', () => {
    const touched = step(stateWith(), { kind: 'key-touched', key: KEY }).state;
    expect(firmwareDeadlineUs(touched)).toBe(NOW);
    const on = step(touched, deadline, NOW);
    const off = step(on.state, deadline, NOW + 100_000);
    const over = step(off.state, deadline, NOW + 200_000);
    expect([linesOf(on), linesOf(off), linesOf(over)]).toEqual([
      ['buzzer interior true'],
      ['buzzer interior false'],
      [],
    ]);
    expect(over.state.buzzers).toEqual({ exterior: 0, interior: 1, answerBack: 0, last: 0, soundings: [] });
  });
});

describe('a request', () => {
  it('conformance 7, 25: is answered on its endpoint; the default session has no S3', () => {
    const result = step(stateWith(), request('3E 00'));
    expect(linesOf(result)).toEqual(['uds oem request 3E 00', 'uds oem response 7E 00', 'respond oem 7E 00']);
    expect([result.state.s3DeadlineUs, result.reaction]).toEqual([NEVER_US, null]);
  });

  it('conformance 27: stops S3 until its answer is out', () => {
    const asked = step(stateWith(EXTENDED), request('3E 00'));
    expect(asked.state.s3DeadlineUs).toBe(NEVER_US);
    const sent = step(asked.state, { kind: 'response-sent' }, NOW + 500);
    expect([sent.state.s3DeadlineUs, sent.effects]).toEqual([NOW + 500 + 5 * SECOND, []]);
  });

  it('conformance 9, 26: one whose answer is suppressed restarts S3 at once', () => {
    const result = step(stateWith(EXTENDED), request('3E 80'));
    expect(linesOf(result)).toEqual(['uds oem request 3E 80']);
    expect(result.state.s3DeadlineUs).toBe(NOW + 5 * SECOND);
  });

  it('conformance 28: while another endpoint is answered it gets 0x21, but 3E 80 is taken in silence', () => {
    const state = stateWith(EXTENDED);
    const refused = step(state, request('22 F1 86', true));
    expect(linesOf(refused).at(-1)).toBe('respond oem 7F 22 21');
    expect(refused.state).toBe(state);
    expect(linesOf(step(state, request('3E 80', true)))).toEqual(['uds oem request 3E 80']);
  });

  it('conformance 6: ignores an answer', () => {
    const state = stateWith();
    expect(step(state, request('7E 00'))).toEqual({ state, effects: [], reaction: null });
  });

  it('conformance 34: 11 01 is answered first, and the ECU resets when the answer is out', () => {
    const asked = step(stateWith(EXTENDED), request('11 01'));
    expect([linesOf(asked).at(-1), asked.state.resetAfterResponse]).toEqual(['respond oem 51 01', true]);
    expect(linesOf(step(asked.state, { kind: 'response-sent' }))).toEqual(['session default', 'reset-ecu']);
  });

  it('AUT-1: the seed counter is stored in the step that sends the seed', () => {
    const result = step(stateWith(EXTENDED), request('27 01'));
    expect(linesOf(result).at(-1)).toMatch(/^respond oem 67 01( [0-9A-F]{2})+$/);
    expect([result.state.content.seedCounter, result.state.pendingSeed?.level]).toEqual([1, 1]);
  });
});

describe('a sent response', () => {
  it('has no effect in the default session', () => {
    const state = stateWith();
    expect(step(state, { kind: 'response-sent' }).state).toBe(state);
  });

  it('conformance 27: does not restart S3 while the final answer is still to come', () => {
    const state = stateWith({
      ...EXTENDED,
      s3DeadlineUs: NEVER_US,
      processing: {
        endpoint: 'oem',
        request: fromHex('31 01 02 03 03'),
        finishUs: NOW + SECOND,
        nextPendingUs: NEVER_US,
        pendingSent: true,
        response: fromHex('71 01 02 03 00'),
        suppressed: false,
        write: null,
      },
    });
    expect(step(state, { kind: 'response-sent' }).state).toBe(state);
    expect(linesOf(step(state, { kind: 'deadline' }, NOW + SECOND)).at(-1)).toBe('respond oem 71 01 02 03 00');
  });
});

describe('a touched key', () => {
  const touch = (key: Partial<KeyReading>): FirmwareInput => ({ kind: 'key-touched', key: { ...KEY, ...key } });

  it('KEY-4: a registered one permits a start for 10 s, with one interior beep', () => {
    const state = stateWith();
    const result = step(state, touch({}));
    expect(result.reaction).toEqual({ reaction: 'start-permitted', reason: null });
    expect(linesOf(result)).toEqual(['beeps-ordered interior 1']);
    expect(result.state.startWindowUntilUs).toBe(NOW + 10 * SECOND);
  });

  it('KEY-5: of any other key nothing happens', () => {
    const state = stateWith();
    const result = step(state, touch({ id: 0xb1 }));
    expect(result).toEqual({ state, effects: [], reaction: { reaction: 'none', reason: 'not-registered' } });
  });

  it('KEY-6: a key at 2.2 V is remembered as weak, one at 2.201 V is not', () => {
    expect(step(stateWith(), touch({ batteryMv: 2200 })).state.keyLowBatterySeen).toBe(true);
    expect(step(stateWith(), touch({ batteryMv: 2201 })).state.keyLowBatterySeen).toBe(false);
  });

  it('does nothing while a reset is under way', () => {
    const state = runningReset();
    const result = step(state, touch({}));
    expect(result).toEqual({ state, effects: [], reaction: { reaction: 'none', reason: 'procedure-under-way' } });
  });

  it('REG-4: a blank one is registered in the lowest free slot with two beeps, and bound', () => {
    const state = stateWith({
      ...EXTENDED,
      procedure: {
        kind: 'registration',
        mode: 'additional',
        state: 'awaiting-new-key',
        sinceUs: NOW,
        deadlineUs: NOW + 60 * SECOND,
        added: 0,
        lastRefusal: 'none',
      },
    });
    const result = step(state, touch({ id: 0xc1, boundVin: null }));
    expect(result.reaction).toEqual({ reaction: 'registered', reason: null });
    expect(result.state.content.slots).toEqual([0xa1, 0xa2, 0xc1, null, null, null, null]);
    expect(linesOf(result)).toEqual(
      expect.arrayContaining([`key-bound 193 ${VIN}`, 'beeps-ordered exterior 2', 'procedure none idle']),
    );
  });

  it('ERA-3: a registered one is kept with one beep, once', () => {
    const state = stateWith({
      ...EXTENDED,
      procedure: {
        kind: 'erasure',
        state: 'window-open',
        sinceUs: NOW,
        deadlineUs: NOW + 300 * SECOND,
        declared: 1,
        touched: [],
        stoppedAtUs: null,
      },
    });
    const first = step(state, touch({}));
    expect([first.reaction?.reaction, linesOf(first)]).toEqual(['kept', ['beeps-ordered exterior 1']]);
    const second = step(first.state, touch({}));
    expect([second.reaction?.reaction, second.effects]).toEqual(['none', []]);
  });
});

describe('a pressed button', () => {
  const press = (button: 'lock' | 'unlock' | 'trunk' | 'panic', holdUs = 0, keyId = KEY.id): FirmwareInput => ({
    kind: 'button-pressed',
    keyId,
    button,
    holdUs,
  });

  it('KEY-5: locks with one answer-back beep and one flash', () => {
    const result = step(stateWith(), press('lock'));
    expect(result.reaction).toEqual({ reaction: 'lock', reason: null });
    expect(linesOf(result)).toEqual(['lock-request lock', 'beeps-ordered answer-back 1', 'flashers 1']);
    expect([result.state.lockRequest, result.state.lockRequestUntilUs]).toEqual([1, NOW + 300_000]);
  });

  it.each([
    ['within 3 s', 2_999_999, 'unlock-all', 3],
    ['after 3 s', 3_000_000, 'unlock-driver', 2],
  ] as const)('KEY-5: unlocks the driver’s door; pressed again %s: %s', (_when, afterUs, reaction, lockRequest) => {
    const first = step(stateWith(), press('unlock'));
    expect([first.reaction?.reaction, first.state.lockRequest]).toEqual(['unlock-driver', 2]);
    const second = step(first.state, press('unlock'), NOW + afterUs);
    expect([second.reaction?.reaction, second.state.lockRequest]).toEqual([reaction, lockRequest]);
  });

  it('KEY-5: opens the trunk', () => {
    expect(linesOf(step(stateWith(), press('trunk')))).toEqual(['trunk-opener']);
  });

  it('KEY-5: panic takes a second, and the next time ends the alarm', () => {
    expect(step(stateWith(), press('panic', 999_999)).reaction).toEqual({ reaction: 'none', reason: 'held-too-short' });
    const on = step(stateWith(), press('panic', SECOND));
    const off = step(on.state, press('panic', SECOND));
    expect([linesOf(on), linesOf(off)]).toEqual([['alarm true'], ['alarm false']]);
    expect([on.reaction?.reaction, off.reaction?.reaction]).toEqual(['alarm-on', 'alarm-off']);
  });

  it('KEY-5: of a key that is not registered nothing happens', () => {
    const state = stateWith();
    const result = step(state, press('lock', 0, 0xb1));
    expect(result).toEqual({ state, effects: [], reaction: { reaction: 'none', reason: 'not-registered' } });
  });
});

describe('the pressed engine switch', () => {
  const press = (brake: boolean, shiftP: boolean): FirmwareInput => ({ kind: 'engine-switch-pressed', brake, shiftP });
  const inCabin = { cabinKeys: [KEY.id] };

  it.each([
    ['a registered key in the cabin, brake pressed, shift in P', stateWith(inCabin), true, true, 'started', null],
    ['a touch within the window', stateWith({ startWindowUntilUs: NOW + 1 }), true, true, 'started', null],
    ['no key', stateWith(), true, true, 'none', 'no-registered-key'],
    ['no brake', stateWith(inCabin), false, true, 'none', 'brake-not-pressed'],
    ['another gear', stateWith(inCabin), true, false, 'none', 'shift-not-in-p'],
    ['a reset that runs (KEY-7)', runningReset(inCabin), true, true, 'none', 'immobilizer-set'],
    ['B2781 (VEH-8)', stateWith({ ...inCabin, faults: ['B2781'] }), true, true, 'none', 'steering-lock-fault'],
  ] as const)('KEY-5: with %s', (_name, state, brake, shiftP, reaction, reason) => {
    expect(step(state, press(brake, shiftP))).toEqual({ state, effects: [], reaction: { reaction, reason } });
  });
});

describe('what the ECU measures', () => {
  it('VEH-1: the keys in the cabin take the place of those before', () => {
    const state = stateWith({ cabinKeys: [0xa1] });
    const result = step(state, { kind: 'cabin-keys', ids: [0xa2, 0xb1] });
    expect([changesOf(state, result), result.effects, result.reaction]).toEqual([
      { cabinKeys: [0xa2, 0xb1] },
      [],
      null,
    ]);
  });

  it.each([
    [11_000, 'reset', []],
    [10_999, 'none', ['history reset aborted battery', 'procedure none idle']],
  ] as const)('RST-6: a supply of %d mV while a reset runs', (mv, kind, lines) => {
    const result = step(runningReset(), { kind: 'supply', mv }, NOW + SECOND);
    expect([result.state.supplyMv, result.state.procedure.kind, linesOf(result)]).toEqual([mv, kind, lines]);
    expect(result.state.content.slots).toEqual(CONTENT.slots);
  });

  it('RST-6: a low supply does not end a reset that is armed only', () => {
    const procedure = { kind: 'reset', state: 'armed', sinceUs: NOW, deadlineUs: NEVER_US } as const;
    const state = stateWith({ ...EXTENDED, procedure });
    expect(step(state, { kind: 'supply', mv: 9000 }).state.procedure).toBe(procedure);
  });
});

describe('a fault of the bench', () => {
  it('VEH-8: is kept in order and stored as a trouble code', () => {
    const state = stateWith({ faults: ['B278D'] });
    const result = step(state, { kind: 'fault', fault: 'B2785', on: true });
    expect(result.state.faults).toEqual(['B2785', 'B278D']);
    expect(linesOf(result)).toEqual(['fault B2785 true']);
    expect(result.state.content.storedFaults).toContainEqual({ code: 0xa78500, status: 0x2f, occurrences: 1 });
  });

  it('VEH-8: ends, and its trouble code stays confirmed', () => {
    const on = step(stateWith(), { kind: 'fault', fault: 'B27A5', on: true });
    const off = step(on.state, { kind: 'fault', fault: 'B27A5', on: false });
    expect([off.state.faults, linesOf(off)]).toEqual([[], ['fault B27A5 false']]);
    expect(off.state.content.storedFaults).toEqual([{ code: 0xa7a500, status: 0x2e, occurrences: 1 }]);
  });

  it('that is set already, or cleared already, changes nothing', () => {
    const set = stateWith({ faults: ['B278D'] });
    expect(step(set, { kind: 'fault', fault: 'B278D', on: true })).toEqual({ state: set, effects: [], reaction: null });
    const clear = stateWith();
    expect(step(clear, { kind: 'fault', fault: 'B278D', on: false }).state).toBe(clear);
  });

  it('is not stored while 0x85 has switched that off', () => {
    const state = stateWith({ ...EXTENDED, faultSetting: false });
    const result = step(state, { kind: 'fault', fault: 'B278D', on: true });
    expect([result.state.faults, result.state.content]).toEqual([['B278D'], state.content]);
  });
});

it('a step changes nothing of the state it is given', () => {
  const state = stateWith(EXTENDED);
  const before = structuredClone(state);
  for (const input of [
    request('27 01'),
    request('10 01'),
    { kind: 'key-touched', key: KEY },
    { kind: 'supply', mv: 5 },
  ] as const) {
    step(state, input);
  }
  expect(state).toEqual(before);
});
