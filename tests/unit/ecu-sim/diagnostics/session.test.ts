import { describe, expect, it } from 'vitest';
import { NEVER_US } from '../../../../can-bus/time/micros.ts';
import { endSession, expireLockout, restartS3, suspendS3 } from '../../../../ecu-sim/diagnostics/session.ts';
import type {
  ErasureProcedure,
  FirmwareState,
  Procedure,
  RegistrationProcedure,
} from '../../../../ecu-sim/smart-key/state.ts';
import { NOW_US, stepWith } from '../firmware-step.ts';

const UNLOCKED: Partial<FirmwareState> = {
  session: 'extended',
  s3DeadlineUs: NOW_US + 1,
  unlockedLevel: 3,
  pendingSeed: { level: 4, seed: Uint8Array.of(1) },
  faultSetting: false,
  communication: { receive: false, transmit: false },
  indicatorOverride: 1,
};
const WINDOW: ErasureProcedure = {
  kind: 'erasure',
  state: 'window-open',
  sinceUs: NOW_US,
  deadlineUs: NOW_US + 30_000_000,
  declared: 1,
  touched: [],
  stoppedAtUs: null,
};

const REGISTRATION: RegistrationProcedure = {
  kind: 'registration',
  mode: 'additional',
  state: 'awaiting-new-key',
  sinceUs: NOW_US,
  deadlineUs: NOW_US + 60_000_000,
  added: 0,
  lastRefusal: 'none',
};

describe('the end of a session', () => {
  it('conformance 30, 33: the default session locks, drops the seed, and undoes 0x28, 0x85 and 0x2F', () => {
    const step = stepWith(UNLOCKED);
    endSession(step, 'default');
    expect(step.state).toMatchObject({
      session: 'default',
      s3DeadlineUs: NEVER_US,
      unlockedLevel: 0,
      pendingSeed: null,
      faultSetting: true,
      communication: { receive: true, transmit: true },
      indicatorOverride: null,
    });
    expect(step.effects).toEqual([
      { kind: 'event', event: { kind: 'security', unlockedLevel: 0 } },
      { kind: 'event', event: { kind: 'session', session: 'default' } },
    ]);
  });

  it('conformance 31: opening the extended session again locks, and keeps 0x28, 0x85 and 0x2F', () => {
    const step = stepWith(UNLOCKED);
    endSession(step, 'extended');
    expect(step.state).toMatchObject({ unlockedLevel: 0, faultSetting: false, indicatorOverride: 1 });
    expect(step.effects).toEqual([{ kind: 'event', event: { kind: 'security', unlockedLevel: 0 } }]);
  });

  it.each<readonly [Procedure, string]>([
    [WINDOW, 'none'],
    [REGISTRATION, 'none'],
    [{ kind: 'reset', state: 'armed', sinceUs: NOW_US, deadlineUs: NEVER_US }, 'none'],
    [{ kind: 'reset', state: 'running', sinceUs: NOW_US, deadlineUs: NOW_US + 1 }, 'reset'],
  ])('RST-5: of procedures only a running reset continues: %j', (procedure, kind) => {
    const step = stepWith({ ...UNLOCKED, procedure });
    endSession(step, 'default');
    expect(step.state.procedure.kind).toBe(kind);
    const ended = kind === 'none' ? [{ outcome: 3, reason: 0x0b }] : [];
    expect(step.state.content.history).toMatchObject(ended);
    expect(step.state.content.history).toHaveLength(ended.length);
  });

  it('conformance 25: S3 restarts in the extended session, and does not run in the default one', () => {
    const extended = stepWith({ session: 'extended' });
    restartS3(extended);
    expect(extended.state.s3DeadlineUs).toBe(NOW_US + 5_000_000);
    const inDefault = stepWith();
    restartS3(inDefault);
    expect(inDefault.state.s3DeadlineUs).toBe(NEVER_US);
  });

  it('conformance 27: S3 does not run while a request is processed', () => {
    const step = stepWith(UNLOCKED);
    suspendS3(step);
    expect(step.state.s3DeadlineUs).toBe(NEVER_US);
    const { state } = step;
    suspendS3(step);
    expect(step.state).toBe(state);
  });

  it('AUT-3: once the delay is over one more wrong pass-code starts it again', () => {
    const step = stepWith({ lockoutDeadlineUs: NOW_US });
    step.store({ attempts: 3, delayPending: true });
    expireLockout(step);
    expect(step.state.content).toMatchObject({ attempts: 2, delayPending: false });
    expect(step.state.lockoutDeadlineUs).toBe(NEVER_US);
  });
});
