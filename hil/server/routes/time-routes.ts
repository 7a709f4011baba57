import { MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import { carDeadlines, type CarDeadlines } from '../../car/car-state.ts';
import { TIME } from '../answers.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import { ADVANCE_FORM, type AdvanceBody } from '../request-bodies.ts';
import { postRoute, type Route } from '../../http/route.ts';

/** The vehicle's clock, where it can be advanced. */
export function timeRoutes(control: CarControl): readonly Route[] {
  return [
    postRoute({
      path: '/api/time/advance',
      summary: 'advance virtual time',
      description:
        'By seconds or to a deadline, exact to the microsecond. Returns the new time after everything due ' +
        'by then has happened. 409 in real time, where none is pending, and where it is past.',
      body: ADVANCE_FORM,
      answer: TIME,
      errors: [409],
      handle: (body) => {
        if (control.timeMode === 'real') {
          throw new HttpError(409, 'the car runs in real time', { hint: 'start the car with --time virtual' });
        }
        const { nowUs } = control.car;
        control.advanceTo('seconds' in body ? instantAfter(nowUs, body.seconds) : targetOf(control, body));
        return { timeUs: control.car.nowUs };
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
  const deadlines = control.act(carDeadlines);
  const deadlineUs = deadlines[toDeadline];
  if (deadlineUs === null) {
    const field = 'toDeadline';
    throw new HttpError(409, `no ${toDeadline} deadline is pending`, { field, hint: pendingHint(deadlines) });
  }
  const targetUs = deadlineUs + offsetUs;
  const { nowUs } = control.car;
  if (targetUs < nowUs) {
    throw new HttpError(409, `that instant, ${targetUs} µs, is past: it is ${nowUs} µs`, {
      field: 'offsetUs',
      hint: `from ${nowUs - deadlineUs} on it is not`,
    });
  }
  return representable(targetUs, 'offsetUs');
}

function pendingHint({ procedure, session, lockout, next }: CarDeadlines): string {
  const pending = Object.entries({ procedure, session, lockout, next }).filter(([, dueUs]) => dueUs !== null);
  if (pending.length === 0) return 'no deadline is pending; advance by seconds';
  return `pending: ${pending.map(([name, dueUs]) => `${name} at ${dueUs ?? 0} µs`).join(', ')}`;
}

/** A number holds whole microseconds for 285 years. */
function representable(targetUs: Micros, field: string): Micros {
  if (Number.isSafeInteger(targetUs)) return targetUs;
  throw new HttpError(409, 'beyond the range of the vehicle clock', { field, hint: 'restart the car' });
}
