import { describe, expect, it } from 'vitest';
import type { BodyForm } from '../../../../hil/http/body-form.ts';
import { HttpError } from '../../../../hil/http/http-error.ts';
import {
  ADVANCE_FORM,
  FAULTS_FORM,
  MOVE_FORM,
  NEW_KEY_FORM,
  POWER_CYCLE_FORM,
  PRESS_FORM,
  VEHICLE_FORM,
} from '../../../../hil/server/request-bodies.ts';

/** The field for which a body is refused; null where it is taken. */
function refusedField(form: BodyForm<unknown>, body: unknown): string | null {
  try {
    form.read(body);
    return null;
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 422) throw error;
    return error.field;
  }
}

describe('the body of POST /api/vehicle', () => {
  it('may be empty, or have any part', () => {
    const body = { doors: { driver: true, trunk: false }, powerMode: 'acc', batteryV: 12.4, brake: true };
    expect(VEHICLE_FORM.read({})).toEqual({});
    expect(VEHICLE_FORM.read(body)).toEqual(body);
  });

  it.each([
    [{ powerMode: 'running' }, 'powerMode'],
    [{ batteryV: 5.99 }, 'batteryV'],
    [{ batteryV: 18.01 }, 'batteryV'],
    [{ speedKmh: 655.36 }, 'speedKmh'],
    [{ doors: { hood: true } }, 'doors.hood'],
    [{ brake: 1 }, 'brake'],
  ])('refuses %j', (body, field) => {
    expect(refusedField(VEHICLE_FORM, body)).toBe(field);
  });

  it.each([{ batteryV: 6 }, { batteryV: 18 }, { speedKmh: 655.35 }])('takes the limit %j', (body) => {
    expect(refusedField(VEHICLE_FORM, body)).toBeNull();
  });
});

describe('the body of POST /api/keys', () => {
  it.each([
    [{}, null],
    [{ id: 'FFFFFFFF', life: 'bound', batteryV: 2.2 }, null],
    [{ id: '0' }, 'id'],
    [{ id: '123456789' }, 'id'],
    [{ id: 'G' }, 'id'],
    [{ life: 'retired' }, 'life'],
    [{ batteryV: 5.1 }, 'batteryV'],
  ])('KEY-1: %j is refused for %j', (body, field) => {
    expect(refusedField(NEW_KEY_FORM, body)).toBe(field);
  });
});

describe('the bodies of the inputs of a key', () => {
  it.each([
    [MOVE_FORM, { to: 'cabin' }, null],
    [MOVE_FORM, { to: 'trunk' }, 'to'],
    [MOVE_FORM, {}, 'to'],
    [PRESS_FORM, { button: 'panic', holdMs: 1000 }, null],
    [PRESS_FORM, { button: 'horn' }, 'button'],
    [PRESS_FORM, { button: 'lock', holdMs: -1 }, 'holdMs'],
  ])('%# have the field that is wrong', (form, body, field) => {
    expect(refusedField(form, body)).toBe(field);
  });
});

describe('the body of POST /api/power-cycle', () => {
  it.each([
    [0.001, null],
    [3_600_000, null],
    [0, 'offMs'],
    [0.0005, 'offMs'],
    [1.0015, 'offMs'],
    [3_600_000.001, 'offMs'],
  ])('takes whole microseconds only: %d ms', (offMs, field) => {
    expect(refusedField(POWER_CYCLE_FORM, { offMs })).toBe(field);
  });
});

describe('the body of POST /api/faults', () => {
  it('VEH-8: is a trouble code, or parts of the fault plan', () => {
    expect(FAULTS_FORM.read({ fault: 'B278D', on: true })).toEqual({ fault: 'B278D', on: true });
    expect(FAULTS_FORM.read({ bus: { drop: 0.5 } })).toEqual({ bus: { drop: 0.5 } });
  });

  it.each([
    [{ fault: 'B278D' }, 'on'],
    [{ fault: 'P0001', on: true }, 'fault'],
    [{ fault: 'B278D', on: true, bus: {} }, 'bus'],
    [{ bus: { drop: 1.1 } }, 'bus.drop'],
  ])('refuses %j', (body, field) => {
    expect(refusedField(FAULTS_FORM, body)).toBe(field);
  });
});

describe('the body of POST /api/time/advance', () => {
  it.each([
    [{ seconds: 0.000001 }, null],
    [{ seconds: 0.0000005 }, 'seconds'],
    [{ seconds: -1 }, 'seconds'],
    [{ toDeadline: 'next', offsetUs: -1 }, null],
    [{ toDeadline: 'next', offsetUs: 0.5 }, 'offsetUs'],
    [{ toDeadline: 'midnight' }, 'toDeadline'],
    [{ seconds: 1, toDeadline: 'next' }, 'toDeadline'],
  ])('%j is refused for %j', (body, field) => {
    expect(refusedField(ADVANCE_FORM, body)).toBe(field);
  });
});
