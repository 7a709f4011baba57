import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { timersOf } from '../../../ecu-sim/smart-key/timers.ts';
import { carDeadlines } from '../../car/car-state.ts';
import { TIME, TIME_SETTING } from '../answers.ts';
import type { Car } from '../../car/car.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { carHasEnded, HttpError } from '../../http/http-error.ts';
import { ADVANCE_FORM, TIME_FORM, type AdvanceBody } from '../request-bodies.ts';
import { postRoute, type Route } from '../../http/route.ts';

/** The vehicle's clock. */
export function timeRoutes(control: CarControl): readonly Route[] {
  return [
    postRoute({
      path: '/api/time',
      summary: 'set how time moves',
      description:
        'Real or virtual time, rate, pause: from the present instant on; omitted parts stay as they are. Frames under ' +
        'way and client connections stay. When the clock stops following the wall clock, the exchange under way is ' +
        'finished first.',
      body: TIME_FORM,
      example: { mode: 'real', rate: 20 },
      answer: TIME_SETTING,
      handle: (body) => {
        control.setTime(body);
        const { car, timeMode: mode, rate, paused } = control;
        return { timeUs: car.nowUs, mode, rate, paused };
      },
    }),
    postRoute({
      path: '/api/time/advance',
      summary: 'advance time',
      description:
        'In virtual time or while paused: by seconds or to a deadline, exact to the microsecond. Returns the new time ' +
        'after everything due by then has happened; until then reading works, and other inputs wait. 409 in real time, where none is pending, and where it is past.',
      body: ADVANCE_FORM,
      example: { toDeadline: 'procedure', offsetUs: 0 },
      answer: TIME,
      errors: [409, 503],
      handle: async (body) => {
        if (control.timeMode === 'real' && !control.paused) {
          const hint = 'pause it or switch to virtual time (POST /api/time {"paused": true} or {"mode": "virtual"})';
          throw new HttpError(409, 'the car runs in real time', { hint });
        }
        const { nowUs } = control.car;
        const targetUs = 'seconds' in body ? instantAfter(nowUs, body.seconds) : targetOf(control, body);
        if (!(await control.advance(targetUs))) {
          throw carHasEnded(' before that instant');
        }
        return { timeUs: targetUs };
      },
    }),
  ];
}

function instantAfter(nowUs: Micros, seconds: number): Micros {
  return representable(nowUs + Math.round(seconds * MICROS_PER_SECOND), 'seconds');
}

/** @throws HttpError (409) where no such deadline is pending, or the instant is in the past */
function targetOf(control: CarControl, body: Exclude<AdvanceBody, { readonly seconds: number }>): Micros {
  const { toDeadline, offsetUs = 0 } = body;
  const pending = control.act(pendingDeadlines);
  const deadlineUs = pending.get(toDeadline);
  if (deadlineUs === undefined) {
    const field = 'toDeadline';
    throw new HttpError(409, `no ${toDeadline} deadline is pending`, { field, hint: pendingHint(pending) });
  }
  const targetUs = deadlineUs + offsetUs;
  const { nowUs } = control.car;
  if (targetUs < nowUs) {
    throw new HttpError(409, `that instant, ${targetUs} µs, is past: it is ${nowUs} µs`, {
      field: 'offsetUs',
      hint: `give ${nowUs - deadlineUs} or more`,
    });
  }
  return representable(targetUs, 'offsetUs');
}

/** Deadlines by kind, and timers by name. */
function pendingDeadlines(car: Car): ReadonlyMap<string, Micros> {
  const pending = new Map<string, Micros>();
  for (const [name, dueUs] of Object.entries<Micros | null>({ ...carDeadlines(car) })) {
    if (dueUs !== null) pending.set(name, dueUs);
  }
  for (const { name, deadlineUs } of timersOf(car.smartKey.firmware, car.profile)) pending.set(name, deadlineUs);
  return pending;
}

function pendingHint(pending: ReadonlyMap<string, Micros>): string {
  if (pending.size === 0) return 'no deadline is pending; advance by seconds';
  return `pending: ${[...pending].map(([name, dueUs]) => `${name} at ${dueUs} µs`).join(', ')}`;
}

/** A number holds whole microseconds for 285 years. */
function representable(targetUs: Micros, field: string): Micros {
  if (Number.isSafeInteger(targetUs)) return targetUs;
  throw new HttpError(409, 'beyond the range of the vehicle clock', { field, hint: 'restart the car' });
}
